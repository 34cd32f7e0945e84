/** The dense list of warnings: draws what is in sight, keeps its rows still, and is driven by keys as well as by hand. */
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import type { WarningRow } from "@/api/schema";
import { useRem } from "@/lib/screen";
import { slice, useBox } from "@/lib/windowing";
import { columnsFor, template } from "./columns";
import css from "./Grid.module.css";
import { Row } from "./Row";
import { SkeletonRows } from "./SkeletonRows";

/** Height of a row and of the head, rem; the same in Grid.module.css. */
export const ROW_REM = 2.4;
const NEAR_END_ROWS = 20;

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

/** The row that the keyboard is on: it follows the open panel, and survives changes of the list by its id. */
function useHere(rows: readonly WarningRow[], openId: string | null) {
  const [hereId, setHere] = useState<string | null>(null);
  useEffect(() => {
    if (openId) setHere(openId);
  }, [openId]);
  const found = rows.findIndex((row) => row.warning_id === hereId);
  return { here: found, setHere };
}

export function Grid({ rows, risen, openId, isLoading, hasMore, open, loadMore, scroller }: Props) {
  const { t } = useTranslation();
  const rem = useRem();
  const box = useBox(scroller);
  const rowHeight = Math.round(ROW_REM * rem);
  const columns = useMemo(() => columnsFor(box.width / rem - 1.5), [box.width, rem]);
  const { first, last } = slice(box.top, box.height, rowHeight, rows.length);
  const { here, setHere } = useHere(rows, openId);
  const wantsFocus = useRef(false);

  useEffect(() => {
    if (hasMore && !isLoading && last >= rows.length - NEAR_END_ROWS) loadMore();
  }, [hasMore, isLoading, last, rows.length, loadMore]);

  const go = (to: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    const box = scroller.current;
    if (!row || !box) return;
    const top = rows.indexOf(row) * rowHeight;
    const seen = box.clientHeight - rowHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + rowHeight > box.scrollTop + seen) box.scrollTop = top + rowHeight - seen;
    wantsFocus.current = true;
    setHere(row.warning_id);
    if (openId) open(row.warning_id);
  };
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    scroller.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus({ preventScroll: true });
  });
  useHotkeys("j, down", () => go(here + 1), { preventDefault: true }, [rows, here, openId, rowHeight]);
  useHotkeys("k, up", () => go(here - 1), { preventDefault: true }, [rows, here, openId, rowHeight]);
  useHotkeys("home", () => go(0), { preventDefault: true }, [rows, rowHeight, openId]);
  useHotkeys("end", () => go(rows.length - 1), { preventDefault: true }, [rows, rowHeight, openId]);
  useHotkeys("enter", () => rows[here] && open(rows[here].warning_id), { ignoreEventWhen: isControl }, [
    rows,
    here,
    open,
  ]);

  const style = { "--columns": template(columns) } as React.CSSProperties;
  return (
    <div ref={scroller} className={css.scroller} style={style} data-testid="board-scroller">
      <div
        role="grid"
        aria-label={t("warnings.table")}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-busy={isLoading}
      >
        <div role="rowgroup" className={css.head}>
          <div role="row" className={css.row} aria-rowindex={1}>
            {columns.map((column) => (
              <div key={column} role="columnheader" className={`${css.cell} ${css[column] ?? ""}`}>
                {t(`warnings.col.${column}`)}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={css.body} style={{ height: rows.length * rowHeight }}>
          <div style={{ transform: `translateY(${first * rowHeight}px)` }} role="presentation">
            {rows.slice(first, last).map((row, n) => (
              <Row
                key={row.warning_id}
                row={row}
                index={first + n}
                columns={columns}
                isHere={first + n === Math.max(0, here)}
                isOpen={row.warning_id === openId}
                hasRisen={risen.has(row.warning_id)}
                choose={open}
              />
            ))}
          </div>
        </div>
      </div>
      {isLoading && rows.length === 0 && <SkeletonRows columns={columns} />}
    </div>
  );
}

/** Enter belongs to a button or a link that has the focus, not to the list. */
function isControl(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest("button, a, summary") !== null;
}
