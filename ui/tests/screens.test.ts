import { describe, expect, it } from "vitest";
import { boardSearch, feedsSearch, loginSearch } from "@/app/search";
import { fitting } from "@/lib/columns";
import { slice } from "@/lib/windowing";
import { withRates } from "@/live/rates";
import { COLUMNS } from "@/screens/board/columns";
import { matches } from "@/screens/board/filter";
import { barOf } from "@/screens/board/Reasons";
import { imbalance } from "@/screens/feeds/Equation";
import { linePoints } from "@/screens/feeds/Sparkline";

describe("view state in the address", () => {
  it("keeps what is meant and drops what is not", () => {
    expect(boardSearch({ level: "high,urgent,nonsense", view: "all", q: "常州", id: "W1", evil: 1 })).toEqual({
      level: "urgent,high",
      view: "all",
      q: "常州",
      id: "W1",
    });
    expect(boardSearch({ level: "urgent,high,normal,notice", view: "waiting", q: "" })).toEqual({});
    expect(boardSearch({ report: 7, id: "" })).toEqual({ report: 7 });
    expect(boardSearch({ report: 8 })).toEqual({});
    expect(boardSearch({ q: 96110 })).toEqual({ q: "96110" });
    expect(feedsSearch({ rejects: "hep" })).toEqual({ rejects: "hep" });
  });

  it("leads after sign-in to our own pages only", () => {
    expect(loginSearch({ next: "/feeds?rejects=hep" })).toEqual({ next: "/feeds?rejects=hep" });
    for (const next of ["//evil.example", "https://evil.example", "/login", "/\\evil.example"]) {
      expect(loginSearch({ next })).toEqual({});
    }
  });
});

describe("the grid", () => {
  it("shows more columns on wider screens and always the ones that matter", () => {
    expect(fitting(COLUMNS, 20)).toEqual(["level", "waiting", "called", "reason"]);
    expect(fitting(COLUMNS, 500)).toEqual(COLUMNS.map((column) => column.key));
    for (let rem = 20; rem < 200; rem += 1)
      expect(fitting(COLUMNS, rem + 1).length).toBeGreaterThanOrEqual(fitting(COLUMNS, rem).length);
  });

  it("draws what is in sight, with a few rows to spare", () => {
    expect(slice(0, 340, 34, 5000)).toEqual({ first: 0, last: 18 });
    expect(slice(34_000, 340, 34, 5000)).toEqual({ first: 992, last: 1018 });
    expect(slice(99_999, 340, 34, 3)).toEqual({ first: 3, last: 3 });
  });

  it("finds rows by all words of the filter", () => {
    expect(matches("紧急\n138 **** 0363\n138****0363\n江苏 常州", "常州 0363")).toBe(true);
    expect(matches("紧急\n138 **** 0363", "常州 0363")).toBe(false);
  });
});

describe("small figures", () => {
  it("put value and threshold on one bar, the longer at nine tenths", () => {
    expect(barOf(862, 600)).toEqual({ fill: 0.9, tick: (600 / 862) * 0.9 });
    expect(barOf(0, 0)).toEqual({ fill: 0, tick: 0 });
    expect(barOf(-1, 2)).toEqual({ fill: 0, tick: 0.9 });
  });

  it("tell when a feed's account does not add up", () => {
    expect(imbalance({ received: 10, stored: 7, rejected: 2, duplicates: 1 })).toBe(0);
    expect(imbalance({ received: 10, stored: 7, rejected: 2, duplicates: 0 })).toBe(1);
  });

  it("draw the newest rate at the right edge and keep two minutes of them", () => {
    expect(linePoints([5])).toBe("240.0,2.0");
    const feed = { name: "hep", rate_per_s: 1 } as never;
    let rates = withRates(new Map(), [feed]);
    for (let n = 0; n < 500; n += 1) rates = withRates(rates, [feed]);
    expect(rates.get("hep")).toHaveLength(120);
    expect(withRates(rates, []).size).toBe(0);
  });
});
