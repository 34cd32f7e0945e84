/** Columns of a dense list: which are worth their room at which width. */

export interface Column<K extends string> {
  key: K;
  width: number; // rem; of one that stretches: the least that makes sense
  rank: number; // 1: always there; the highest leaves first when room is short
}

/** The columns that fit into so many rem, in their order on screen. */
export function fitting<K extends string>(columns: readonly Column<K>[], rem: number): readonly K[] {
  const kept = new Set<K>();
  let used = 0;
  for (const column of [...columns].sort((a, b) => a.rank - b.rank)) {
    used += column.width;
    if (column.rank > 1 && used > rem) break;
    kept.add(column.key);
  }
  return columns.filter((column) => kept.has(column.key)).map((column) => column.key);
}

/** The grid template of these columns, each as its width says. */
export function template<K extends string>(
  columns: readonly Column<K>[],
  keys: readonly K[],
  track: (column: Column<K>) => string,
): string {
  return columns
    .filter((column) => keys.includes(column.key))
    .map(track)
    .join(" ");
}
