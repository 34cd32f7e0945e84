import { describe, expect, it } from "vitest";
import type { Level, WarningList, WarningRow, WarningsEvent } from "@/api/schema";
import { isIn, VIEWS } from "@/api/warnings";
import { arrange, emptyBoard, MAX_ROWS, withBatch, withPage } from "@/live/board";

const COUNTS = { urgent: 1, high: 2, normal: 3, notice: 4 };

function row(id: string, level: Level, seq: number, revision = 1): WarningRow {
  return {
    warning_id: id,
    seq,
    revision,
    level,
    raised_at: "2026-11-22T00:00:00Z",
    changed_at: "2026-11-22T00:00:00Z",
    expires_at: "2026-11-23T00:00:00Z",
    state: "open",
    called_masked: "138 **** 0000",
    called_place: { country: "CN", province: "江苏", city: "常州" },
    caller_count: 1,
    callers_masked: ["+855 96 **** 12"],
    kind: "fake_police",
    score: 0.9,
    top_reason: null,
    is_in_contact: false,
    contact_since: null,
    source: "hep",
    is_synthetic: true,
    work: { stage: "waiting", situation: "waiting", holder: null, steps: 0, due: null },
  };
}

const page = (items: WarningRow[], next: number | null, last_seq = 100): WarningList => ({
  items,
  next_before_seq: next,
  counts: COUNTS,
  last_seq,
  as_of: "2026-11-22T00:00:00Z",
});
const batch = (items: WarningRow[], last_seq = Math.max(...items.map((one) => one.seq))): WarningsEvent => ({
  items,
  counts: COUNTS,
  last_seq,
});
const TAKEN: WarningRow["work"] = {
  stage: "taken",
  situation: "taken",
  holder: { login: "li", name: "李警官" },
  steps: 1,
  due: { kind: "call", since: "2026-11-22T00:00:00Z", at: "2026-11-22T00:05:00Z" },
};
const OPEN = { levels: [], view: "waiting", login: "wang" } as const;
const loaded = () => withPage(emptyBoard(OPEN), page([row("a", "urgent", 9), row("b", "urgent", 7)], null));

