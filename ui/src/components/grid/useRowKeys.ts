/** J, K, Home, End and Enter on a list whose rows open a panel. The row that the keyboard is on follows the open one, and outlives changes of the list. */
import { useEffect, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";

interface Wanted<I> {
  ids: readonly I[];
  openId: I | null;
  open: (id: I) => void;
  bring: (row: number) => void;
}

/** The keyboard's row; 0 before it was anywhere. */
export function useRowKeys<I extends string | number>({ ids, openId, open, bring }: Wanted<I>): number {
  const [hereId, setHere] = useState<I | null>(null);
  useEffect(() => {
    if (openId !== null) setHere(openId);
  }, [openId]);
  const here = hereId === null ? -1 : ids.indexOf(hereId);
  const go = (to: number) => {
    const row = Math.max(0, Math.min(ids.length - 1, to));
    const id = ids[row];
    if (id === undefined) return;
    bring(row);
    setHere(id);
    if (openId !== null) open(id);
  };
  const seen = [ids, here, openId, open, bring];
  useHotkeys("j, down", () => go(here + 1), { preventDefault: true }, seen);
  useHotkeys("k, up", () => go(here - 1), { preventDefault: true }, seen);
  useHotkeys("home", () => go(0), { preventDefault: true }, seen);
  useHotkeys("end", () => go(ids.length - 1), { preventDefault: true }, seen);
  const enter = () => {
    const id = ids[here];
    if (id !== undefined) open(id);
  };
  useHotkeys("enter", enter, { ignoreEventWhen: isControl }, seen);
  return Math.max(0, here);
}

/** Enter belongs to a button, a link or a field that has the focus, not to the list. */
function isControl(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest("button, a, input, select, summary") !== null;
}
