/** The audit: its entries by question, how it stands, and alarms for misuse. For auditors alone. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { setServerTime } from "@/lib/clock";
import { answered, client } from "./client";
import type { AlarmRow, AuditCheckView, Judgement } from "./schema";

const EVERY_MS = 5_000;
const PAGE = 200;

/** What is asked; absent: any. Times are ISO 8601, UTC. */
export interface AuditWanted {
  actor?: string;
  action?: string; // "warning.": all that begin so
  subject?: string;
  since?: string;
  until?: string; // not included
  text?: string;
}

/** Begins every key, so that one deed refreshes all but the entries, which never change. */
export const AUDIT_KEY = ["audit", "now"] as const;

/** Begins the keys of entries. */
export const ENTRIES_KEY = ["audit", "entries"] as const;

export const standingQuery = queryOptions({
  queryKey: [...AUDIT_KEY, "standing"],
  queryFn: async ({ signal }) => {
    const standing = await answered(client.GET("/api/audit/standing", { signal }));
    setServerTime(standing.as_of);
    return standing;
  },
  refetchInterval: EVERY_MS,
});

export const alarmsQuery = (state: "open" | "judged") =>
  infiniteQueryOptions({
    queryKey: [...AUDIT_KEY, "alarms", state],
    queryFn: ({ signal, pageParam }) =>
      answered(
        client.GET("/api/audit/alarms", { params: { query: { state, limit: 100, before_id: pageParam } }, signal }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before_id,
    refetchInterval: EVERY_MS,
  });

export const facetsQuery = (since: string | undefined, until: string | undefined) =>
  queryOptions({
    queryKey: [...ENTRIES_KEY, "facets", since, until],
    queryFn: ({ signal }) =>
      answered(
        client.GET("/api/audit/facets", { params: { query: { since: since ?? null, until: until ?? null } }, signal }),
      ),
    staleTime: 30_000,
  });

export const entriesQuery = (wanted: AuditWanted) =>
  infiniteQueryOptions({
    queryKey: [...ENTRIES_KEY, "found", wanted],
    queryFn: ({ signal, pageParam }) =>
      answered(
        client.GET("/api/audit", { params: { query: { ...wanted, limit: PAGE, before_seq: pageParam } }, signal }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before_seq,
    staleTime: Number.POSITIVE_INFINITY, // what is on record stays; what is new is asked for by hand
  });

export const entryQuery = (seq: number) =>
  queryOptions({
    queryKey: [...ENTRIES_KEY, "one", seq],
    queryFn: ({ signal }) => answered(client.GET("/api/audit/entries/{seq}", { params: { path: { seq } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Where the copy lies that `linewarden audit verify --file` checks. Fetching it is audited. */
export const EXPORT_PATH = "/api/audit/export";

export function verifyAudit(): Promise<AuditCheckView> {
  return answered(client.POST("/api/audit/verify"));
}

/** A verdict on the alarm as it was seen; refused when it has grown meanwhile, or is about the judge himself. */
export function judge(alarm: AlarmRow, verdict: Judgement["verdict"], words: string): Promise<AlarmRow> {
  const body = { verdict, words, last_seq: alarm.last_seq };
  return answered(
    client.POST("/api/audit/alarms/{alarm_id}/judge", { params: { path: { alarm_id: alarm.alarm_id } }, body }),
  );
}
