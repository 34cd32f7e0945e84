/** Feeds and what they refused. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client } from "./client";

export const REJECTS_SHOWN = 200;

export const feedsQuery = queryOptions({
  queryKey: ["feeds"],
  queryFn: ({ signal }) => answered(client.GET("/api/feeds", { signal })),
  staleTime: 30_000,
});

export const rejectsQuery = (name: string) =>
  queryOptions({
    queryKey: ["feeds", name, "rejects"],
    queryFn: ({ signal }) =>
      answered(
        client.GET("/api/feeds/{name}/rejects", {
          params: { path: { name }, query: { limit: REJECTS_SHOWN } },
          signal,
        }),
      ),
    staleTime: 5_000,
  });
