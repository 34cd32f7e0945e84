/** How long a warning may wait, by level: a table to be set with the centre, here as national practice has it (minutes, not hours). */

export type Pressure = "calm" | "soon" | "over";

/** Minutes until a warning is overdue; three quarters in, it is due soon. */
export const SLA_MINUTES = { urgent: 3, high: 15, normal: 120, notice: 1440 } as const;
const SOON_RATIO = 0.75;

export function pressure(level: keyof typeof SLA_MINUTES, waitingMs: number): Pressure {
  const limit = SLA_MINUTES[level] * 60_000;
  if (waitingMs >= limit) return "over";
  return waitingMs >= limit * SOON_RATIO ? "soon" : "calm";
}
