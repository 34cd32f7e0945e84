import i18next from "i18next";
import { renderToStaticMarkup } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { ReasonView } from "@/api/schema";
import { en } from "@/i18n/en";
import { zhCN } from "@/i18n/zh-CN";
import { Reasons } from "@/screens/board/Reasons";

const reason = (rule: string, unit: ReasonView["unit"], value: number, threshold: number): ReasonView => ({
  rule,
  unit,
  value,
  threshold,
  signal: "S1",
  text_zh: "用语",
  text_en: "words",
  points: 0.1,
  record_ids: [],
  record_count: 0,
});
const shown = (...of: Parameters<typeof reason>) =>
  renderToStaticMarkup(<Reasons reasons={[reason(...of)]} chosen={null} choose={() => undefined} />);
const text = (markup: string) => markup.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

beforeAll(async () => {
  const resources = { "zh-CN": { translation: zhCN }, en: { translation: en } };
  await i18next.use(initReactI18next).init({ lng: "en", resources, interpolation: { escapeValue: false } });
});

describe("a reason of a warning", () => {
  it("tells what was measured against where it begins to count", () => {
    expect(text(shown("burst", "count", 148, 50))).toContain("Measured 148 / Counts from 50");
    expect(shown("burst", "count", 148, 50)).toContain("width:90%");
  });

  it("names no threshold and draws no bar where a value has none of its own", () => {
    for (const [unit, value, told] of [
      ["count", 3.4, "3.4"],
      ["share", 0.98, "98 %"],
      ["seconds", 600, "10′00″"],
      ["count", 0, "0"],
    ] as const) {
      const markup = shown("approach.known_h", unit, value, 0);
      expect(text(markup)).toContain(`Measured ${told} `);
      expect(text(markup)).not.toContain(en.panel.threshold);
      expect(markup).not.toContain("width:");
    }
  });

  it("measures nothing where a claim is true or not", () => {
    expect(text(shown("approach.is_mobile", "flag", 1, 0))).not.toContain(en.panel.value);
  });
});
