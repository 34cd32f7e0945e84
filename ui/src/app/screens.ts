/** The screens that exist, who sees them, and the keys that lead there. The navigation, the palette and the shortcuts read this list. */
import type { Can, Me } from "@/api/schema";
import { may } from "@/api/session";

export interface Screen {
  key: "warnings" | "feeds" | "rules";
  to: "/warnings" | "/feeds" | "/rules";
  keys: string; // pressed one after the other
  needs: Can;
}

export const SCREENS: readonly Screen[] = [
  { key: "warnings", to: "/warnings", keys: "g>w", needs: "warnings.read" },
  { key: "feeds", to: "/feeds", keys: "g>f", needs: "feeds.read" },
  { key: "rules", to: "/rules", keys: "g>u", needs: "rules.read" },
];

export function screensOf(me: Me): readonly Screen[] {
  return SCREENS.filter((screen) => may(me, screen.needs));
}

/** Where a person starts: the first screen of his role; null when there is none. */
export function homeOf(me: Me): Screen["to"] | null {
  return screensOf(me)[0]?.to ?? null;
}
