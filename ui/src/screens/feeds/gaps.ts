/** What a feed does not tell, and what is out of use for want of it. */
import type { SilentRowView } from "@/api/schema";

export interface Gap {
  missing: readonly string[]; // record columns
  rows: readonly SilentRowView[];
}

/** The rows that lack the same columns together; fewest columns first, otherwise as they come. */
export function gapsOf(silent: readonly SilentRowView[]): Gap[] {
  const groups = new Map<string, { missing: readonly string[]; rows: SilentRowView[] }>();
  for (const row of silent) {
    const key = row.missing.join();
    const group = groups.get(key) ?? { missing: row.missing, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => a.missing.length - b.missing.length);
}

/** Every column that any of them lacks, once. */
export function missingOf(silent: readonly SilentRowView[]): string[] {
  return [...new Set(gapsOf(silent).flatMap((gap) => gap.missing))];
}

/** True where every call looks unanswered or short, so that rows which count those cannot be trusted. */
export function misreads(gap: Gap): boolean {
  return gap.missing.includes("answered_at") || gap.missing.includes("ended_at");
}
