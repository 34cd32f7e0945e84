/** One ticker for the whole page, corrected to the server's clock: police PCs are often minutes off. */
import { useSyncExternalStore } from "react";

let offsetMs = 0;
let current = Math.floor(Date.now() / 1000) * 1000;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** Corrects the clock by an instant that the server has just told. */
export function setServerTime(iso: string): void {
  const told = Date.parse(iso);
  if (Number.isFinite(told)) offsetMs = told - Date.now();
}

/** Milliseconds since 1970 by the server's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

function tick(): void {
  current = Math.floor(serverNow() / 1000) * 1000;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The server's time in whole seconds (as ms since 1970), rendered anew every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => current);
}
