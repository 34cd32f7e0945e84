import i18next from "i18next";
import { renderToStaticMarkup } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { BacktestView, ChangeDetail, RuleRow, VersionRow } from "@/api/schema";
import { rulesSearch } from "@/app/search";
import { en } from "@/i18n/en";
import { signalName } from "@/i18n/signals";
import { zhCN } from "@/i18n/zh-CN";
import { barWidth } from "@/screens/rules/Bars";
import { optionsOf, waitsFor } from "@/screens/rules/decisions";
import { isNumber, isTerm, plainNumber } from "@/screens/rules/entry";
import { figuresOf } from "@/screens/rules/figures";
import { groupsOf, linesOf, wantedLines } from "@/screens/rules/lines";
import { stepsDone } from "@/screens/rules/Progress";
import { previousOf } from "@/screens/rules/previous";
import { Report } from "@/screens/rules/Report";
import { Steps } from "@/screens/rules/RuleLine";
import { shownOf } from "@/screens/rules/Span";
import { conditionText, exact, signed, stepPairs, stepStart, tellingSteps, valueIn } from "@/screens/rules/values";

const row = (name: string, signal: string, more: Partial<RuleRow> = {}) =>
  ({ side: "caller", name, signal, of_caller: null, is_changed: false, when: [], needs: [], ...more }) as RuleRow;
const ROWS = [
  row("wangiri", "S6"),
  row("burst", "S1"),
  row("dwell", "S26", { side: "person" }),
  row("caller.any", "S1", { side: "person" }),
  row("approach", "S21", { side: "person" }),
  row("caller.burst", "S1", { side: "person", of_caller: "burst", is_changed: true }),
];

const share = (hits: number, of: number) => ({ hits, of, share: of ? hits / of : null, low: 0.1, high: 0.9 });
const run = (high: number, missed: number | null) => ({
  version: "v",
  warnings: { urgent: 0, high, normal: 0, notice: 0 },
  warnings_a_day: high / 2,
  persons: high,
  officer_hours: high / 4,
  worked_on: high,
  silenced: 0,
  precision: share(1, 2),
  precision_worked_on: share(1, 2),
  victims: missed === null ? null : { notice: { in_time: 3 - missed, missed, median_lead_s: 120 } },
});
const found = (missedBefore: number | null, missedAfter: number | null) =>
  ({
    since: "2026-10-01T00:00:00Z",
    until: "2026-10-03T00:00:00Z",
    days: 2,
    capacity: 50,
    today: run(8, missedBefore),
    changed: run(4, missedAfter),
    persons_only_today: 4,
    persons_only_changed: 0,
    victims_only_today: missedBefore === null ? null : 1,
    victims_only_changed: missedBefore === null ? null : 0,
    truth: null,
  }) as unknown as BacktestView;

const change = (more: Partial<ChangeDetail> = {}) =>
  ({
    change_id: 3,
    state: "backtested",
    author: "ana",
    is_base_in_force: true,
    is_altered: false,
    problem: null,
    backtest: null,
    backtested_at: "2026-11-29T00:00:00Z",
    ...more,
  }) as ChangeDetail;
const BO = { login: "bo", roles_can: ["rules.read", "rules.change"] } as const;
const options = (more: Partial<ChangeDetail>, me: { login: string; roles_can: readonly string[] } = BO) =>
  optionsOf(change(more), me as never).map(({ deed, why }) => `${deed}:${why ?? "can"}`);

beforeAll(async () => {
  const resources = { "zh-CN": { translation: zhCN }, en: { translation: en } };
  await i18next.use(initReactI18next).init({ lng: "zh-CN", resources, interpolation: { escapeValue: false } });
});