describe("the board", () => {
  it("reads level by level: the end of one level is the beginning of the next", () => {
    const first = withPage(emptyBoard(OPEN), page([row("a", "urgent", 9)], 9));
    expect(first.cursor).toEqual({ level: 0, beforeSeq: 9 });
    const second = withPage(first, page([row("b", "urgent", 7)], null));
    expect(second.cursor).toEqual({ level: 1, beforeSeq: null });
    expect(second.order).toEqual(["a", "b"]);
  });

  it("is complete after the last wanted level", () => {
    const wanted = { levels: ["high"], view: "all", login: "wang" } as const;
    expect(withPage(emptyBoard(wanted), page([row("a", "high", 9)], null)).cursor).toBeNull();
  });

  it("keeps every row in its place when a batch comes, and lets new ones wait", () => {
    const after = withBatch(loaded(), batch([row("new", "urgent", 101)]));
    expect(after.order).toEqual(["a", "b"]);
    expect([...after.fresh]).toEqual(["new"]);
  });

  it("changes a row on screen in place", () => {
    const after = withBatch(loaded(), batch([{ ...row("b", "urgent", 101, 2), score: 0.99 }]));
    expect(after.order).toEqual(["a", "b"]);
    expect(after.rows.get("b")?.score).toBe(0.99);
    expect(after.fresh.size).toBe(0);
  });

  it("takes a change once: a repeated or older one does nothing", () => {
    const once = withBatch(loaded(), batch([row("b", "urgent", 101, 3)]));
    const again = withBatch(once, batch([row("b", "notice", 101, 3), row("b", "notice", 50, 2)]));
    expect(again.rows.get("b")).toEqual(once.rows.get("b"));
    expect(again.risen.size).toBe(0);
  });

  it("says which rows on screen became more pressing, without moving them", () => {
    const calm = withPage(emptyBoard(OPEN), page([row("a", "urgent", 9), row("c", "notice", 5)], null));
    const after = withBatch(calm, batch([row("c", "urgent", 101, 2)]));
    expect(after.order).toEqual(["a", "c"]);
    expect([...after.risen]).toEqual(["c"]);
    expect(arrange(after).order).toEqual(["c", "a"]);
  });

  it("arranges by level, then by latest evidence, and forgets what was waiting", () => {
    const after = arrange(withBatch(loaded(), batch([row("n", "notice", 103), row("u", "urgent", 102)])));
    expect(after.order).toEqual(["u", "a", "b", "n"]);
    expect(after.fresh.size + after.risen.size).toBe(0);
  });

  it("shows who has taken a row where it stands, and lets it leave when it arranges", () => {
    const taken = { ...row("b", "urgent", 101), work: TAKEN };
    const after = withBatch(loaded(), batch([taken]));
    expect(after.rows.get("b")?.work.holder?.name).toBe("李警官");
    expect(after.order).toContain("b");
    expect(arrange(after).order).toEqual(["a"]);
  });

  it("has the same parts as the server", () => {
    const mine = { ...row("b", "urgent", 101), work: TAKEN };
    const parts = (one: WarningRow, login: string) => VIEWS.filter((view) => isIn(view, one, login));
    expect(parts(row("a", "urgent", 9), "li")).toEqual(["waiting", "all"]);
    expect(parts(mine, "li")).toEqual(["mine", "hand", "all"]);
    expect(parts(mine, "wang")).toEqual(["hand", "all"]);
    expect(parts({ ...mine, work: { ...TAKEN, stage: "closed" } }, "li")).toEqual(["closed", "all"]);
    expect(parts({ ...row("a", "urgent", 9), state: "expired" }, "li")).toEqual(["expired", "all"]);
  });

  it("does not let rows wait that the filter does not want", () => {
    const wanted = { levels: ["urgent"], view: "waiting", login: "wang" } as const;
    const after = withBatch(
      emptyBoard(wanted),
      batch([row("n", "notice", 101), { ...row("x", "urgent", 102), state: "expired" }]),
    );
    expect(after.fresh.size).toBe(0);
  });

  it("drops rows that no longer match when it arranges, except the one whose panel is open", () => {
    const expired = { ...row("b", "urgent", 101, 2), state: "expired" as const };
    const after = withBatch(loaded(), batch([expired]));
    expect(after.order).toContain("b");
    expect(arrange(after).order).toEqual(["a"]);
    expect(arrange(after, "b").order).toContain("b");
  });

  it("places a row once when a page and the stream both bring it", () => {
    const early = withBatch(emptyBoard(OPEN), batch([row("a", "urgent", 101, 2)]));
    const after = withPage(early, page([row("a", "urgent", 9, 1), row("b", "urgent", 7)], null));
    expect(after.order).toEqual(["a", "b"]);
    expect(after.fresh.size).toBe(0);
    expect(after.rows.get("a")?.revision).toBe(2);
  });

  it("keeps the counts of the newest news", () => {
    const newer = withBatch(loaded(), { items: [], counts: { ...COUNTS, urgent: 8 }, last_seq: 200 });
    const older = withPage(newer, page([], null, 150));
    expect(older.counts.urgent).toBe(8);
    expect(older.lastSeq).toBe(200);
  });

  it("bounds its memory: the least pressing waiting rows go first", () => {
    const flood = Array.from({ length: MAX_ROWS + 50 }, (_, n) => row(`w${n}`, n < 50 ? "urgent" : "notice", 1000 + n));
    const after = withBatch(loaded(), batch(flood));
    expect(after.fresh.size).toBe(MAX_ROWS);
    expect(flood.slice(0, 50).every((one) => after.fresh.has(one.warning_id))).toBe(true);
    expect(after.rows.size).toBe(MAX_ROWS + 2);
  });

  it("reads on from the last row kept when arranging had to cut", () => {
    const flood = Array.from({ length: MAX_ROWS }, (_, n) => row(`w${n}`, "urgent", 1000 + n));
    const after = arrange(withBatch(loaded(), batch(flood)));
    expect(after.order).toHaveLength(MAX_ROWS);
    expect(after.cursor).toEqual({ level: 0, beforeSeq: 1000 });
  });
});
