/** Found records, newest first: draws what is in sight, reads on while it is scrolled, and moves from cell to cell by keys. */
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FoundRecord } from "@/api/schema";
import { DenseGrid } from "@/components/grid/DenseGrid";
import frame from "@/components/grid/Grid.module.css";
import { useGrid } from "@/components/grid/useGrid";
import { useZone } from "@/components/zone";
import { template } from "@/lib/columns";
import { fullTime, talkTime } from "@/lib/time";
import { COLUMNS, type ColumnKey, track } from "./columns";
import css from "./Records.module.css";
import { termOf } from "./terms";

const ROW_REM = 2.1;

interface Props {
  rows: readonly FoundRecord[];
  openId: string | undefined;
  isLoading: boolean;
  hasMore: boolean;
  loadMore: () => void;
  open: (id: string) => void;
  filter: (term: string, isNot: boolean) => void;
}

export function Grid({ rows, openId, isLoading, hasMore, loadMore, open, filter }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const sized = { rows: rows.length, rowRem: ROW_REM, isLoading, hasMore: hasMore && rows.length > 0 };
  const grid = useGrid({ ...sized, scroller, columns: COLUMNS, loadMore });
  const { columns, first, last } = grid;
  const [here, setHere] = useState({ row: 0, column: 0 });

  const go = (row: number, column: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, row));
    grid.bring(to);
    setHere({ row: to, column: Math.max(0, Math.min(columns.length - 1, column)) });
  };
  const press = (event: KeyboardEvent) => {
    const row = rows[here.row];
    const column = columns[here.column];
    const page = grid.inSight;
    const moves: Record<string, [number, number]> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageDown: [page, 0],
      PageUp: [-page, 0],
    };
    const move = moves[event.key];
    if (move) go(here.row + move[0], here.column + move[1]);
    else if (event.key === "Home") go(0, here.column);
    else if (event.key === "End") go(rows.length - 1, here.column);
    else if (event.key === "Enter" && row) open(row.record_id);
    else if ((event.key === "+" || event.key === "=" || event.key === "-") && row && column) {
      const term = termOf(row, column);
      if (term) filter(term, event.key === "-");
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <DenseGrid
      {...sized}
      label={t("records.table")}
      scroller={scroller}
      grid={grid}
      template={template(COLUMNS, columns, track)}
      head={(column) => t(`records.col.${column}`)}
      cellClass={() => css.cell}
      onKeyDown={press}
      testId="records"
    >
      {rows.slice(first, last).map((row, n) => (
        <div
          key={row.record_id}
          role="row"
          aria-rowindex={first + n + 2}
          aria-selected={row.record_id === openId}
          className={`${frame.row} ${row.record_id === openId ? frame.open : ""}`}
          data-testid="record"
        >
          {columns.map((column, place) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the group of rows
            <div
              key={column}
              role="gridcell"
              tabIndex={here.row === first + n && here.column === place ? 0 : -1}
              className={`${frame.cell} ${css.cell} ${column === "cli" || column === "called" ? css.number : ""}`}
              onFocus={() => setHere({ row: first + n, column: place })}
              onClick={() => open(row.record_id)}
              data-column={column}
            >
              <Cell row={row} column={column} />
            </div>
          ))}
        </div>
      ))}
    </DenseGrid>
  );
}

function Cell({ row, column }: { row: FoundRecord; column: ColumnKey }) {
  const { t } = useTranslation();
  const zone = useZone();
  switch (column) {
    case "time":
      return <span className="num">{fullTime(Date.parse(row.setup_at), zone)}</span>;
    case "cli":
      return <span className="num">{row.cli_masked || t("records.withheld")}</span>;
    case "called":
      return <span className="num">{row.called_masked || t("records.withheld")}</span>;
    case "talk":
      return <span className="num">{row.answered_at ? talkTime(row.talk_ms) : t("records.unanswered")}</span>;
    case "ring":
      return <span className="num">{talkTime(row.ring_ms)}</span>;
    case "route":
      return t(`records.route.${row.route}`);
    case "trunk":
      return row.trunk_in ?? "–";
    case "ip":
      return <span className="num">{row.source_ip ?? "–"}</span>;
    case "cell":
      return row.cell ?? "–";
    case "imei":
      return <span className="num">{row.imei_masked ?? "–"}</span>;
    default:
      return row.feed;
  }
}