describe("the table of rules", () => {
  it("puts a rule and what it means for the person called on one line, by signal in order of its number", () => {
    const groups = groupsOf(linesOf(ROWS));
    expect(groups.map(({ signal, lines }) => [signal, lines.map(({ row: { name } }) => name)])).toEqual([
      ["S1", ["burst"]],
      ["S6", ["wangiri"]],
      ["S26", ["dwell"]],
      ["", ["caller.any", "approach"]],
    ]);
    expect(groups[0]?.lines[0]?.ofPerson?.name).toBe("caller.burst");
  });

  it("is searched by all words, by side, and for what was changed on either side", () => {
    const lines = linesOf(ROWS);
    const names = (side: RuleRow["side"] | undefined, isChangedOnly: boolean, words: string) =>
      wantedLines(lines, { side, isChangedOnly, words }, ({ row: each }) => `${each.signal} ${each.name}`).map(
        (line) => line.row.name,
      );
    expect(names(undefined, false, "s1 BURST")).toEqual(["burst"]);
    expect(names("person", false, "")).toEqual(["dwell", "caller.any", "approach"]);
    expect(names(undefined, true, "")).toEqual(["burst"]);
    expect(names(undefined, false, "nothing such")).toEqual([]);
  });

  it("keeps its view in the address and drops what is not meant", () => {
    expect(rulesSearch({ tab: "changes", id: 4, evil: 1 })).toEqual({ tab: "changes", id: 4 });
    expect(rulesSearch({ tab: "table", id: "-1", side: "both", changed: "yes", q: "" })).toEqual({});
    expect(rulesSearch({ side: "person", changed: true, q: "S26" })).toEqual({
      side: "person",
      changed: true,
      q: "S26",
    });
  });

  it("names signals in both languages", () => {
    expect([signalName("S26", "zh-CN"), signalName("S26", "en"), signalName("S99", "en")]).toEqual([
      "长时间或反复通话",
      "Dwell",
      "",
    ]);
  });

  it("shows the first and the last of many steps, and all of them to whoever opens them", () => {
    const steps = Array.from({ length: 8 }, (_, n) => ({ start: (n + 1) / 100, odds: n + 1 }));
    const shown = (of: typeof steps) =>
      renderToStaticMarkup(<Steps row={row("x", "S1", { unit: "share", steps: of })} />);
    expect(shown(steps).replaceAll(/<[^>]*>/g, "")).toMatch(/^≥ 1 % \+1≥ 8 % \+8全部 8 级≥ 1 % \+1≥ 2 % \+2/);
    expect(shown(steps.slice(0, 6))).not.toContain("details");
  });
});

describe("values that people decide on", () => {
  it("are never rounded", () => {
    expect(
      ["share", "share", "seconds", "seconds", "seconds", "count"].map((unit, n) =>
        valueIn([0.555, 0.07, 90, 600, 86_400, 1200][n] ?? 0, unit as never),
      ),
    ).toEqual(["55.5 %", "7 %", "90″", "10′", "24 h", "1,200"]);
    expect([signed(2.235), signed(-13.18), signed(0), exact(0.1 + 0.2)]).toEqual(["+2.235", "−13.18", "0", "0.3"]);
  });

  it("of conditions and steps read as they count", () => {
    expect(conditionText({ on: "x", at_least: 1, at_most: 1 })).toBe("x = 1");
    expect(conditionText({ on: "x", at_least: null, at_most: 0.2 })).toBe("x ≤ 0.2");
    expect(conditionText({ on: "x", at_least: 1, at_most: 4 })).toBe("x 1…4");
    expect(stepStart({ start: 21_600, odds: 1 }, "seconds", true)).toBe("≤ 6 h");
    expect(stepStart({ start: 0.5, odds: 1 }, "flag", false)).toBe("✓");
    expect(
      tellingSteps([
        { start: 1, odds: 0 },
        { start: 2, odds: 1 },
        { start: 3, odds: 1 },
      ]),
    ).toEqual([{ start: 2, odds: 1 }]);
  });

  it("stand side by side wherever either has a step: what each adds from there on", () => {
    const before = [{ start: 300, odds: 2 }];
    const after = [
      { start: 600, odds: 1 },
      { start: 900, odds: 3 },
    ];
    expect(stepPairs(before, after, false)).toEqual([
      { start: 300, before: 2, after: 0 },
      { start: 600, before: 2, after: 1 },
      { start: 900, before: 2, after: 3 },
    ]);
    expect(
      stepPairs(
        [
          { start: 900, odds: 1 },
          { start: 300, odds: 2 },
        ],
        [{ start: 600, odds: 5 }],
        true,
      ),
    ).toEqual([
      { start: 900, before: 1, after: 0 },
      { start: 600, before: 1, after: 5 },
      { start: 300, before: 2, after: 5 },
    ]);
  });
});

describe("what a person can decide", () => {
  it("depends on who drafted it, how far it is, his role and the rules in force", () => {
    expect(options({})).toEqual(["approve:can", "reject:can"]);
    expect(options({ author: "bo" })).toEqual(["approve:own", "reject:own"]);
    expect(options({ state: "drafted" })).toEqual(["approve:early", "reject:can"]);
    expect(options({ state: "approved" })).toEqual(["publish:can", "reject:can"]);
    expect(options({ state: "approved", author: "bo" })).toEqual(["publish:can", "reject:own"]);
    expect(options({ state: "approved", is_base_in_force: false })).toEqual(["publish:base", "reject:can"]);
    expect(options({ problem: "gone" })).toEqual(["approve:unreadable", "reject:can"]);
    expect(options({ is_altered: true })).toEqual(["approve:altered", "reject:altered"]);
    expect(options({}, { login: "du", roles_can: ["rules.read"] })).toEqual(["approve:role", "reject:role"]);
    for (const state of ["published", "rolled_back", "rejected"] as const) expect(options({ state })).toEqual([]);
  });

  it("is counted when it waits for him, not when he may merely refuse it", () => {
    expect(waitsFor(change(), BO as never)).toBe(true);
    expect(waitsFor(change({ state: "drafted" }), BO as never)).toBe(false);
  });

  it("has come so far", () => {
    const far = (state: ChangeDetail["state"], backtested_at: string | null = "x") =>
      stepsDone({ state, backtested_at });
    expect([far("drafted"), far("backtested"), far("approved"), far("published"), far("rolled_back")]).toEqual([
      1, 2, 3, 4, 4,
    ]);
    expect([far("rejected"), far("rejected", null)]).toEqual([2, 1]);
  });
});

