/** Looking call records up: pages of an answer, what it has in common, where one record came from, full numbers. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answered, client } from "./client";
import type { RecordSource, UnmaskedRecord } from "./schema";

const PAGE_ROWS = 200;

/** A search and why it is made. Asked again only when a person says so: each page is in the audit. */
export interface Asked {
  query: string;
  purpose: string;
  turn: number; // of the person's Enter
}

const ONCE = { staleTime: Number.POSITIVE_INFINITY, retry: false, refetchOnWindowFocus: false } as const;

export const pagesQuery = ({ query, purpose, turn }: Asked) =>
  infiniteQueryOptions({
    queryKey: ["records", query, purpose, turn],
    queryFn: ({ pageParam, signal }) =>
      answered(
        client.POST("/api/records/search", { body: { query, purpose, cursor: pageParam, limit: PAGE_ROWS }, signal }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    enabled: query !== "" && purpose !== "",
    ...ONCE,
  });

export const summaryQuery = ({ query, purpose, turn }: Asked, isWanted: boolean) =>
  queryOptions({
    queryKey: ["records-summary", query, purpose, turn],
    queryFn: ({ signal }) => answered(client.POST("/api/records/summary", { body: { query, purpose }, signal })),
    enabled: isWanted,
    ...ONCE,
  });

const of = (record_id: string) => ({ params: { path: { record_id } } });

export function readSource(id: string, purpose: string): Promise<RecordSource> {
  return answered(client.POST("/api/records/{record_id}/source", { ...of(id), body: { purpose } }));
}

/** Within a case of one's own; without one it is glass, and the auditor hears of it. Never cached. */
export function unmaskRecord(id: string, purpose: string, caseNumber: string | null): Promise<UnmaskedRecord> {
  const body = { purpose, case_number: caseNumber, break_glass: caseNumber === null };
  return answered(client.POST("/api/records/{record_id}/unmask", { ...of(id), body }));
}
