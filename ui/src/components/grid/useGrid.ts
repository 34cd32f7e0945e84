/** What a dense list knows of itself: which columns fit, which rows are in sight, and how to bring one there. */
import { type RefObject, useEffect, useMemo, useRef } from "react";
import { type Column, fitting } from "@/lib/columns";
import { useRem } from "@/lib/screen";
import { slice, useBox } from "@/lib/windowing";

const PADDING_REM = 1.5; // of a row, both sides
const NEAR_END_ROWS = 30;
const FOCUSED = '[role="row"][tabindex="0"], [role="gridcell"][tabindex="0"]';

export interface Wanted<K extends string> {
  scroller: RefObject<HTMLDivElement | null>;
  columns: readonly Column<K>[];
  rows: number;
  rowRem: number; // height of a row and of the head
  isLoading: boolean;
  hasMore: boolean;
  loadMore: () => void;
}

export interface GridState<K extends string> {
  columns: readonly K[];
  first: number; // row drawn first
  last: number; // row after the last that is drawn
  rowHeight: number; // px
  inSight: number; // rows that fit
  /** Scrolls no further than it must to show this row, and gives it the focus once it is drawn. */
  bring: (row: number) => void;
}

export function useGrid<K extends string>(wanted: Wanted<K>): GridState<K> {
  const { scroller, rows, isLoading, hasMore, loadMore } = wanted;
  const rem = useRem();
  const box = useBox(scroller);
  const rowHeight = Math.round(wanted.rowRem * rem);
  const columns = useMemo(
    () => fitting(wanted.columns, box.width / rem - PADDING_REM),
    [wanted.columns, box.width, rem],
  );
  const { first, last } = slice(box.top, box.height, rowHeight, rows);
  const wantsFocus = useRef(false);

  useEffect(() => {
    if (hasMore && !isLoading && last >= rows - NEAR_END_ROWS) loadMore();
  }, [hasMore, isLoading, last, rows, loadMore]);
  useEffect(() => {
    if (!wantsFocus.current) return;
    const found = scroller.current?.querySelector<HTMLElement>(FOCUSED);
    if (!found) return;
    wantsFocus.current = false;
    found.focus({ preventScroll: true });
  });

  const bring = (row: number) => {
    const element = scroller.current;
    if (!element) return;
    const top = row * rowHeight;
    const lowest = element.scrollTop + element.clientHeight - 2 * rowHeight; // the head covers one
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > lowest) element.scrollTop = top - (lowest - element.scrollTop);
    wantsFocus.current = true;
  };
  const inSight = Math.max(1, Math.floor(box.height / rowHeight) - 2);
  return { columns, first, last, rowHeight, inSight, bring };
}
