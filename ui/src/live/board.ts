/**
 * The board as data: which warnings are known, which are on screen and in which order. Pure functions, so that the rules can be tested:
 * a row never moves unless `arrange` is called; a change is taken once; memory is bounded.
 */
import type { Level, LevelCounts, WarningList, WarningRow, WarningsEvent } from "@/api/schema";
import { isIn, LEVELS, type View } from "@/api/warnings";

/** Rows kept in memory; what falls off the end is read again when somebody scrolls there. */
export const MAX_ROWS = 4000;

export interface Wanted {
  levels: readonly Level[]; // empty: all
  view: View;
  login: string; // whose board it is
}

/** Where to go on reading: level by level, latest change first, so that pages and order agree. */
export interface Cursor {
  level: number; // index in the wanted levels
  beforeSeq: number | null; // null: from the top of the level
}

export interface Board {
  wanted: Wanted;
  rows: ReadonlyMap<string, WarningRow>;
  order: readonly string[]; // on screen, in this order
  fresh: ReadonlySet<string>; // known, not yet on screen
  risen: ReadonlySet<string>; // on screen, became more pressing since they were placed
  counts: LevelCounts;
  lastSeq: number;
  cursor: Cursor | null; // null: everything is loaded
}

const NO_COUNTS: LevelCounts = { urgent: 0, high: 0, normal: 0, notice: 0 };
const RANK = new Map(LEVELS.map((level, rank) => [level, rank]));
const rank = (row: WarningRow) => RANK.get(row.level) ?? LEVELS.length;

export function emptyBoard(wanted: Wanted): Board {
  const cursor = { level: 0, beforeSeq: null };
  const none = new Set<string>();
  return { wanted, rows: new Map(), order: [], fresh: none, risen: none, counts: NO_COUNTS, lastSeq: 0, cursor };
}

export function wantedLevels(wanted: Wanted): readonly Level[] {
  return wanted.levels.length > 0 ? LEVELS.filter((level) => wanted.levels.includes(level)) : LEVELS;
}

function isWanted(row: WarningRow, wanted: Wanted): boolean {
  return wantedLevels(wanted).includes(row.level) && isIn(wanted.view, row, wanted.login);
}

/** Most pressing level first, latest evidence first within it: the order in which the server pages. */
export function byPressure(a: WarningRow, b: WarningRow): number {
  return rank(a) - rank(b) || b.seq - a.seq;
}

/** The board after a page has been read at its cursor: rows go to the end, where nobody's hand is. */
export function withPage(board: Board, page: WarningList): Board {
  const rows = new Map(board.rows);
  const order = [...board.order];
  const fresh = new Set(board.fresh);
  const placed = new Set(order);
  for (const row of page.items) {
    const known = rows.get(row.warning_id);
    if (!known || known.seq < row.seq) rows.set(row.warning_id, row);
    if (!placed.has(row.warning_id)) order.push(row.warning_id);
    fresh.delete(row.warning_id);
  }
  const levels = wantedLevels(board.wanted);
  const at = board.cursor ?? { level: 0, beforeSeq: null };
  let cursor: Cursor | null = { level: at.level, beforeSeq: page.next_before_seq };
  if (page.next_before_seq === null)
    cursor = at.level + 1 < levels.length ? { level: at.level + 1, beforeSeq: null } : null;
  const isNewer = page.last_seq >= board.lastSeq;
  const counts = isNewer ? page.counts : board.counts;
  return { ...board, rows, order, fresh, counts, lastSeq: Math.max(board.lastSeq, page.last_seq), cursor };
}

/** The board after a batch of changes: rows on screen change in place, others wait in `fresh`; older changes do nothing. */
export function withBatch(board: Board, batch: WarningsEvent): Board {
  const rows = new Map(board.rows);
  const fresh = new Set(board.fresh);
  const risen = new Set(board.risen);
  for (const row of batch.items) {
    const known = rows.get(row.warning_id);
    if (known && known.seq >= row.seq) continue;
    if (!known && !isWanted(row, board.wanted)) continue;
    if (known && fresh.has(row.warning_id) && !isWanted(row, board.wanted)) {
      rows.delete(row.warning_id);
      fresh.delete(row.warning_id);
      continue;
    }
    rows.set(row.warning_id, row);
    if (!known) fresh.add(row.warning_id);
    else if (!fresh.has(row.warning_id) && rank(row) < rank(known)) risen.add(row.warning_id);
  }
  const isNewer = batch.last_seq >= board.lastSeq;
  const counts = isNewer ? batch.counts : board.counts;
  return bounded({ ...board, rows, fresh, risen, counts, lastSeq: Math.max(board.lastSeq, batch.last_seq) });
}

/** Drops the least pressing of the waiting rows when too many wait; they are read again when somebody scrolls there. */
function bounded(board: Board): Board {
  if (board.fresh.size <= MAX_ROWS) return board;
  const waiting = [...board.fresh].map((id) => board.rows.get(id)).filter((row) => row !== undefined);
  const dropped = waiting.sort(byPressure).slice(MAX_ROWS);
  const rows = new Map(board.rows);
  const fresh = new Set(board.fresh);
  for (const row of dropped) {
    rows.delete(row.warning_id);
    fresh.delete(row.warning_id);
  }
  return { ...board, rows, fresh };
}

/** The board with every known row in its place: what the "3 new warnings" pill does. Rows that no longer match leave, except `keep`. */
export function arrange(board: Board, keep: string | null = null): Board {
  const wanted = [...board.rows.values()].filter((row) => row.warning_id === keep || isWanted(row, board.wanted));
  const kept = wanted.sort(byPressure).slice(0, MAX_ROWS);
  const last = kept.at(-1);
  const cursor = last && kept.length < wanted.length ? cursorAfter(last, board.wanted) : board.cursor;
  return {
    ...board,
    rows: new Map(kept.map((row) => [row.warning_id, row])),
    order: kept.map((row) => row.warning_id),
    fresh: new Set(),
    risen: new Set(),
    cursor,
  };
}

function cursorAfter(last: WarningRow, wanted: Wanted): Cursor {
  return { level: Math.max(0, wantedLevels(wanted).indexOf(last.level)), beforeSeq: last.seq };
}
