/** The columns of found records; what room is left is shared by all. */
import type { Column } from "@/lib/columns";

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

export const COLUMNS: readonly Column<ColumnKey>[] = [
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

export function track({ width }: Column<ColumnKey>): string {
  return `minmax(0, ${width}fr)`;
}
