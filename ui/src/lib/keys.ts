/** Pairs of keys such as `G A` go somewhere; their second key alone may be a deed, and must not be one then. */

type Pressed = Pick<KeyboardEvent, "key" | "timeStamp">;

const PAIR_MS = 1500;
let gAt = Number.NEGATIVE_INFINITY;

/** Every key that is pressed, before anybody acts on it. */
export function hear(event: Pressed): void {
  if (event.key.toLowerCase() === "g") gAt = event.timeStamp;
}

/** For `ignoreEventWhen` of keys that do something: true of the second key of a pair. */
export function endsPair(event: Pressed): boolean {
  return event.key.toLowerCase() !== "g" && event.timeStamp - gAt <= PAIR_MS;
}

if (typeof window !== "undefined") window.addEventListener("keydown", hear, true);
