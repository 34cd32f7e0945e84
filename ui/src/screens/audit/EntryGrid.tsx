/** The dense list of entries: draws what is in sight, and is driven by keys as well as by hand. */
import { type CSSProperties, useEffect, useMemo, useRef, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import type { AuditRow } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { useRem } from "@/lib/screen";
import { slice, useBox } from "@/lib/windowing";
import { type ColumnKey, columnsFor, template } from "./columns";
import css from "./EntryGrid.module.css";
import { EntryRow } from "./EntryRow";

/** Height of a row and of the head, rem; the same in EntryGrid.module.css. */
const ROW_REM = 2.2;
const NEAR_END_ROWS = 20;
const BONES = Array.from({ length: 14 }, (_, n) => n);

interface Props {
  rows: readonly AuditRow[];
  openSeq: number | null;
  isLoading: boolean;
  hasMore: boolean;
  open: (seq: number) => void;
  loadMore: () => void;
}

/** The row that the keyboard is on: it follows the open panel. */
function useHere(rows: readonly AuditRow[], openSeq: number | null) {
  const [hereSeq, setHere] = useState<number | null>(null);
  useEffect(() => {
    if (openSeq !== null) setHere(openSeq);
  }, [openSeq]);
  return { here: rows.findIndex((row) => row.seq === hereSeq), setHere };
}

export function EntryGrid({ rows, openSeq, isLoading, hasMore, open, loadMore }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const rem = useRem();
  const box = useBox(scroller);
  const rowHeight = Math.round(ROW_REM * rem);
  const columns = useMemo(() => columnsFor(box.width / rem - 1.5), [box.width, rem]);
  const { first, last } = slice(box.top, box.height, rowHeight, rows.length);
  const { here, setHere } = useHere(rows, openSeq);
  const wantsFocus = useRef(false);

  useEffect(() => {
    if (hasMore && !isLoading && last >= rows.length - NEAR_END_ROWS) loadMore();
  }, [hasMore, isLoading, last, rows.length, loadMore]);

  const go = (to: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    const element = scroller.current;
    if (!row || !element) return;
    const top = rows.indexOf(row) * rowHeight;
    const seen = element.clientHeight - rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + seen) element.scrollTop = top + rowHeight - seen;
    wantsFocus.current = true;
    setHere(row.seq);
    if (openSeq !== null) open(row.seq);
  };
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    scroller.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus({ preventScroll: true });
  });
  const seen = [rows, here, openSeq, rowHeight, open];
  useHotkeys("j, down", () => go(here + 1), { preventDefault: true }, seen);
  useHotkeys("k, up", () => go(here - 1), { preventDefault: true }, seen);
  useHotkeys("home", () => go(0), { preventDefault: true }, seen);
  useHotkeys("end", () => go(rows.length - 1), { preventDefault: true }, seen);
  useHotkeys("enter", () => rows[here] && open(rows[here].seq), { ignoreEventWhen: isControl }, seen);

  const style = { "--columns": template(columns) } as CSSProperties;
  return (
    <div ref={scroller} className={css.scroller} style={style} data-testid="audit-scroller">
      <div
        role="grid"
        aria-label={t("audit.list")}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-busy={isLoading}
      >
        <div role="rowgroup" className={css.head}>
          <div role="row" className={css.row} aria-rowindex={1}>
            {columns.map((column) => (
              <div key={column} role="columnheader" className={`${css.cell} ${css[column] ?? ""}`}>
                {t(`audit.col.${column}`)}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={css.body} style={{ height: rows.length * rowHeight }}>
          <div style={{ transform: `translateY(${first * rowHeight}px)` }} role="presentation">
            {rows.slice(first, last).map((row, n) => (
              <EntryRow
                key={row.seq}
                row={row}
                index={first + n}
                columns={columns}
                isHere={first + n === Math.max(0, here)}
                isOpen={row.seq === openSeq}
                choose={open}
              />
            ))}
          </div>
        </div>
      </div>
      {isLoading && rows.length === 0 && <Bones columns={columns} />}
    </div>
  );
}

function Bones({ columns }: { columns: readonly ColumnKey[] }) {
  return (
    <div data-testid="audit-loading" aria-hidden="true">
      {BONES.map((n) => (
        <div key={n} className={css.row}>
          {columns.map((column) => (
            <div key={column} className={css.cell}>
              <Bone width={`${35 + ((n * 17) % 45)}%`} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

/** Enter belongs to a button, a link or a field that has the focus, not to the list. */
function isControl(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest("button, a, input, select, summary") !== null;
}