describe("the way back", () => {
  const version = (serial: number, digest: string, rolled_back_to: number | null = null, is_in_force = false) =>
    ({ serial, digest, rolled_back_to, is_in_force }) as VersionRow;

  it("leads to the text before, never to the one that was got rid of", () => {
    const two = version(2, "b");
    expect(previousOf([{ ...two, is_in_force: true }, version(1, "a"), version(0, "o")])?.serial).toBe(1);
    expect(previousOf([version(3, "a", 1, true), two, version(1, "a"), version(0, "o")])?.serial).toBe(0);
    expect(previousOf([version(0, "o", null, true)])).toBeNull();
    expect(previousOf([version(2, "o", 0, true), version(1, "a"), version(0, "o")])).toBeNull();
  });
});

describe("a whitelist entry", () => {
  const term = { earliest_end: "2026-12-01", latest_end: "2027-12-01" };

  it("is written as people write numbers and sent as digits", () => {
    expect(plainNumber("+86 519-8123 4567")).toBe("8651981234567");
    for (const number of ["+86 519-8123 4567", "86519812*"]) expect(isNumber(number)).toBe(true);
  });

  it("is no number when it is cut short, too wide a range, or words", () => {
    for (const number of ["0519", "8651*", "12", "letters", "1234567890123456"]) expect(isNumber(number)).toBe(false);
  });

  it("ends on a day within the term", () => {
    for (const day of ["2026-12-01", "2027-06-30", "2027-12-01"]) expect(isTerm(day, term)).toBe(true);
    for (const day of ["2026-11-30", "2027-12-02", "06/30/2027", "2027-13-01"]) expect(isTerm(day, term)).toBe(false);
  });
});

describe("a back-test's report", () => {
  const figures = (before: number | null, after: number | null) =>
    Object.fromEntries(figuresOf(found(before, after), (n) => `${n} min`).map((each) => [each.key, each]));

  it("has figures before and after, and marks those by which people are lost", () => {
    const told = figures(0, 1);
    expect([told.aDay?.before, told.aDay?.after, told.hours?.before, told.hours?.after]).toEqual([4, 2, 1, 0.5]);
    expect([told.missed?.isWorse, told.inTime?.isWorse, told.aDay?.isWorse]).toEqual([true, true, false]);
    expect(told.lead?.show(told.lead.before ?? 0)).toBe("2 min");
    expect(figures(1, 0).missed?.isWorse).toBe(false);
  });

  it("leaves out what was not measured", () => {
    expect(Object.keys(figures(null, null))).not.toContain("missed");
    expect([barWidth(4, 4), barWidth(1, 3), barWidth(0, 3), barWidth(0, 0)]).toEqual([
      "max(2px, 100.0%)",
      "max(2px, 33.3%)",
      "0",
      "0",
    ]);
  });

  it("says first who would be missed, and which command is wanted where there is none", () => {
    const text = (change_: ChangeDetail) => renderToStaticMarkup(<Report change={change_} />);
    expect(text(change({ backtest: found(0, 1) }))).toContain("1 名受害人只有现行规则及时预警");
    expect(text(change({ backtest: found(null, null) }))).toContain(zhCN.rules.report.noTruth);
    expect(text(change({ state: "drafted", backtested_at: null }))).toContain("linewarden rules backtest 3");
  });
});

describe("the challenger's span", () => {
  it("tells a day's warnings only where there was a day: a minute stands for none", () => {
    const pair = { level: "high" as const, champion: 9, challenger: 1, champion_a_day: 4.54, challenger_a_day: 1234.6 };
    expect([shownOf(pair, "champion", 2), shownOf(pair, "challenger", 2)]).toEqual([4.5, 1235]);
    expect([shownOf(pair, "champion", 0.01), shownOf(pair, "challenger", 0.01)]).toEqual([9, 1]);
    expect(shownOf({ ...pair, champion_a_day: null }, "champion", 2)).toBe(9);
  });
});
