import { describe, expect, it } from "vitest";
import { SCREENS } from "@/app/screens";
import { auditSearch } from "@/app/search";
import { fitting, template } from "@/lib/columns";
import { isDay, startOfDay } from "@/lib/time";
import { COLUMNS, trackOf } from "@/screens/audit/columns";
import { detailOf } from "@/screens/audit/detail";
import { isNarrowed, wantedOf } from "@/screens/audit/wanted";

describe("the auditor's address", () => {
  it("keeps what is meant and drops what is not", () => {
    expect(
      auditSearch({ actor: "wang", action: "warning.", since: "2026-11-30", q: "劝阻", judged: true, seq: 7, evil: 1 }),
    ).toEqual({ actor: "wang", action: "warning.", since: "2026-11-30", q: "劝阻", judged: true, seq: 7 });
    expect(
      auditSearch({ action: "DROP", since: "2026-02-30", until: "x", judged: "yes", seq: -1, alarm: "a" }),
    ).toEqual({});
    expect(auditSearch({ seq: 7, alarm: 3 })).toEqual({ alarm: 3 }); // one panel at a time
  });

  it("asks the server for whole days of the centre's zone", () => {
    expect(wantedOf({ since: "2026-11-30", until: "2026-11-30", q: " 劝阻 ", actor: "wang" }, "Asia/Shanghai")).toEqual(
      {
        actor: "wang",
        since: "2026-11-29T16:00:00.000Z",
        until: "2026-11-30T16:00:00.000Z",
        text: "劝阻",
      },
    );
    expect(wantedOf({ q: "  " }, "Asia/Shanghai")).toEqual({});
    expect([isNarrowed({}), isNarrowed({ q: " " }), isNarrowed({ action: "warning." })]).toEqual([false, false, true]);
  });

  it("knows the days of the calendar", () => {
    expect(["2026-11-30", "2026-02-29", "2026-2-1", "tomorrow", "1026-11-01"].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(new Date(startOfDay("2026-03-29", "Europe/Berlin")).toISOString()).toBe("2026-03-28T23:00:00.000Z");
    expect(new Date(startOfDay("2026-03-30", "Europe/Berlin")).toISOString()).toBe("2026-03-29T22:00:00.000Z");
  });
});

describe("the list of entries", () => {
  it("shows more columns on wider screens and always who did what when", () => {
    expect(fitting(COLUMNS, 20)).toEqual(["at", "actor", "action"]);
    expect(fitting(COLUMNS, 500)).toEqual(COLUMNS.map((column) => column.key));
    expect(template(COLUMNS, ["at", "actor", "action"], trackOf(["at", "actor", "action"]))).toBe(
      "9rem 8rem minmax(0, 1fr)",
    );
  });

  it("takes an entry's detail apart, and shows as it is what is none", () => {
    expect(detailOf('{"is_whole":true,"sql":"SELECT 1"}')).toEqual([
      ["is_whole", "true"],
      ["sql", "SELECT 1"],
    ]);
    for (const odd of ["", "null", "7", "{"]) expect(detailOf(odd)).toEqual([["", odd]]);
  });
});

describe("the keys that lead to screens", () => {
  it("are each of one screen", () => {
    expect(new Set(SCREENS.map((screen) => screen.keys)).size).toBe(SCREENS.length);
  });
});
