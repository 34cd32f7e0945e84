import { describe, expect, it } from "vitest";
import type { CaseRow } from "@/api/schema";
import { casesSearch } from "@/app/search";
import { found, size, writes } from "@/screens/cases/words";

const row = (number: string, title: string, lead: string) =>
  ({
    number,
    title,
    members: [{ login: "x", name: lead, role: "lead", until: null, is_past: false }],
  }) as unknown as CaseRow;

describe("the screen of cases", () => {
  it("keeps its view in the address and drops what is none", () => {
    expect(casesSearch({ view: "closed", id: "519-2026-0001", tab: "files", evil: 1 })).toEqual({
      view: "closed",
      id: "519-2026-0001",
      tab: "files",
    });
    expect(casesSearch({ view: "mine", tab: "timeline", q: "" })).toEqual({});
  });

  it("finds cases by all words, over number, title and lead", () => {
    const rows = [row("519-2026-0001", "冒充客服", "王警官"), row("519-2026-0002", "窝点", "王警官")];
    expect(found(rows, "王 客服").map((one) => one.number)).toEqual(["519-2026-0001"]);
    expect(found(rows, "")).toHaveLength(2);
  });

  it("lets nobody write in a closed case, nor viewers in any", () => {
    const as = (role: string, is_open: boolean) => ({ is_open, access: { role } }) as Parameters<typeof writes>[0];
    expect(writes(as("lead", true))).toBe(true);
    expect(writes(as("lead", false))).toBe(false);
    expect(writes(as("viewer", true))).toBe(false);
    expect(writes(as("glass", true))).toBe(false);
  });

  it("tells sizes", () => {
    expect([1, 1025, 1024 ** 2 * 1.5].map(size)).toEqual(["1 B", "2 KiB", "1.5 MiB"]);
  });
});
