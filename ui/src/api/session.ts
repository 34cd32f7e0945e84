/** Who is signed in, and signing in and out. */
import { queryOptions } from "@tanstack/react-query";
import { setServerTime } from "@/lib/clock";
import { answered, client, ServerError } from "./client";
import type { Can, Me } from "./schema";

async function readMe(): Promise<Me | null> {
  try {
    const me = await answered(client.GET("/api/session"));
    setServerTime(me.server_time);
    return me;
  } catch (error) {
    if (error instanceof ServerError && error.status === 401) return null;
    throw error;
  }
}

/** The signed-in person, or null when nobody is. */
export const meQuery = queryOptions({ queryKey: ["me"], queryFn: readMe, staleTime: 60_000, retry: false });

/** Signs in; throws `bad_credentials`, `code_needed`, `bad_code`, `locked_out` (with `retryAfterS`) or `unreachable`. */
export async function signIn(login: string, password: string, code: string | null): Promise<Me> {
  const me = await answered(client.POST("/api/session", { body: { login, password, code } }));
  setServerTime(me.server_time);
  return me;
}

export async function signOut(): Promise<void> {
  await answered(client.DELETE("/api/session"));
}

export function may(me: Me, can: Can): boolean {
  return me.roles_can.includes(can);
}

/** True of those whom the stream tells anything; it refuses others. */
export function hasLine(me: Me): boolean {
  return may(me, "warnings.read") || may(me, "feeds.read");
}
