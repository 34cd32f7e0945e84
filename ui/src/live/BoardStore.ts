/** The board of one filter, kept up to date by pages and by the stream. */
import type { WarningsEvent } from "@/api/schema";
import { readPage } from "@/api/warnings";
import { idleMs } from "@/lib/idle";
import { type Signal, signal } from "@/lib/signal";
import { arrange, type Board, emptyBoard, type Wanted, wantedLevels, withBatch, withPage } from "./board";

const PAGE = 200;
/** Rows that one scroll to the end brings at least, while there are more. */
const ENOUGH = 100;
/** Nobody has touched the desk for so long: new rows may take their places by themselves. */
export const SETTLED_MS = 10_000;

export interface Loading {
  isBusy: boolean;
  error: unknown; // null: none
}

export class BoardStore {
  readonly board: Signal<Board>;
  readonly loading: Signal<Loading> = signal<Loading>({ isBusy: false, error: null });
  /** Whether rows may move by themselves: set by the screen (at the top, no panel open). */
  mayMove: () => boolean = () => false;
  /** The warning whose panel is open: it stays on the board although it may no longer match. */
  keep: string | null = null;
  #busy: AbortController | null = null;

  constructor(wanted: Wanted) {
    this.board = signal(emptyBoard(wanted));
  }

  /** Reads on at the board's cursor; short levels follow one another until there is enough to scroll. */
  async read(): Promise<void> {
    if (this.#busy || !this.board.get().cursor) return;
    const abort = new AbortController();
    this.#busy = abort;
    this.loading.set({ isBusy: true, error: null });
    try {
      await this.#readUntil(this.board.get().order.length + ENOUGH, abort.signal);
      this.#done(abort, null);
    } catch (error) {
      this.#done(abort, error);
    }
  }

  async #readUntil(goal: number, until: AbortSignal): Promise<void> {
    for (;;) {
      const { cursor, wanted, order } = this.board.get();
      if (!cursor || order.length >= goal || until.aborted) return;
      const levels = wantedLevels(wanted).slice(cursor.level, cursor.level + 1);
      const page = await readPage({ levels, view: wanted.view, beforeSeq: cursor.beforeSeq, limit: PAGE }, until);
      if (!until.aborted) this.board.set(withPage(this.board.get(), page));
    }
  }

  #done(abort: AbortController, error: unknown): void {
    if (this.#busy !== abort) return;
    this.#busy = null;
    this.loading.set({ isBusy: false, error: abort.signal.aborted ? null : error });
  }

  /** Takes a batch of the stream in; the rows move only when nobody is at the desk, or when there are none to disturb. */
  take(batch: WarningsEvent): void {
    const after = withBatch(this.board.get(), batch);
    const hasNews = after.fresh.size + after.risen.size > 0;
    const isEmpty = after.order.length === 0 && after.cursor === null;
    const disturbsNobody = isEmpty || (idleMs() > SETTLED_MS && this.mayMove());
    this.board.set(hasNews && disturbsNobody ? arrange(after, this.keep) : after);
  }

  /** Puts every waiting row in its place. */
  settle(): void {
    this.board.set(arrange(this.board.get(), this.keep));
  }

  stop(): void {
    this.#busy?.abort();
    this.#busy = null;
  }
}
