/** The columns of the audit's list; the purpose takes most of what room is left, the action some. */
import type { Column } from "@/lib/columns";

export type ColumnKey = "seq" | "at" | "actor" | "action" | "subject" | "purpose" | "hash";

export const COLUMNS: readonly Column<ColumnKey>[] = [
  { key: "seq", width: 5.5, rank: 3 },
  { key: "at", width: 9, rank: 1 },
  { key: "actor", width: 8, rank: 1 },
  { key: "action", width: 13, rank: 1 },
  { key: "subject", width: 10, rank: 2 },
  { key: "purpose", width: 10, rank: 4 },
  { key: "hash", width: 8.5, rank: 5 },
];

/** The last one takes what is left when the purpose has no room. */
export function trackOf(keys: readonly ColumnKey[]): (column: Column<ColumnKey>) => string {
  const wide = keys.includes("purpose") ? "purpose" : keys.at(-1);
  return ({ key, width }) =>
    key === wide ? "minmax(0, 1fr)" : key === "action" ? `minmax(${width}rem, 0.6fr)` : `${width}rem`;
}
