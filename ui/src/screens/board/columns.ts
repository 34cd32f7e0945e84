/** The columns of the board: which are worth their room at which width. Widths are rem; the reason takes what is left. */

export type ColumnKey =
  | "level"
  | "waiting"
  | "holder"
  | "called"
  | "place"
  | "contact"
  | "kind"
  | "callers"
  | "reason"
  | "score"
  | "source"
  | "changed"
  | "raised"
  | "expires"
  | "id";

interface Column {
  key: ColumnKey;
  width: number; // rem; for the reason: the least that makes sense
  rank: number; // 1: always there; the highest leaves first when room is short
}

export const COLUMNS: readonly Column[] = [
  { key: "level", width: 7, rank: 1 },
  { key: "waiting", width: 7.4, rank: 1 },
  { key: "called", width: 10, rank: 1 },
  { key: "place", width: 8.4, rank: 4 },
  { key: "contact", width: 9.8, rank: 2 },
  { key: "kind", width: 9, rank: 3 },
  { key: "holder", width: 6.4, rank: 5 },
  { key: "callers", width: 13.4, rank: 7 },
  { key: "reason", width: 17, rank: 1 },
  { key: "score", width: 5.6, rank: 6 },
  { key: "source", width: 10, rank: 8 },
  { key: "raised", width: 7.5, rank: 9 },
  { key: "changed", width: 7.5, rank: 10 },
  { key: "expires", width: 10, rank: 11 },
  { key: "id", width: 12, rank: 12 },
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

/** The grid template of these columns. */
export function template(keys: readonly ColumnKey[]): string {
  const widths = new Map(COLUMNS.map((column) => [column.key, column.width]));
  return keys.map((key) => (key === "reason" ? "minmax(0, 1fr)" : `${widths.get(key)}rem`)).join(" ");
}
