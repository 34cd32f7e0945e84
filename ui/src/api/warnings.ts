/** Warnings: pages of the board, one warning, its records, its full numbers. */
import { queryOptions } from "@tanstack/react-query";
import { setServerTime } from "@/lib/clock";
import { answered, client } from "./client";
import type { Level, State, Unmasked, WarningList } from "./schema";

/** Most pressing first: the order of every list. */
export const LEVELS: readonly Level[] = ["urgent", "high", "normal", "notice"];

export interface PageWanted {
  levels: readonly Level[];
  state: State | null;
  beforeSeq: number | null;
  limit: number;
}

/** A page of warnings, latest change first. */
export async function readPage(wanted: PageWanted, signal: AbortSignal): Promise<WarningList> {
  const query = {
    level: [...wanted.levels],
    limit: wanted.limit,
    ...(wanted.state ? { state: wanted.state } : {}),
    ...(wanted.beforeSeq ? { before_seq: wanted.beforeSeq } : {}),
  };
  const page = await answered(client.GET("/api/warnings", { params: { query }, signal }));
  setServerTime(page.as_of);
  return page;
}

export const detailQuery = (id: string) =>
  queryOptions({
    queryKey: ["warning", id],
    queryFn: ({ signal }) =>
      answered(client.GET("/api/warnings/{warning_id}", { params: { path: { warning_id: id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY, // the panel asks again when the stream tells of a newer revision
  });

export const recordsQuery = (id: string) =>
  queryOptions({
    queryKey: ["warning", id, "records"],
    queryFn: ({ signal }) =>
      answered(client.GET("/api/warnings/{warning_id}/records", { params: { path: { warning_id: id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Full numbers of one warning for a purpose; the server audits it. Never cached. */
export function unmask(id: string, purpose: string): Promise<Unmasked> {
  return answered(
    client.POST("/api/warnings/{warning_id}/unmask", { params: { path: { warning_id: id } }, body: { purpose } }),
  );
}
