/** Named accounts, and what administrators do with them. */
import { queryOptions } from "@tanstack/react-query";
import { setServerTime } from "@/lib/clock";
import { answered, client } from "./client";
import type { AccountList, NewAccount, StartPassword } from "./schema";

const EVERY_MS = 10_000; // people sign in and are locked out, and the other administrator acts too

export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: async ({ signal }) => {
    const told = await answered(client.GET("/api/accounts", { signal }));
    setServerTime(told.as_of);
    return told;
  },
  refetchInterval: EVERY_MS,
});

/** The start password, which the server shows once. */
export function openAccount(body: NewAccount): Promise<StartPassword> {
  return answered(client.POST("/api/accounts", { body }));
}

const of = (login: string, reason: string) => ({ params: { path: { login } }, body: { reason } });

/** Deeds on one account: what comes back is how all stand then, or a start password. */
export const DO = {
  close: (login: string, reason: string) => answered(client.POST("/api/accounts/{login}/close", of(login, reason))),
  unlock: (login: string, reason: string) => answered(client.POST("/api/accounts/{login}/unlock", of(login, reason))),
  endSessions: (login: string, reason: string) =>
    answered(client.POST("/api/accounts/{login}/end-sessions", of(login, reason))),
  resetPassword: (login: string, reason: string) =>
    answered(client.POST("/api/accounts/{login}/reset-password", of(login, reason))),
  resetSecondFactor: (login: string, reason: string) =>
    answered(client.POST("/api/accounts/{login}/reset-second-factor", of(login, reason))),
  reopen: (login: string, reason: string) => answered(client.POST("/api/accounts/{login}/reopen", of(login, reason))),
} as const satisfies Record<string, (login: string, reason: string) => Promise<AccountList | StartPassword>>;

export type Deed = keyof typeof DO;
