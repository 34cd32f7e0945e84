/** The dense list of warnings: its rows keep still, and are driven by keys as well as by hand. */
import { type RefObject, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { WarningRow } from "@/api/schema";
import { DenseGrid } from "@/components/grid/DenseGrid";
import { useGrid } from "@/components/grid/useGrid";
import { useRowKeys } from "@/components/grid/useRowKeys";
import { template } from "@/lib/columns";
import { COLUMNS, track } from "./columns";
import css from "./Grid.module.css";
import { Row } from "./Row";

const ROW_REM = 2.4;

interface Props {
  rows: readonly WarningRow[];
  risen: ReadonlySet<string>;
  openId: string | null;
  isLoading: boolean;
  hasMore: boolean;
  open: (id: string) => void;
  loadMore: () => void;
  scroller: RefObject<HTMLDivElement | null>;
}

export function Grid({ rows, risen, openId, isLoading, hasMore, open, loadMore, scroller }: Props) {
  const { t } = useTranslation();
  const sized = { rows: rows.length, rowRem: ROW_REM, isLoading, hasMore };
  const grid = useGrid({ ...sized, scroller, columns: COLUMNS, loadMore });
  const ids = useMemo(() => rows.map((row) => row.warning_id), [rows]);
  const here = useRowKeys({ ids, openId, open, bring: grid.bring });
  return (
    <DenseGrid
      {...sized}
      label={t("warnings.table")}
      scroller={scroller}
      grid={grid}
      template={template(COLUMNS, grid.columns, track)}
      head={(column) => t(`warnings.col.${column}`)}
      cellClass={(column) => css[column]}
      testId="board"
    >
      {rows.slice(grid.first, grid.last).map((row, n) => (
        <Row
          key={row.warning_id}
          row={row}
          index={grid.first + n}
          columns={grid.columns}
          isHere={grid.first + n === here}
          isOpen={row.warning_id === openId}
          hasRisen={risen.has(row.warning_id)}
          choose={open}
        />
      ))}
    </DenseGrid>
  );
}
