/** The columns of the audit's list: which are worth their room at which width. Widths are rem; the purpose takes most of what is left, the action some. */

export type ColumnKey = "seq" | "at" | "actor" | "action" | "subject" | "purpose" | "hash";

interface Column {
  key: ColumnKey;
  width: number; // rem
  rank: number; // 1: always there; the highest leaves first when room is short
}

export const COLUMNS: readonly Column[] = [
  { key: "seq", width: 5.5, rank: 3 },
  { key: "at", width: 9, rank: 1 },
  { key: "actor", width: 8, rank: 1 },
  { key: "action", width: 13, rank: 1 },
  { key: "subject", width: 10, rank: 2 },
  { key: "purpose", width: 10, rank: 4 },
  { key: "hash", width: 8.5, rank: 5 },
];

/** The columns that fit into so many rem, in their order on screen. */
export function columnsFor(rem: number): readonly ColumnKey[] {
  const kept = new Set<ColumnKey>();
  let used = 0;
  for (const column of [...COLUMNS].sort((a, b) => a.rank - b.rank)) {
    used += column.width;
    if (column.rank > 1 && used > rem) break;
    kept.add(column.key);
  }
  return COLUMNS.filter((column) => kept.has(column.key)).map((column) => column.key);
}

/** The grid template of these columns; the last one takes what is left when the purpose has no room. */
export function template(keys: readonly ColumnKey[]): string {
  const widths = new Map(COLUMNS.map((column) => [column.key, column.width]));
  const wide = keys.includes("purpose") ? "purpose" : keys.at(-1);
  const wish = (key: ColumnKey) =>
    key === "action" ? `minmax(${widths.get(key)}rem, 0.6fr)` : `${widths.get(key)}rem`;
  return keys.map((key) => (key === wide ? "minmax(0, 1fr)" : wish(key))).join(" ");
}
