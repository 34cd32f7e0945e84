/** Found records, newest first: draws what is in sight, reads on while it is scrolled, and moves from cell to cell by keys. */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FoundRecord } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { useZone } from "@/components/zone";
import { useRem } from "@/lib/screen";
import { fullTime, talkTime } from "@/lib/time";
import { slice, useBox } from "@/lib/windowing";
import { type ColumnKey, columnsFor, template } from "./columns";
import css from "./Records.module.css";
import { termOf } from "./terms";

const ROW_REM = 2.1; // the same in Records.module.css
const NEAR_END_ROWS = 40;
const BONES = Array.from({ length: 14 }, (_, n) => n);

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
  const rem = useRem();
  const scroller = useRef<HTMLDivElement>(null);
  const box = useBox(scroller);
  const columns = useMemo(() => columnsFor(box.width / rem - 1.5), [box.width, rem]);
  const rowHeight = Math.round(ROW_REM * rem);
  const { first, last } = slice(box.top, box.height, rowHeight, rows.length);
  const [here, setHere] = useState({ row: 0, column: 0 });
  const wantsFocus = useRef(false);
  useEffect(() => {
    if (hasMore && !isLoading && rows.length > 0 && last >= rows.length - NEAR_END_ROWS) loadMore();
  }, [hasMore, isLoading, last, rows.length, loadMore]);
  useEffect(() => {
    if (!wantsFocus.current) return;
    const cell = scroller.current?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]');
    if (!cell) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
  });

  const go = (row: number, column: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, row));
    const element = scroller.current;
    if (element) {
      const top = to * rowHeight;
      const seen = element.clientHeight - 2 * rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top > element.scrollTop + seen) element.scrollTop = top - seen;
    }
    wantsFocus.current = true;
    setHere({ row: to, column: Math.max(0, Math.min(columns.length - 1, column)) });
  };
  const press = (event: KeyboardEvent) => {
    const row = rows[here.row];
    const column = columns[here.column];
    const page = Math.max(1, Math.floor(box.height / rowHeight) - 2);
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
  const style = { "--columns": template(columns) } as React.CSSProperties;
  return (
    <div ref={scroller} className={css.scroller} style={style} data-testid="records-scroller">
      <div
        role="grid"
        aria-label={t("records.table")}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-busy={isLoading}
      >
        <div role="rowgroup" className={css.head}>
          <div role="row" className={css.row} aria-rowindex={1}>
            {columns.map((column) => (
              <div key={column} role="columnheader" className={css.cell}>
                {t(`records.col.${column}`)}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={css.body} style={{ height: rows.length * rowHeight }} onKeyDown={press}>
          <div style={{ transform: `translateY(${first * rowHeight}px)` }} role="presentation">
            {rows.slice(first, last).map((row, n) => (
              <div
                key={row.record_id}
                role="row"
                aria-rowindex={first + n + 2}
                aria-selected={row.record_id === openId}
                className={`${css.row} ${row.record_id === openId ? css.open : ""}`}
                data-testid="record"
              >
                {columns.map((column, place) => (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the group of rows
                  <div
                    key={column}
                    role="gridcell"
                    tabIndex={here.row === first + n && here.column === place ? 0 : -1}
                    className={`${css.cell} ${column === "cli" || column === "called" ? css.number : ""}`}
                    onFocus={() => setHere({ row: first + n, column: place })}
                    onClick={() => open(row.record_id)}
                    data-column={column}
                  >
                    <Cell row={row} column={column} />
                  </div>
                ))}
              </div>
            ))}
          </div>
        </div>
      </div>
      {isLoading && rows.length === 0 && (
        <div className={css.bones} data-testid="records-loading">
          {BONES.map((n) => (
            <Bone key={n} width={`${96 - (n % 4) * 7}%`} />
          ))}
        </div>
      )}
    </div>
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
