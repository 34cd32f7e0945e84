/** The columns of the board; the reason takes what room is left. */
import type { Column } from "@/lib/columns";

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

export const COLUMNS: readonly Column<ColumnKey>[] = [
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

export function track({ key, width }: Column<ColumnKey>): string {
  return key === "reason" ? "minmax(0, 1fr)" : `${width}rem`;
}
