/** The frame of a dense list: head, the rows in sight, grey rows while the first page loads. */
import type { CSSProperties, KeyboardEvent, ReactNode, RefObject } from "react";
import { Bone } from "@/components/Bone";
import css from "./Grid.module.css";
import type { GridState } from "./useGrid";

const BONES = Array.from({ length: 14 }, (_, n) => n);

interface Props<K extends string> {
  label: string;
  scroller: RefObject<HTMLDivElement | null>;
  grid: GridState<K>;
  template: string; // of the columns
  rowRem: number;
  rows: number;
  isLoading: boolean;
  hasMore: boolean;
  head: (column: K) => string;
  cellClass: (column: K) => string | undefined;
  onKeyDown?: (event: KeyboardEvent) => void; // of the rows
  testId: string;
  children: ReactNode; // the rows from `grid.first` to `grid.last`
}

export function DenseGrid<K extends string>(props: Props<K>) {
  const { label, scroller, grid, template, rowRem, rows, isLoading, hasMore, head, cellClass, onKeyDown, testId } =
    props;
  const style = { "--columns": template, "--row": `${rowRem}rem` } as CSSProperties;
  const cell = (column: K) => `${css.cell} ${cellClass(column) ?? ""}`;
  return (
    <div ref={scroller} className={css.scroller} style={style} data-testid={`${testId}-scroller`}>
      <div role="grid" aria-label={label} aria-rowcount={hasMore ? -1 : rows + 1} aria-busy={isLoading}>
        <div role="rowgroup" className={css.head}>
          <div role="row" className={css.row} aria-rowindex={1}>
            {grid.columns.map((column) => (
              <div key={column} role="columnheader" className={cell(column)}>
                {head(column)}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={css.body} style={{ height: rows * grid.rowHeight }} onKeyDown={onKeyDown}>
          <div style={{ transform: `translateY(${grid.first * grid.rowHeight}px)` }} role="presentation">
            {props.children}
          </div>
        </div>
      </div>
      {isLoading && rows === 0 && (
        <div data-testid={`${testId}-loading`} aria-hidden="true">
          {BONES.map((n) => (
            <div key={n} className={css.row}>
              {grid.columns.map((column, place) => (
                <div key={column} className={cell(column)}>
                  <Bone width={`${35 + ((n * 17 + place * 11) % 45)}%`} />
                </div>
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
