/** One's own saved searches of call records. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client } from "./client";
import type { SavedSearches } from "./schema";

export const searchesQuery = queryOptions({
  queryKey: ["searches"],
  queryFn: ({ signal }) => answered(client.GET("/api/searches", { signal })),
});

export function saveSearch(name: string, query: string): Promise<SavedSearches> {
  return answered(client.POST("/api/searches", { body: { name, query } }));
}

export function removeSearch(name: string): Promise<SavedSearches> {
  return answered(client.POST("/api/searches/remove", { body: { name } }));
}
