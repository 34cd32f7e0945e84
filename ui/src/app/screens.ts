/** The screens that exist, who sees them, and the keys that lead there. The navigation, the palette and the shortcuts read this list. */
import type { Can, Me } from "@/api/schema";
import { may } from "@/api/session";

export interface Screen {
  key: "audit" | "warnings" | "records" | "cases" | "feeds" | "rules" | "accounts";
  to: "/audit" | "/warnings" | "/records" | "/cases" | "/feeds" | "/rules" | "/accounts";
  keys: string; // pressed one after the other
  needs: Can;
}

export const SCREENS: readonly Screen[] = [
  { key: "audit", to: "/audit", keys: "g>i", needs: "audit.read" },
  { key: "warnings", to: "/warnings", keys: "g>w", needs: "warnings.read" },
  { key: "records", to: "/records", keys: "g>c", needs: "records.search" },
  { key: "cases", to: "/cases", keys: "g>k", needs: "cases.work" },
  { key: "feeds", to: "/feeds", keys: "g>f", needs: "feeds.read" },
  { key: "rules", to: "/rules", keys: "g>u", needs: "rules.read" },
  { key: "accounts", to: "/accounts", keys: "g>a", needs: "accounts.read" },
];

export function screensOf(me: Me): readonly Screen[] {
  return SCREENS.filter((screen) => may(me, screen.needs));
}

/** Roles whose home is not the first of their screens. */
const HOMES: Partial<Record<Me["role"], Screen["to"]>> = { system_admin: "/accounts", security_admin: "/accounts" };

/** Where a person starts; null when his role has no screen. */
export function homeOf(me: Me): Screen["to"] | null {
  return HOMES[me.role] ?? screensOf(me)[0]?.to ?? null;
}
