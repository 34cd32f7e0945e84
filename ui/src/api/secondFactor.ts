/** One's own second factor. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client } from "./client";
import type { NewSecondFactor } from "./schema";

export const secondFactorQuery = queryOptions({
  queryKey: ["second-factor"],
  queryFn: () => answered(client.GET("/api/session/second-factor")),
  staleTime: 0,
});

export interface Proof {
  password: string;
  code: string | null; // of the one that is set, if one is
}

/** A new secret, in force with its first code. */
export function beginSecondFactor(proof: Proof): Promise<NewSecondFactor> {
  return answered(client.POST("/api/session/second-factor", { body: proof }));
}

/** Puts it in force; the recovery codes, shown once. */
export async function confirmSecondFactor(code: string): Promise<string[]> {
  const { codes } = await answered(client.POST("/api/session/second-factor/confirmation", { body: { code } }));
  return codes;
}

/** New recovery codes in place of all former ones. */
export async function renewRecoveryCodes(proof: Proof): Promise<string[]> {
  const { codes } = await answered(client.POST("/api/session/second-factor/recovery-codes", { body: proof }));
  return codes;
}
