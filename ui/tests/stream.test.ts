import { describe, expect, it, vi } from "vitest";
import { LiveStream, SILENCE_MS, type StreamStatus } from "@/live/stream";

type Script = (signal: AbortSignal) => Response | Promise<Response>;

/** A server that answers each connection by the next line of a script; the last one for ever. */
function server(...script: Script[]) {
  const asked: (string | null)[] = [];
  const fetch = vi.fn((_url: unknown, init?: RequestInit) => {
    asked.push(new Headers(init?.headers).get("Last-Event-ID"));
    const next = script[Math.min(asked.length, script.length) - 1] as Script;
    return Promise.resolve(next(init?.signal as AbortSignal));
  });
  return { asked, fetch: fetch as unknown as typeof globalThis.fetch };
}

/** A body that says this and then ends, or stays open until it is aborted. */
function saying(text: string, signal: AbortSignal, isOpen: boolean): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (text) controller.enqueue(new TextEncoder().encode(text));
      if (!isOpen) return controller.close();
      signal.addEventListener("abort", () => controller.error(new DOMException("stopped", "AbortError")));
    },
  });
  return new Response(body, { status: 200 });
}

const warnings = (seq: number) => `id: ${seq}\nevent: warnings\ndata: {"items":[],"counts":{},"last_seq":${seq}}\n\n`;

function listen(fetch: typeof globalThis.fetch, lastSeq: number | null = 40) {
  const seen: number[] = [];
  const states: StreamStatus[] = [];
  const events = {
    warnings: (one: { last_seq: number }) => seen.push(one.last_seq),
    feeds: () => undefined,
    status: (one: StreamStatus) => states.push(one),
  };
  return { seen, states, stream: new LiveStream(lastSeq, events, { fetch, random: () => 0.5, now: () => 1_000 }) };
}

describe("the live stream", () => {
  it("begins after the newest change already seen, and resumes after the last one delivered", async () => {
    vi.useFakeTimers();
    const { asked, fetch } = server(
      (signal) => saying(warnings(41) + warnings(42), signal, false),
      (signal) => saying(warnings(43), signal, true),
    );
    const { stream, seen } = listen(fetch);
    const done = stream.run();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toEqual(["40", "42"]);
    expect(seen).toEqual([41, 42, 43]);
    stream.stop();
    await vi.runAllTimersAsync();
    await done;
    vi.useRealTimers();
  });

  it("says since when the line is lost, and that it is live again", async () => {
    vi.useFakeTimers();
    const failing = () => new Response("", { status: 503 });
    const { fetch } = server(failing, failing, (signal) => saying(warnings(41), signal, true));
    const { stream, states } = listen(fetch);
    void stream.run();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(states[0]?.phase).toBe("connecting");
    expect(states.find((one) => one.phase === "lost")).toEqual({ phase: "lost", lostAt: 1_000, attempt: 1 });
    expect(states.at(-1)).toEqual({ phase: "live", lostAt: null, attempt: 0 });
    stream.stop();
    vi.useRealTimers();
  });

  it("takes silence for a dead line and connects anew", async () => {
    vi.useFakeTimers();
    const { asked, fetch } = server((signal) => saying(warnings(41), signal, true));
    const { stream } = listen(fetch);
    void stream.run();
    await vi.advanceTimersByTimeAsync(SILENCE_MS + 2_000);
    expect(asked).toEqual(["40", "41"]);
    stream.stop();
    vi.useRealTimers();
  });

  it("stops for good when the session has ended", async () => {
    const { asked, fetch } = server(() => new Response("", { status: 401 }));
    const { stream, states } = listen(fetch, null);
    await stream.run();
    expect(asked).toEqual([null]);
    expect(states.at(-1)?.phase).toBe("signed_out");
  });

  it("tries at once when asked to", async () => {
    vi.useFakeTimers();
    const { asked, fetch } = server(() => new Response("", { status: 503 }));
    const { stream } = listen(fetch);
    void stream.run();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(1);
    stream.retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(2);
    stream.stop();
    vi.useRealTimers();
  });
});
