/** A value that outlives renders and tells its readers when it changes. */
import { useSyncExternalStore } from "react";

export interface Signal<T> {
  get: () => T;
  set: (value: T) => void;
  subscribe: (listener: () => void) => () => void;
}

export function signal<T>(initial: T): Signal<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The signal's value; the component renders anew when it changes. */
export function useSignal<T>(from: Signal<T>): T {
  return useSyncExternalStore(from.subscribe, from.get);
}
