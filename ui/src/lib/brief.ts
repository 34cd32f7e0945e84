/** What may be seen for a minute: full numbers and texts hide by themselves, so that nobody leaves them on a screen. */
import { useCallback, useEffect, useState } from "react";

const SHOWN_MS = 60_000;

export interface Brief<T> {
  value: T | null; // null: hidden
  until: number; // epoch milliseconds
  show: (value: T) => void;
  hide: () => void;
}

export function useBrief<T>(): Brief<T> {
  const [kept, set] = useState<{ value: T; until: number } | null>(null);
  const show = useCallback((value: T) => set({ value, until: Date.now() + SHOWN_MS }), []);
  const hide = useCallback(() => set(null), []);
  useEffect(() => {
    if (!kept) return;
    const timer = setTimeout(hide, Math.max(0, kept.until - Date.now()));
    return () => clearTimeout(timer);
  }, [kept, hide]);
  return { value: kept?.value ?? null, until: kept?.until ?? 0, show, hide };
}
