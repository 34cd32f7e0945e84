import { describe, expect, it } from "vitest";
import { fitting } from "@/lib/columns";
import { COLUMNS } from "@/screens/records/columns";
import { marked, narrowed, quoted, within } from "@/screens/records/terms";

describe("terms of a query", () => {
  it("quote what has blanks, parentheses, quotes or a dash in front", () => {
    expect(["T1", "a b", "(x)", 'say "hi"', "-1"].map(quoted)).toEqual([
      "T1",
      '"a b"',
      '"(x)"',
      '"say \\"hi\\""',
      '"-1"',
    ]);
  });

  it("are put behind the query, for or against", () => {
    expect(narrowed("(cell:a OR cell:b)", "route:domestic", true)).toBe("(cell:a OR cell:b) -route:domestic");
    expect(narrowed("", "cell:a", false)).toBe("cell:a");
  });

  it("name a span by the clocks of the site", () => {
    const from = Date.parse("2026-11-30T16:00:00Z");
    expect(within("cli:138*", from, from + 60_000, "Asia/Shanghai")).toBe(
      "cli:138* from:2026-12-01T00:00:00 to:2026-12-01T00:01:00",
    );
  });

  it("are marked where they are wrong, counted in code points", () => {
    expect(marked("𠮷 clii:1", 2, 6)).toEqual(["𠮷 ", "clii", ":1"]);
    expect(marked("cell:a OR", 9, 9)).toEqual(["cell:a OR", " ", ""]);
  });
});

describe("columns", () => {
  it("leave by their rank when room is short", () => {
    expect(fitting(COLUMNS, 40)).toEqual(["time", "cli", "called", "talk"]);
    expect(fitting(COLUMNS, 200)).toHaveLength(11);
  });
});
