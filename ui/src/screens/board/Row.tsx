/** One warning as a row of the board. Drawn anew only when the warning or its marking changes. */
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { WarningRow } from "@/api/schema";
import frame from "@/components/grid/Grid.module.css";
import { useZone } from "@/components/zone";
import { languageOf } from "@/i18n";
import { cellOf } from "./Cell";
import type { ColumnKey } from "./columns";
import css from "./Grid.module.css";

interface Props {
  row: WarningRow;
  index: number; // 0-based place in the list
  columns: readonly ColumnKey[];
  isHere: boolean; // the keyboard's row
  isOpen: boolean; // its panel is open
  hasRisen: boolean;
  choose: (id: string) => void;
}

export const Row = memo(function Row({ row, index, columns, isHere, isOpen, hasRisen, choose }: Props) {
  const { t, i18n } = useTranslation();
  const manner = { t, language: languageOf(i18n.language), zone: useZone() };
  const marks = [
    frame.row,
    isOpen && frame.open,
    isHere && frame.here,
    (row.state === "expired" || row.work.stage === "closed") && css.past,
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter and Space are handled once, by the grid
    <div
      role="row"
      className={marks.filter(Boolean).join(" ")}
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      tabIndex={isHere ? 0 : -1}
      onClick={() => choose(row.warning_id)}
      data-testid="warning-row"
      data-id={row.warning_id}
      data-level={row.level}
      data-called={row.called_masked}
    >
      {columns.map((column) => (
        <div key={column} role="gridcell" className={`${frame.cell} ${css[column] ?? ""}`} data-column={column}>
          {cellOf(row, column, hasRisen, manner)}
        </div>
      ))}
    </div>
  );
});
