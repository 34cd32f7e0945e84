import i18next from "i18next";
import { renderToStaticMarkup } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { SilentRowView } from "@/api/schema";
import { en } from "@/i18n/en";
import { zhCN } from "@/i18n/zh-CN";
import { gapsOf, misreads, missingOf } from "@/screens/feeds/gaps";
import { unseen } from "@/screens/feeds/Unseen";
import { Voices } from "@/screens/feeds/Voices";

const row = (name: string, ...missing: string[]): SilentRowView => ({
  name,
  signal: "S17",
  text_zh: `${name} 的话`,
  text_en: `${name} in words`,
  missing,
});
const SILENT = [row("two_sites", "imei", "cell"), row("bad_imei", "imei"), row("cards", "imei"), row("still", "cell")];

const text = (markup: string) => markup.replaceAll(/<[^>]*>/g, "");
const shown = (feed: Parameters<typeof Voices>[0]["feed"]) => renderToStaticMarkup(<Voices feed={feed} />);

beforeAll(async () => {
  const resources = { "zh-CN": { translation: zhCN }, en: { translation: en } };
  await i18next.use(initReactI18next).init({ lng: "zh-CN", resources, interpolation: { escapeValue: false } });
});

describe("the signals that a feed lets speak", () => {
  it("are grouped by what they lack, single columns first", () => {
    expect(gapsOf(SILENT).map((gap) => [gap.missing, gap.rows.map((each) => each.name)])).toEqual([
      [["imei"], ["bad_imei", "cards"]],
      [["cell"], ["still"]],
      [["imei", "cell"], ["two_sites"]],
    ]);
    expect(missingOf(SILENT)).toEqual(["imei", "cell"]);
  });

  it("are not to be trusted where every call looks unanswered or short", () => {
    const gaps = gapsOf([row("dead_end", "answered_at"), row("at_once", "ended_at"), row("scanner", "user_agent")]);
    expect(gaps.map(misreads)).toEqual([true, true, false]);
  });

  it("are counted on one line, and opened by a native disclosure that names them", async () => {
    const feed = { kind: "hep" as const, told_calls: 500, voices: { rows: 38, silent: SILENT } };
    const chinese = shown(feed);
    expect(chinese).toMatch(/<details[^>]*><summary[^>]*>.*信号 34\/38 可用.* · 缺 IMEI、小区<\/summary>/);
    expect(text(chinese)).toContain("two_sites 的话");
    expect(text(chinese)).not.toContain(zhCN.feeds.voices.misread);
    await i18next.changeLanguage("en");
    expect(text(shown(feed))).toContain("34 of 38 signals usable · missing: IMEI, Cell");
    expect(text(shown(feed))).toContain("bad_imei in words");
    await i18next.changeLanguage("zh-CN");
  });

  it("are not guessed before there are calls, nor from a few", () => {
    expect(text(shown({ kind: "hep", told_calls: 0, voices: null }))).toContain(zhCN.feeds.voices.nothing);
    expect(text(shown({ kind: "hep", told_calls: 7, voices: null }))).toContain("仅收到 7 通通话");
  });

  it("are all there when nothing is missing, and files say that they warn when a call has ended", () => {
    const voices = { rows: 38, silent: [] };
    expect(text(shown({ kind: "files", told_calls: 500, voices }))).toContain("信号 38/38 可用 · 所需字段齐全");
    expect(text(shown({ kind: "files", told_calls: 500, voices }))).toContain(zhCN.feeds.voices.byRecord);
    expect(text(shown({ kind: "hep", told_calls: 500, voices }))).not.toContain(zhCN.feeds.voices.byRecord);
  });
});

describe("a feed that fell silent", () => {
  it("says what is not seen: a file brings it later, a capture never", () => {
    expect(unseen({ kind: "files", state: "quiet" })).toBe("later");
    expect(unseen({ kind: "hep", state: "quiet" })).toBe("blind");
    expect(unseen({ kind: "files", state: "failed" })).toBe("blind");
    expect(unseen({ kind: "hep", state: "refused" })).toBe("blind");
    for (const state of ["ok", "attention", "stalled"] as const) expect(unseen({ kind: "hep", state })).toBeNull();
  });
});
