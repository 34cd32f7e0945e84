import { describe, expect, it } from "vitest";
import { backOffMs, type SseMessage, sseParser } from "@/lib/sse";

function read(...chunks: string[]): SseMessage[] {
  const found: SseMessage[] = [];
  const parse = sseParser((message) => found.push(message));
  for (const chunk of chunks) parse(chunk);
  return found;
}

describe("server-sent events", () => {
  it("reads event, data and id", () => {
    expect(read('id: 7\nevent: warnings\ndata: {"a":1}\n\n')).toEqual([
      { event: "warnings", data: '{"a":1}', id: "7" },
    ]);
  });

  it("does not care how the text is cut", () => {
    const text = "id: 7\r\nevent: feeds\r\ndata: 1\r\ndata: 2\r\n\r\n: heartbeat\r\n\r\ndata: 3\r\n\r\n";
    const whole = read(text);
    for (let cut = 1; cut < text.length; cut += 1) expect(read(text.slice(0, cut), text.slice(cut))).toEqual(whole);
    expect(whole).toEqual([
      { event: "feeds", data: "1\n2", id: "7" },
      { event: "message", data: "3", id: null },
    ]);
  });

  it("ignores heartbeats and events without data", () => {
    expect(read(": still here\n\nevent: warnings\n\n")).toEqual([]);
  });

  it("keeps an unfinished message for the next chunk", () => {
    expect(read("data: half")).toEqual([]);
    expect(read("data: half", " done\n\n")).toEqual([{ event: "message", data: "half done", id: null }]);
  });
});

describe("the pause before the next try", () => {
  it("doubles up to fifteen seconds", () => {
    expect([0, 1, 2, 3, 4, 5, 9].map((n) => backOffMs(n, 0.5))).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000]);
  });

  it("is spread by a quarter either way", () => {
    expect([backOffMs(1, 0), backOffMs(1, 1)]).toEqual([750, 1250]);
  });
});
