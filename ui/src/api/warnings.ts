/** Warnings: pages of the board, one warning, its records, its full numbers. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { serverNow, setServerTime } from "@/lib/clock";
import { answered, client } from "./client";
import type { ActBody, Level, Stage, Unmasked, WarningDetail, WarningList, WarningRow } from "./schema";

/** Most pressing first: the order of every list. */
export const LEVELS: readonly Level[] = ["urgent", "high", "normal", "notice"];

/** What somebody has in hand. */
export const IN_HAND: readonly Stage[] = ["taken", "called", "visited", "followed_up"];

/** Parts of the board. */
export const VIEWS = ["waiting", "mine", "hand", "closed", "expired", "all"] as const;
export type View = (typeof VIEWS)[number];

interface ViewQuery {
  state?: WarningRow["state"];
  stage?: Stage[];
  mine?: boolean;
}

const VIEW_QUERY: Readonly<Record<View, ViewQuery>> = {
  waiting: { state: "open", stage: ["waiting"] },
  mine: { mine: true, stage: [...IN_HAND] },
  hand: { stage: [...IN_HAND] },
  closed: { stage: ["closed"] },
  expired: { state: "expired", stage: ["waiting"] },
  all: {},
};

/** Whether a row belongs to a part of the board of this person. The server's pages follow the same table. */
export function isIn(view: View, row: WarningRow, login: string): boolean {
  const { state, stage, mine } = VIEW_QUERY[view];
  return (
    (state === undefined || row.state === state) &&
    (stage === undefined || stage.includes(row.work.stage)) &&
    (!mine || row.work.holder?.login === login)
  );
}

export interface PageWanted {
  levels: readonly Level[];
  view: View;
  beforeSeq: number | null;
  limit: number;
}

/** A page of warnings, latest change first. */
export async function readPage(wanted: PageWanted, signal: AbortSignal): Promise<WarningList> {
  const query = {
    level: [...wanted.levels],
    limit: wanted.limit,
    ...VIEW_QUERY[wanted.view],
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

/** Of this revision: what officers do changes no records, and each reading goes on record. */
export const recordsQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: ["records of a warning", id, revision],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answered(client.GET("/api/warnings/{warning_id}/records", { params: { path: { warning_id: id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Put on record what was done; the server says where the warning stands then. */
export function actOn(id: string, act: Pick<ActBody, "kind" | "seen"> & Partial<ActBody>): Promise<WarningDetail> {
  const body = { note: "", ...act } as ActBody;
  return answered(client.POST("/api/warnings/{warning_id}/acts", { params: { path: { warning_id: id } }, body }));
}

/** Colleagues and stations. */
export const deskQuery = queryOptions({
  queryKey: ["desk"],
  queryFn: ({ signal }) => answered(client.GET("/api/dissuasion/desk", { signal })),
  staleTime: 60_000,
});

/** How fast the desk was over so many days up to now. */
export const reportQuery = (days: number) =>
  queryOptions({
    queryKey: ["desk", "report", days],
    queryFn: ({ signal }) => {
      const until = serverNow();
      const query = {
        since: new Date(until - days * 86_400_000).toISOString(),
        until: new Date(until).toISOString(),
      };
      return answered(client.GET("/api/dissuasion/report", { params: { query }, signal }));
    },
    refetchInterval: 60_000,
  });

/** Full numbers of one warning for a purpose; the server audits it. Never cached. `breakGlass`: of one that is not one's own. */
export function unmask(id: string, purpose: string, breakGlass: boolean): Promise<Unmasked> {
  return answered(
    client.POST("/api/warnings/{warning_id}/unmask", {
      params: { path: { warning_id: id } },
      body: { purpose, break_glass: breakGlass },
    }),
  );
}
