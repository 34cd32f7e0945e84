/** The version of the rules that the running platform works by, as the stream tells it within a second. */
import { useQuery } from "@tanstack/react-query";
import { feedsQuery } from "@/api/feeds";

/** What the feeds told last; `known` until then, and for roles that the stream tells nothing of feeds. */
export function useFollowedRules(known: string): string {
  const { data } = useQuery({ ...feedsQuery, enabled: false });
  return data?.rules ?? known;
}
