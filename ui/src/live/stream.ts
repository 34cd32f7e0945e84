/** The one connection to `/api/stream`: reads, notices silence, comes back where it left off. */
import { OUR_HEADERS } from "@/api/client";
import type { FeedsEvent, WarningsEvent } from "@/api/schema";
import { backOffMs, type SseMessage, sseParser } from "@/lib/sse";

/** The server sends at least a comment each 15 s; after this long without a byte the line counts as dead. */
export const SILENCE_MS = 35_000;

export type Phase = "connecting" | "live" | "lost" | "signed_out";

export interface StreamStatus {
  phase: Phase;
  lostAt: number | null; // Date.now() when data last flowed, while it does not
  attempt: number; // tries since then
}

export interface StreamEvents {
  warnings: (batch: WarningsEvent) => void;
  feeds: (event: FeedsEvent) => void;
  status: (status: StreamStatus) => void;
}

export interface Surroundings {
  fetch: typeof fetch;
  random: () => number;
  now: () => number;
}

const BROWSER: Surroundings = {
  fetch: (input, init) => fetch(input, init),
  random: Math.random,
  now: Date.now,
};

export class LiveStream {
  #lastId: string | null;
  #events: StreamEvents;
  #around: Surroundings;
  #stopped = new AbortController();
  #wake: (() => void) | null = null;
  #lostAt: number | null = null;

  /** `lastSeq` is the newest change already seen; null: begin now. */
  constructor(lastSeq: number | null, events: StreamEvents, around: Surroundings = BROWSER) {
    this.#lastId = lastSeq === null ? null : String(lastSeq);
    this.#events = events;
    this.#around = around;
  }

  /** Runs until `stop` or until the session ends. */
  async run(): Promise<void> {
    let attempt = 0;
    while (!this.#stopped.signal.aborted) {
      this.#tell(attempt === 0 && this.#lostAt === null ? "connecting" : "lost", attempt);
      const outcome = await this.#connect();
      if (outcome === "signed_out") return this.#tell("signed_out", attempt);
      this.#lostAt ??= this.#around.now();
      attempt = outcome === "flowed" ? 0 : attempt + 1;
      if (this.#stopped.signal.aborted) return;
      this.#tell("lost", attempt);
      await this.#pause(backOffMs(attempt, this.#around.random()));
    }
  }

  stop(): void {
    this.#stopped.abort();
    this.#wake?.();
  }

  /** Tries again at once instead of waiting out the pause. */
  retryNow(): void {
    this.#wake?.();
  }

  #tell(phase: Phase, attempt: number): void {
    if (!this.#stopped.signal.aborted || phase === "signed_out") {
      this.#events.status({ phase, lostAt: this.#lostAt, attempt });
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #connect(): Promise<"flowed" | "failed" | "signed_out"> {
    const abort = new AbortController();
    const onStop = () => abort.abort();
    this.#stopped.signal.addEventListener("abort", onStop);
    let silence = setTimeout(onStop, SILENCE_MS);
    let hasFlowed = false;
    try {
      const response = await this.#around.fetch("/api/stream", { headers: this.#headers(), signal: abort.signal });
      if (response.status === 401) return "signed_out";
      if (!response.ok || !response.body) return "failed";
      const feed = sseParser((message) => this.#take(message));
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      hasFlowed = true;
      this.#lostAt = null;
      this.#tell("live", 0);
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return "flowed";
        clearTimeout(silence);
        silence = setTimeout(onStop, SILENCE_MS);
        feed(value);
      }
    } catch {
      return hasFlowed ? "flowed" : "failed"; // the network speaks in exceptions; the banner tells the officer
    } finally {
      clearTimeout(silence);
      this.#stopped.signal.removeEventListener("abort", onStop);
    }
  }

  #headers(): HeadersInit {
    const base = { Accept: "text/event-stream", ...OUR_HEADERS };
    return this.#lastId === null ? base : { ...base, "Last-Event-ID": this.#lastId };
  }

  #take(message: SseMessage): void {
    if (message.event === "warnings") this.#events.warnings(JSON.parse(message.data) as WarningsEvent);
    else if (message.event === "feeds") this.#events.feeds(JSON.parse(message.data) as FeedsEvent);
    if (message.id) this.#lastId = message.id;
  }
}
