/** The dense list of entries, newest first, driven by keys as well as by hand. */
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AuditRow } from "@/api/schema";
import { DenseGrid } from "@/components/grid/DenseGrid";
import { useGrid } from "@/components/grid/useGrid";
import { useRowKeys } from "@/components/grid/useRowKeys";
import { template } from "@/lib/columns";
import { COLUMNS, trackOf } from "./columns";
import css from "./EntryGrid.module.css";
import { EntryRow } from "./EntryRow";

const ROW_REM = 2.2;

interface Props {
  rows: readonly AuditRow[];
  openSeq: number | null;
  isLoading: boolean;
  hasMore: boolean;
  open: (seq: number) => void;
  loadMore: () => void;
}

export function EntryGrid({ rows, openSeq, isLoading, hasMore, open, loadMore }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const sized = { rows: rows.length, rowRem: ROW_REM, isLoading, hasMore };
  const grid = useGrid({ ...sized, scroller, columns: COLUMNS, loadMore });
  const ids = useMemo(() => rows.map((row) => row.seq), [rows]);
  const here = useRowKeys({ ids, openId: openSeq, open, bring: grid.bring });
  return (
    <DenseGrid
      {...sized}
      label={t("audit.list")}
      scroller={scroller}
      grid={grid}
      template={template(COLUMNS, grid.columns, trackOf(grid.columns))}
      head={(column) => t(`audit.col.${column}`)}
      cellClass={(column) => css[column]}
      testId="audit"
    >
      {rows.slice(grid.first, grid.last).map((row, n) => (
        <EntryRow
          key={row.seq}
          row={row}
          index={grid.first + n}
          columns={grid.columns}
          isHere={grid.first + n === here}
          isOpen={row.seq === openSeq}
          choose={open}
        />
      ))}
    </DenseGrid>
  );
}
