/** The rules in force, changes on their way, versions, the whitelist, and what a person decides about them. */
import { queryOptions } from "@tanstack/react-query";
import { setServerTime } from "@/lib/clock";
import { answered, client } from "./client";
import type { ChangeDetail, NewEntry, Removal, RollBack } from "./schema";

const EVERY_MS = 10_000; // colleagues act too, and the platform takes up a version within seconds

/** Begins every key, so that one deed refreshes all. */
export const RULES_KEY = ["rules"] as const;

export const rulesQuery = queryOptions({
  queryKey: [...RULES_KEY, "list"],
  queryFn: async ({ signal }) => {
    const rules = await answered(client.GET("/api/rules", { signal }));
    setServerTime(rules.as_of);
    return rules;
  },
  refetchInterval: EVERY_MS,
});

export const changesQuery = queryOptions({
  queryKey: [...RULES_KEY, "changes"],
  queryFn: ({ signal }) => answered(client.GET("/api/rules/changes", { signal })),
  refetchInterval: EVERY_MS,
});

export const changeQuery = (id: number) =>
  queryOptions({
    queryKey: [...RULES_KEY, "change", id],
    queryFn: ({ signal }) =>
      answered(client.GET("/api/rules/changes/{change_id}", { params: { path: { change_id: id } }, signal })),
    refetchInterval: EVERY_MS,
  });

export const versionsQuery = queryOptions({
  queryKey: [...RULES_KEY, "versions"],
  queryFn: ({ signal }) => answered(client.GET("/api/rules/versions", { signal })),
  refetchInterval: EVERY_MS,
});

export const whitelistQuery = queryOptions({
  queryKey: [...RULES_KEY, "whitelist"],
  queryFn: ({ signal }) => answered(client.GET("/api/rules/whitelist", { signal })),
  refetchInterval: EVERY_MS,
});

/** Where the picture of a change's back-test lies. */
export const pictureOf = (id: number) => `/api/rules/changes/${id}/picture`;

const of = (change: Pick<ChangeDetail, "change_id">) => ({ params: { path: { change_id: change.change_id } } });

/** Consent to the text and the report as they were read; the server refuses when they are others now. */
export function approve(change: ChangeDetail, reason: string): Promise<ChangeDetail> {
  const body = { digest: change.digest, backtested_at: change.backtested_at ?? "", reason };
  return answered(client.POST("/api/rules/changes/{change_id}/approve", { ...of(change), body }));
}

export function reject(change: ChangeDetail, reason: string): Promise<ChangeDetail> {
  return answered(client.POST("/api/rules/changes/{change_id}/reject", { ...of(change), body: { reason } }));
}

export function publish(change: ChangeDetail): Promise<ChangeDetail> {
  return answered(client.POST("/api/rules/changes/{change_id}/publish", of(change)));
}

export async function rollBack(body: RollBack): Promise<void> {
  await answered(client.POST("/api/rules/rollback", { body }));
}

export function draftEntry(body: NewEntry): Promise<ChangeDetail> {
  return answered(client.POST("/api/rules/whitelist", { body }));
}

export function draftRemoval(body: Removal): Promise<ChangeDetail> {
  return answered(client.POST("/api/rules/whitelist/remove", { body }));
}

/** Full numbers of a version's whitelist, by place. Audited, never cached. */
export async function whitelistNumbers(serial: number, purpose: string): Promise<readonly string[]> {
  return (await answered(client.POST("/api/rules/whitelist/unmask", { body: { serial, purpose } }))).numbers;
}

/** Full numbers of a change's entries, in their order. Audited, never cached. */
export async function changeNumbers(change: ChangeDetail, purpose: string): Promise<readonly string[]> {
  const answer = client.POST("/api/rules/changes/{change_id}/unmask", { ...of(change), body: { purpose } });
  return (await answered(answer)).numbers;
}
