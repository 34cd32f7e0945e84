/** What rows and forms of cases are told by. */
import type { CaseDetail, CaseRow, CaseUnmasked } from "@/api/schema";

export const CASE_TABS = ["timeline", "clues", "tasks", "files", "requests", "members"] as const;
export type CaseTab = (typeof CASE_TABS)[number];

/** Names of its leads. */
export function leadsOf(row: Pick<CaseRow, "members">): string {
  return row.members
    .filter((one) => one.role === "lead")
    .map((one) => one.name)
    .join(", ");
}

/** Rows whose number, title or lead hold all words. */
export function found(rows: readonly CaseRow[], words: string): CaseRow[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const text = `${row.number} ${row.title} ${leadsOf(row)}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Whether somebody may put things on record. */
export function writes(detail: Pick<CaseDetail, "access" | "is_open">): boolean {
  return detail.is_open && (detail.access?.role === "lead" || detail.access?.role === "member");
}

export type Whole = ReadonlyMap<number, string>; // full texts by entry; of those without one, what is masked is shown

export function wholeOf(told: CaseUnmasked): Whole {
  return new Map(told.items.map((one) => [one.nth, one.text]));
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
