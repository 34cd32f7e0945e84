/** The columns of found records: which are worth their room at which width; widths are rem. */
export type ColumnKey =
  | "time"
  | "cli"
  | "called"
  | "ring"
  | "talk"
  | "route"
  | "trunk"
  | "ip"
  | "cell"
  | "imei"
  | "feed";

const COLUMNS: readonly { key: ColumnKey; width: number; rank: number }[] = [
  { key: "time", width: 12, rank: 1 },
  { key: "cli", width: 10.5, rank: 1 },
  { key: "called", width: 10.5, rank: 1 },
  { key: "talk", width: 6, rank: 2 },
  { key: "ring", width: 5.2, rank: 7 },
  { key: "route", width: 6.5, rank: 3 },
  { key: "trunk", width: 9, rank: 4 },
  { key: "ip", width: 9.5, rank: 6 },
  { key: "cell", width: 10, rank: 8 },
  { key: "imei", width: 9, rank: 9 },
  { key: "feed", width: 9, rank: 5 },
];

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

/** The grid template; what room is left is shared by all. */
export function template(keys: readonly ColumnKey[]): string {
  const widths = new Map(COLUMNS.map((column) => [column.key, column.width]));
  return keys.map((key) => `minmax(0, ${widths.get(key)}fr)`).join(" ");
}
