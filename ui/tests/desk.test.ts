import { describe, expect, it } from "vitest";
import type { Me, StepView, WarningDetail, WarningRow } from "@/api/schema";
import { endsPair, hear } from "@/lib/keys";
import { instantIn } from "@/lib/time";
import { choiceOf } from "@/screens/board/desk/acts";
import { bodyOf, needsOf } from "@/screens/board/desk/entered";

const ZONE = "Asia/Shanghai";
const DESK = { sends_messages: false, undo_s: 600 };
const NOON = Date.parse("2026-11-30T04:00:00Z");
const ME = { login: "wang", role: "duty_officer" } as Me;
const CHIEF = { login: "chief", role: "commander" } as Me;

function at(stage: WarningRow["work"]["stage"], holder: string | null): WarningRow {
  return { work: { stage, holder: holder && { login: holder, name: holder } } } as WarningRow;
}

function having(...acts: Partial<StepView>[]): WarningDetail {
  const full = acts.map((act, n) => ({
    nth: n + 1,
    at: "2026-11-30T04:00:00Z",
    actor: { login: "wang", name: "wang" },
    kind: "take",
    outcome: null,
    is_in_vain: act.outcome === "busy",
    is_undone: false,
    ...act,
  }));
  return { acts: full } as WarningDetail;
}

describe("what an officer may do", () => {
  it("takes what waits, and goes on with what he has", () => {
    expect(choiceOf(ME, at("waiting", null), having(), DESK, NOON)).toEqual({ canTake: true, forms: [], undo: null });
    expect(choiceOf(ME, at("taken", "wang"), having({}), DESK, NOON).forms).toEqual([
      "call",
      "ask_visit",
      "visit",
      "false_alarm",
      "close",
      "hand_over",
    ]);
    expect(choiceOf(ME, at("taken", "li"), having({}), DESK, NOON).forms).toEqual([]);
  });

  it("calls back only whom somebody has talked to", () => {
    const busy = having({}, { kind: "call", outcome: "busy" });
    const heard = having({}, { kind: "call", outcome: "doubts" });
    expect(choiceOf(ME, at("taken", "wang"), busy, DESK, NOON).forms).not.toContain("follow_up");
    expect(choiceOf(ME, at("called", "wang"), heard, DESK, NOON).forms).toContain("follow_up");
  });

  it("sends messages where there is a gateway, and calls none back", () => {
    const sent = having({}, { kind: "message" });
    expect(choiceOf(ME, at("taken", "wang"), sent, { ...DESK, sends_messages: true }, NOON).forms).toContain("message");
    expect(choiceOf(ME, at("taken", "wang"), sent, DESK, NOON).forms).not.toContain("message");
    expect(choiceOf(ME, at("taken", "wang"), sent, { ...DESK, sends_messages: true }, NOON).undo).toBeNull();
  });

  it("undoes its own latest act for ten minutes", () => {
    expect(choiceOf(ME, at("taken", "wang"), having({}), DESK, NOON + 600_000).undo?.nth).toBe(1);
    expect(choiceOf(ME, at("taken", "wang"), having({}), DESK, NOON + 600_001).undo).toBeNull();
    const theirs = having({}, { actor: { login: "li", name: "li" }, kind: "call" });
    expect(choiceOf(ME, at("taken", "wang"), theirs, DESK, NOON).undo).toBeNull();
  });

  it("lets a commander give work to others and open closed ones", () => {
    expect(choiceOf(CHIEF, at("waiting", null), having(), DESK, NOON).forms).toEqual(["hand_over"]);
    expect(choiceOf(CHIEF, at("closed", "wang"), having({}), DESK, NOON).forms).toEqual(["reopen"]);
  });
});

describe("the form of an act", () => {
  const asked = (...of: Parameters<typeof needsOf>) =>
    needsOf(...of).map(({ name, isOptional }) => (isOptional ? `${name}?` : name));

  it("asks for what belongs to the choice", () => {
    expect(asked("close", {}, false)).toEqual(["disposition", "note?"]);
    expect(asked("close", { disposition: "lost" }, false)).toEqual(["disposition", "lost_at", "lost_cny?", "note?"]);
    expect(asked("close", { disposition: "false_alarm" }, false)).toEqual(["disposition", "false_cause", "note?"]);
    expect(asked("false_alarm", {}, true)).toEqual(["false_cause", "late_cause", "note?"]);
  });

  it("wants words where they alone say what happened", () => {
    expect(asked("reopen", {}, false)).toEqual(["note"]);
    expect(asked("false_alarm", { false_cause: "other" }, false)).toEqual(["false_cause", "note"]);
    expect(asked("false_alarm", { false_cause: "courier", late_cause: "other" }, true).at(-1)).toBe("note");
  });

  it("sends what was chosen, amounts as numbers, and nothing that was left out", () => {
    const lost = { disposition: "lost", lost_at: "2026-11-30T04:00:00.000Z", lost_cny: "5000", note: "x" };
    expect(bodyOf("close", lost)).toEqual({ kind: "close", ...lost, lost_cny: 5000 });
    expect(bodyOf("close", { disposition: "lost", lost_at: lost.lost_at, lost_cny: "", note: "" })).toEqual({
      kind: "close",
      disposition: "lost",
      lost_at: lost.lost_at,
    });
    expect(bodyOf("false_alarm", { false_cause: "courier", note: "" })).toEqual({
      kind: "close",
      disposition: "false_alarm",
      false_cause: "courier",
    });
  });
});

describe("a time that somebody types", () => {
  it("is the centre's", () => {
    expect(instantIn("2026-11-30 12:00", ZONE)).toBe(NOON);
    expect(instantIn(" 2026-11-30 12：00 ", ZONE)).toBe(NOON);
    expect(instantIn("2026-3-8 02:30", "America/New_York")).toBeNull(); // clocks leapt over it
    for (const text of ["", "12:00", "2026-02-30 12:00", "2026-11-30 25:00"]) expect(instantIn(text, ZONE)).toBeNull();
  });
});

describe("the second key of a pair", () => {
  it("does nothing by itself", () => {
    const press = (key: string, timeStamp: number) => {
      hear({ key, timeStamp });
      return endsPair({ key, timeStamp });
    };
    expect(press("a", 0)).toBe(false);
    expect([press("g", 1000), press("a", 1200), press("a", 2501)]).toEqual([false, true, false]);
  });
});
