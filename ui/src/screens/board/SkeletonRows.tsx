/** Grey rows in the board's own columns while the first page loads. */
import { Bone } from "@/components/Bone";
import { COLUMNS, type ColumnKey } from "./columns";
import css from "./Grid.module.css";

const ROWS = Array.from({ length: 14 }, (_, n) => n);
const WIDTHS = new Map(COLUMNS.map((column) => [column.key, column.width]));

export function SkeletonRows({ columns }: { columns: readonly ColumnKey[] }) {
  return (
    <div data-testid="board-loading" aria-hidden="true">
      {ROWS.map((n) => (
        <div key={n} className={css.row}>
          {columns.map((column) => (
            <div key={column} className={css.cell}>
              <Bone
                width={
                  column === "reason"
                    ? `${35 + ((n * 17) % 45)}%`
                    : `${((WIDTHS.get(column) ?? 8) * 0.55).toFixed(1)}rem`
                }
              />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
