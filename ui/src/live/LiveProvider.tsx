/** Holds the one live stream of a signed-in page. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo } from "react";
import { feedsQuery } from "@/api/feeds";
import type { FeedList } from "@/api/schema";
import { meQuery } from "@/api/session";
import { Live } from "./Live";

const Context = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(Context);
  if (!live) throw new Error("useLive is called outside LiveProvider: put the screen inside the shell");
  return live;
}

export function LiveProvider({ canReadWarnings, children }: { canReadWarnings: boolean; children: ReactNode }) {
  const queries = useQueryClient();
  const live = useMemo(
    () => new Live((event) => queries.setQueryData<FeedList>(feedsQuery.queryKey, event)),
    [queries],
  );

  useEffect(() => {
    void live.start(canReadWarnings);
    const unsubscribe = live.status.subscribe(() => {
      if (live.status.get().phase === "signed_out") queries.setQueryData(meQuery.queryKey, null);
    });
    return () => {
      unsubscribe();
      live.stop();
    };
  }, [live, canReadWarnings, queries]);

  return <Context value={live}>{children}</Context>;
}
