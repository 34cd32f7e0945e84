/** The model that judges in shadow beside the rules. A server without it answers 404: then none is set. */
import { queryOptions } from "@tanstack/react-query";
import { answered, OUR_HEADERS, ServerError } from "./client";
import type { Level } from "./schema";

export interface Challenger {
  serial: number;
  version: string;
  set_by: string;
  set_at: string;
  reason: string;
  learned_until: string | null;
  state: "waiting" | "running" | "stopped";
  followed_at: string | null;
  problem: string | null; // English
  judged: number;
  errors: number;
  mean_us: number | null;
  pause_p99_ms: number | null;
}

export interface LevelPair {
  level: Level;
  champion: number;
  challenger: number;
  champion_a_day: number | null; // null when no time has passed
  challenger_a_day: number | null;
}

export interface SidePair {
  champion: Level | null; // null: no warning
  challenger: Level | null;
  warnings: number;
}

export interface Judged {
  warned: number; // people with a known outcome whom it warned, or would have
  victims: number; // among these
  precision: number | null;
  precision_low: number | null;
  precision_high: number | null;
  brier: number | null;
}

export interface Span {
  hours: number;
  since: string;
  until: string;
  days: number;
  levels: LevelPair[]; // four, most pressing first
  both: number;
  only_champion: number;
  only_challenger: number;
  agreement: number | null;
  pairs: SidePair[];
  outcomes: { people: number; champion: Judged; challenger: Judged } | null;
}

export interface ChallengerView {
  as_of: string;
  challenger: Challenger | null;
  spans: Span[];
}

async function ask(signal: AbortSignal): Promise<{ data?: ChallengerView; error?: unknown; response: Response }> {
  const response = await fetch("/api/challenger", { credentials: "same-origin", headers: OUR_HEADERS, signal });
  const body: unknown = await response.json().catch(() => null);
  return response.ok ? { data: body as ChallengerView, response } : { error: body, response };
}

/** The challenger with its comparisons; null when there is none. */
export const challengerQuery = queryOptions({
  queryKey: ["challenger"],
  queryFn: async ({ signal }): Promise<ChallengerView | null> => {
    try {
      const told = await answered(ask(signal));
      return told.challenger ? told : null;
    } catch (error) {
      if (error instanceof ServerError && error.status === 404) return null;
      throw error;
    }
  },
  refetchInterval: 10_000,
});
