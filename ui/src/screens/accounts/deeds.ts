/** What the person signed in can do with an account now, and why not. The server decides; this only tells beforehand. */
import type { Deed } from "@/api/accounts";
import type { AccountRow, Can, Me } from "@/api/schema";
import { may } from "@/api/session";

export type Why = "own" | "last" | "idle" | "unset";

export interface Option {
  deed: Deed;
  why: Why | null; // null: it can be done
}

interface Rule {
  deed: Deed;
  needs: Can;
  /** Offered at all: a lock is lifted only where there is one. */
  isOffered: (account: AccountRow) => boolean;
  why: (account: AccountRow) => Why | null;
}

const always = () => true;
const never = () => null;

const RULES: readonly Rule[] = [
  { deed: "unlock", needs: "accounts.secure", isOffered: (account) => account.locked_until !== null, why: never },
  { deed: "reopen", needs: "accounts.secure", isOffered: (account) => account.is_dormant, why: never },
  {
    deed: "endSessions",
    needs: "accounts.secure",
    isOffered: always,
    why: (account) => (account.sessions.length + account.tokens === 0 ? "idle" : null),
  },
  { deed: "resetPassword", needs: "accounts.secure", isOffered: always, why: never },
  {
    deed: "resetSecondFactor",
    needs: "accounts.secure",
    isOffered: always,
    why: (account) => (account.has_second_factor ? null : "unset"),
  },
  {
    deed: "close",
    needs: "accounts.manage",
    isOffered: always,
    why: (account) => (account.is_last_of_kind ? "last" : null),
  },
];

export function optionsOf(account: AccountRow, me: Me): Option[] {
  if (!account.is_active) return [];
  return RULES.filter((rule) => may(me, rule.needs) && rule.isOffered(account)).map((rule) => ({
    deed: rule.deed,
    why: account.login === me.login ? "own" : rule.why(account),
  }));
}

export type State = "open" | "start" | "locked" | "dormant" | "closed";

/** What keeps the person out, the weightiest alone. */
export function stateOf(account: AccountRow): State {
  if (!account.is_active) return "closed";
  if (account.is_dormant) return "dormant";
  if (account.locked_until !== null) return "locked";
  return account.must_change_password ? "start" : "open";
}
