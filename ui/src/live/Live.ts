/** What a signed-in page knows from the stream: the state of the line, the counts, the feeds' rates; and batches for whoever listens. */
import type { FeedsEvent, LevelCounts, WarningsEvent } from "@/api/schema";
import { readPage } from "@/api/warnings";
import { type Signal, signal } from "@/lib/signal";
import { type Rates, withRates } from "./rates";
import { LiveStream, type StreamStatus } from "./stream";

const SEED_RETRY_MS = 2000;

export type BatchListener = (batch: WarningsEvent) => void;

export class Live {
  readonly status: Signal<StreamStatus> = signal<StreamStatus>({ phase: "connecting", lostAt: null, attempt: 0 });
  /** Open warnings by level; null until known, and for roles that see no warnings. */
  readonly counts: Signal<LevelCounts | null> = signal<LevelCounts | null>(null);
  readonly rates: Signal<Rates> = signal<Rates>(new Map());
  readonly #batchListeners = new Set<BatchListener>();
  readonly #onFeeds: (event: FeedsEvent) => void;
  #abort = new AbortController();
  #stream: LiveStream | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(onFeeds: (event: FeedsEvent) => void) {
    this.#onFeeds = onFeeds;
  }

  /** Calls back with every batch of changed warnings, until the returned function is called. */
  listen(listener: BatchListener): () => void {
    this.#batchListeners.add(listener);
    return () => this.#batchListeners.delete(listener);
  }

  /** Opens the stream at the newest change that exists now, so that what a board reads afterwards joins without a gap. */
  async start(canReadWarnings: boolean): Promise<void> {
    this.#abort = new AbortController();
    const { signal: until } = this.#abort;
    try {
      const lastSeq = canReadWarnings ? await this.#seed(until) : null;
      if (!until.aborted) this.#open(lastSeq);
    } catch {
      if (until.aborted) return; // the line is down: say so, and try again
      const { lostAt, attempt } = this.status.get();
      this.status.set({ phase: "lost", lostAt: lostAt ?? Date.now(), attempt: attempt + 1 });
      this.#retry = setTimeout(() => void this.start(canReadWarnings), SEED_RETRY_MS);
    }
  }

  stop(): void {
    this.#abort.abort();
    clearTimeout(this.#retry);
    this.#stream?.stop();
    this.#stream = null;
  }

  retryNow(): void {
    this.#stream?.retryNow();
  }

  async #seed(until: AbortSignal): Promise<number> {
    const page = await readPage({ levels: [], view: "waiting", beforeSeq: null, limit: 1 }, until);
    this.counts.set(page.counts);
    return page.last_seq;
  }

  #open(lastSeq: number | null): void {
    this.#stream = new LiveStream(lastSeq, {
      warnings: (batch) => {
        this.counts.set(batch.counts);
        for (const listener of this.#batchListeners) listener(batch);
      },
      feeds: (event) => {
        this.rates.set(withRates(this.rates.get(), event.items));
        this.#onFeeds(event);
      },
      status: (status) => this.status.set(status),
    });
    void this.#stream.run();
  }
}
