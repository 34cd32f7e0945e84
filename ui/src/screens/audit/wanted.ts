/** What the address asks of the audit, as the server is asked. Days are those of the centre's own zone, both included. */
import type { AuditWanted } from "@/api/audit";
import { startOfDay } from "@/lib/time";

export interface AuditFilter {
  actor?: string;
  action?: string;
  subject?: string;
  since?: string; // "2026-11-30"
  until?: string;
  q?: string;
}

const DAY_MS = 86_400_000;

export function wantedOf(filter: AuditFilter, zone: string): AuditWanted {
  const { actor, action, subject, since, until, q } = filter;
  const text = q?.trim();
  return {
    ...(actor && { actor }),
    ...(action && { action }),
    ...(subject && { subject }),
    ...(since && { since: new Date(startOfDay(since, zone)).toISOString() }),
    ...(until && { until: new Date(startOfDay(dayAfter(until), zone)).toISOString() }),
    ...(text && { text }),
  };
}

/** "2026-12-01" of "2026-11-30". */
function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

export function isNarrowed(filter: AuditFilter): boolean {
  const { actor, action, subject, since, until, q } = filter;
  return [actor, action, subject, since, until, q?.trim()].some(Boolean);
}
