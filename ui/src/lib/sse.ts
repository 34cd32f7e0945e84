/** Server-sent events read from a fetch body (WHATWG HTML 9.2): unlike EventSource this sees heartbeats and status codes. */

export interface SseMessage {
  event: string;
  data: string;
  id: string | null; // null: the message carries none
}

/** A function that eats text as it arrives, in any slices, and calls `deliver` once for each complete message. */
export function sseParser(deliver: (message: SseMessage) => void): (chunk: string) => void {
  let rest = "";
  let event = "";
  let data: string[] = [];
  let id: string | null = null;

  function line(text: string): void {
    if (text === "") {
      if (data.length > 0) deliver({ event: event || "message", data: data.join("\n"), id });
      event = "";
      data = [];
      id = null;
      return;
    }
    if (text.startsWith(":")) return;
    const colon = text.indexOf(":");
    const name = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(text[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "event") event = value;
    else if (name === "data") data.push(value);
    else if (name === "id") id = value;
  }

  return (chunk) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const text of lines) line(text);
  };
}

const BACK_OFF_MS = [500, 1000, 2000, 4000, 8000, 15_000];

/** How long to wait before attempt n (0-based): doubling to 15 s, spread by ±25 % so that ten desks do not return at once. */
export function backOffMs(attempt: number, random: number): number {
  const base = BACK_OFF_MS[Math.min(attempt, BACK_OFF_MS.length - 1)] ?? 15_000;
  return Math.round(base * (0.75 + 0.5 * random));
}
