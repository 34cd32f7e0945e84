/** The board store of a filter, fed while a screen shows it. */
import { useEffect, useMemo, useState } from "react";
import { BoardStore } from "./BoardStore";
import type { Wanted } from "./board";
import { useLive } from "./LiveProvider";

/** A store for these levels and this part of the board; `retry` begins anew after an error. */
export function useBoardStore(wanted: Wanted): { store: BoardStore; retry: () => void } {
  const live = useLive();
  const [round, setRound] = useState(0);
  const key = `${wanted.levels.join()}|${wanted.view}|${wanted.login}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` says what `wanted` holds; `round` asks for it anew
  const store = useMemo(() => new BoardStore(wanted), [key, round]);

  useEffect(() => {
    const unlisten = live.listen((batch) => store.take(batch)); // before the first page: nothing falls between them
    void store.read();
    return () => {
      unlisten();
      store.stop();
    };
  }, [store, live]);

  return { store, retry: () => setRound((n) => n + 1) };
}
