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

interface Props {
  hasLine: boolean; // false: the stream tells this person nothing and is not opened
  canReadWarnings: boolean;
  children: ReactNode;
}

export function LiveProvider({ hasLine, canReadWarnings, children }: Props) {
  const queries = useQueryClient();
  const live = useMemo(
    () => new Live((event) => queries.setQueryData<FeedList>(feedsQuery.queryKey, event)),
    [queries],
  );

  useEffect(() => {
    if (!hasLine) return;
    void live.start(canReadWarnings);
    const unsubscribe = live.status.subscribe(() => {
      if (live.status.get().phase === "signed_out") queries.setQueryData(meQuery.queryKey, null);
    });
    return () => {
      unsubscribe();
      live.stop();
    };
  }, [live, hasLine, canReadWarnings, queries]);

  return <Context value={live}>{children}</Context>;
}
