import { describe, expect, it } from "vitest";
import { placeName, said, shortPlace } from "@/i18n/words";
import { chance, chanceShare, count, figure, measured, percent, span } from "@/lib/numbers";
import { pressure } from "@/lib/sla";
import { day, elapsed, fullTime, shortTime, talkTime } from "@/lib/time";

const SHANGHAI = "Asia/Shanghai";
const MIDNIGHT = Date.parse("2026-11-21T16:00:00Z"); // 2026-11-22 00:00 in Changzhou

describe("times", () => {
  it("are told in the centre's zone on a 24-hour clock; midnight is 00", () => {
    expect(fullTime(MIDNIGHT, SHANGHAI)).toBe("2026-11-22 00:00:00");
    expect(day(MIDNIGHT - 1, SHANGHAI)).toBe("2026-11-21");
  });

  it("leave out the day of today and the year of this year", () => {
    const now = MIDNIGHT + 3_600_000;
    expect(shortTime(MIDNIGHT, now, SHANGHAI)).toBe("00:00:00");
    expect(shortTime(MIDNIGHT - 1000, now, SHANGHAI)).toBe("11-21 23:59:59");
    expect(shortTime(Date.parse("2025-11-22T00:00:00Z"), now, SHANGHAI)).toBe("2025-11-22 08:00:00");
  });

  it("run as clocks do", () => {
    expect([0, 41_999, 724_000, 3_723_000, 273_900_000, -5].map(elapsed)).toEqual([
      "0:00",
      "0:41",
      "12:04",
      "1:02:03",
      "3d 04:05",
      "0:00",
    ]);
  });

  it("show talk as 4′12″", () => {
    expect([7_000, 252_000, 3_852_000].map(talkTime)).toEqual(["0′07″", "4′12″", "1h04′"]);
  });
});

describe("figures", () => {
  it("group thousands and keep what matters", () => {
    expect(count(1174002)).toBe("1,174,002");
    expect([862, 0.83, 0.034, 12.345, 148.7].map(figure)).toEqual(["862", "0.83", "0.034", "12.3", "149"]);
  });

  it("never call almost all or almost nothing all or nothing", () => {
    expect([59, 1300, 7199, 7200, 86_400].map((s) => measured(s, "seconds"))).toEqual([
      "0′59″",
      "21′40″",
      "119′59″",
      "2 h",
      "24 h",
    ]);
    expect([0, 0.00001, 0.00031, 0.0042, 0.061, 0.37, 0.9999, 1].map(chance)).toEqual([
      "0 %",
      "<0.005 %",
      "0.031 %",
      "0.42 %",
      "6.1 %",
      "37 %",
      "99 %",
      "100 %",
    ]);
    expect([0, 0.00001, 0.0001, 0.01, 1].map(chanceShare)).toEqual([0, 0, 0, 0.5, 1]);
    expect([0, 0.001, 0.61, 0.9999, 1].map(percent)).toEqual(["0 %", "1 %", "61 %", "99 %", "100 %"]);
  });

  it("give spans the unit that suits them", () => {
    expect([18, 4210, 180_000].map(span)).toEqual(["18 ms", "4.2 s", "3 min"]);
  });
});

describe("the time limit of a warning", () => {
  it("is near at three quarters and over at the limit: urgent in three minutes", () => {
    expect([0, 134_999, 135_000, 180_000].map((ms) => pressure(0, 180_000, ms))).toEqual([
      "calm",
      "calm",
      "soon",
      "over",
    ]);
  });
});

describe("places and texts", () => {
  it("are told in the language on screen", () => {
    const changzhou = { country: "CN", province: "江苏", city: "常州" };
    expect(placeName(changzhou, "zh-CN")).toBe("江苏 常州");
    expect(placeName(changzhou, "en")).toBe("Changzhou, Jiangsu");
    expect(shortPlace(changzhou, "en")).toBe("Changzhou");
    expect(placeName({ country: "KH", province: null, city: null }, "zh-CN")).toBe("柬埔寨");
    expect(said({ text_zh: "甲", text_en: "A" }, "en")).toBe("A");
  });

  it("do not say a municipality twice, and name Taiwan as China does", () => {
    expect(placeName({ country: "CN", province: "上海", city: "上海" }, "zh-CN")).toBe("上海");
    expect(placeName({ country: "TW", province: null, city: null }, "zh-CN")).toBe("中国台湾");
  });

  it("stay silent about what is not known, and survive codes that are none", () => {
    expect(placeName({ country: null, province: null, city: null }, "en")).toBe("");
    expect(placeName({ country: "?", province: null, city: null }, "en")).toBe("?");
  });
});
