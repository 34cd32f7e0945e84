/** One's own API tokens. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client } from "./client";
import type { MakeToken, NewToken, TokenList } from "./schema";

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => answered(client.GET("/api/tokens", { signal })),
  refetchInterval: 60_000, // when a program used one
});

export function makeToken(body: MakeToken): Promise<NewToken> {
  return answered(client.POST("/api/tokens", { body }));
}

export function endToken(token_id: string): Promise<TokenList> {
  return answered(client.POST("/api/tokens/{token_id}/end", { params: { path: { token_id } } }));
}
