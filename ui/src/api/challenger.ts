/** The model that judges in shadow beside the rules, and how both stand. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client } from "./client";

/** With `challenger` null when none is set. */
export const challengerQuery = queryOptions({
  queryKey: ["challenger"],
  queryFn: ({ signal }) => answered(client.GET("/api/challenger", { signal })),
  refetchInterval: 10_000,
});
