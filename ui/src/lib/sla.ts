/** How pressing a time limit is. */

export type Pressure = "calm" | "soon" | "over";

/** Three quarters of the time in, it is due soon. */
const SOON_RATIO = 0.75;

/** Instants as milliseconds since 1970: since when it runs, when it is due. */
export function pressure(sinceMs: number, dueMs: number, nowMs: number): Pressure {
  if (nowMs >= dueMs) return "over";
  return nowMs - sinceMs >= (dueMs - sinceMs) * SOON_RATIO ? "soon" : "calm";
}
