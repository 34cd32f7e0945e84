/** Cases: the list, one of them, what goes on record in it, its files. */
import { queryOptions } from "@tanstack/react-query";
import { setServerTime } from "@/lib/clock";
import { answered, client, OUR_HEADERS, refusal } from "./client";
import type { AccessBody, CaseDeedBody, CaseDetail, CaseList, CaseRow, CaseUnmasked, NewCase } from "./schema";

/** Parts of the list. */
export const CASE_VIEWS = ["mine", "open", "closed", "all"] as const;
export type CaseView = (typeof CASE_VIEWS)[number];

export const CASE_KINDS: readonly NewCase["kind"][] = ["telecom_fraud", "network_fraud", "gang_den", "support"];
export const ORIGINS: readonly NewCase["origin"][] = ["report", "search", "warning"];

const VIEW_QUERY: Readonly<Record<CaseView, { is_open?: boolean; mine?: boolean }>> = {
  mine: { mine: true, is_open: true },
  open: { is_open: true },
  closed: { is_open: false },
  all: {},
};

const EVERY_MS = 15_000; // colleagues work on them, too

export const casesQuery = (view: CaseView) =>
  queryOptions({
    queryKey: ["cases", "list", view],
    queryFn: async ({ signal }) => {
      const told = await answered(client.GET("/api/cases", { params: { query: VIEW_QUERY[view] }, signal }));
      setServerTime(told.as_of);
      return told;
    },
    refetchInterval: EVERY_MS,
  });

export const ownCasesQuery = casesQuery("mine");

/** Open ones that one may write in and see whole. */
export function ownCases(told: CaseList | undefined): readonly CaseRow[] {
  return (told?.items ?? []).filter((row) => row.access?.role === "lead" || row.access?.role === "member");
}

const at = (number: string) => ({ params: { path: { number } } });

/** Read anew on a deed and on coming back only: each reading is audited. */
export const caseQuery = (number: string) =>
  queryOptions({
    queryKey: ["cases", "one", number],
    queryFn: ({ signal }) => answered(client.GET("/api/cases/{number}", { ...at(number), signal })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export const warningCasesQuery = (warningId: string) =>
  queryOptions({
    queryKey: ["cases", "warning", warningId],
    queryFn: ({ signal }) =>
      answered(client.GET("/api/warnings/{warning_id}/cases", { params: { path: { warning_id: warningId } }, signal })),
  });

export const custodyQuery = (number: string, nth: number) =>
  queryOptions({
    queryKey: ["cases", "custody", number, nth],
    queryFn: ({ signal }) =>
      answered(client.GET("/api/cases/{number}/files/{nth}/custody", { params: { path: { number, nth } }, signal })),
    staleTime: 0,
  });

export function openCase(body: NewCase): Promise<CaseDetail> {
  return answered(client.POST("/api/cases", { body }));
}

export type CaseDeed = CaseDeedBody["deed"];

export function putOnCase(number: string, seen: number, deed: CaseDeed): Promise<CaseDetail> {
  return answered(client.POST("/api/cases/{number}/deeds", { ...at(number), body: { seen, deed } }));
}

export function setAccess(number: string, body: AccessBody): Promise<CaseRow> {
  return answered(client.POST("/api/cases/{number}/access", { ...at(number), body }));
}

export function breakGlass(number: string, purpose: string): Promise<CaseDetail> {
  return answered(client.POST("/api/cases/{number}/break-glass", { ...at(number), body: { purpose } }));
}

/** Full texts, for a purpose; the server audits it. Never cached. */
export function unmaskCase(number: string, purpose: string): Promise<CaseUnmasked> {
  return answered(client.POST("/api/cases/{number}/unmask", { ...at(number), body: { purpose } }));
}

/** The file itself is the body. */
export async function attach(number: string, file: File): Promise<CaseDetail> {
  const address = `/api/cases/${encodeURIComponent(number)}/files?name=${encodeURIComponent(file.name)}`;
  const headers = { ...OUR_HEADERS, "Content-Type": "application/octet-stream" };
  const call = fetch(address, { method: "POST", body: file, headers, credentials: "same-origin" });
  return answered(
    call.then(async (response) => {
      const body = (await response.json().catch(() => undefined)) as CaseDetail | undefined;
      if (!response.ok) throw refusal(response, body);
      return body ? { data: body, response } : { response };
    }),
  );
}

export const fileAddress = (number: string, nth: number) => `/api/cases/${encodeURIComponent(number)}/files/${nth}`;
