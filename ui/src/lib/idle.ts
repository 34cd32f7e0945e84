/** Whether a person is at this desk just now: rows may move by themselves only when nobody is about to click one. */

const ACTIVITY = ["pointermove", "pointerdown", "wheel", "keydown", "touchstart"] as const;
let lastAt = -Infinity;

if (typeof window !== "undefined") {
  lastAt = performance.now();
  for (const name of ACTIVITY) {
    window.addEventListener(
      name,
      () => {
        lastAt = performance.now();
      },
      { passive: true, capture: true },
    );
  }
}

/** Milliseconds since the last touch of mouse or keyboard on this page. */
export function idleMs(): number {
  return performance.now() - lastAt;
}
