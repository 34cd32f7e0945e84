/** How large the screen is, in steps: text grows on walls, and the rest of the room goes to more columns. */
import { useSyncExternalStore } from "react";

const STEPS = [
  { query: "(min-width: 3000px)", rem: 20 },
  { query: "(min-width: 2200px)", rem: 16 },
  { query: "(min-width: 1440px)", rem: 14 },
] as const;
const SMALLEST_REM = 13;

const lists = typeof matchMedia === "undefined" ? [] : STEPS.map((step) => ({ ...step, list: matchMedia(step.query) }));

function remNow(): number {
  return lists.find((step) => step.list.matches)?.rem ?? SMALLEST_REM;
}

function subscribe(listener: () => void): () => void {
  for (const step of lists) step.list.addEventListener("change", listener);
  return () => {
    for (const step of lists) step.list.removeEventListener("change", listener);
  };
}

/** Pixels of one rem: 13 on a small desk, 14 at 1080p, 16 and 20 on larger screens. */
export function useRem(): number {
  return useSyncExternalStore(subscribe, remNow);
}
