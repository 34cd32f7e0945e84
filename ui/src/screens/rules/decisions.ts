/** What the person signed in can do with a change now, and why not. The server decides; this only tells beforehand. */
import type { ChangeDetail, ChangeRow, Me } from "@/api/schema";
import { may } from "@/api/session";

export type Deed = "approve" | "reject" | "publish";
export type Why = "role" | "own" | "early" | "base" | "altered" | "unreadable";

export interface Option {
  deed: Deed;
  why: Why | null; // null: it can be done
}

const OFFERED: Record<ChangeRow["state"], readonly Deed[]> = {
  drafted: ["approve", "reject"],
  backtested: ["approve", "reject"],
  approved: ["publish", "reject"],
  published: [],
  rolled_back: [],
  rejected: [],
};

type Told = Pick<ChangeDetail, "state" | "author" | "is_base_in_force" | "is_altered" | "problem">;

export function optionsOf(change: Told, me: Pick<Me, "login" | "roles_can">): Option[] {
  return OFFERED[change.state].map((deed) => ({ deed, why: whyNot(deed, change, me) }));
}

function whyNot(deed: Deed, change: Told, me: Pick<Me, "login" | "roles_can">): Why | null {
  if (!may(me as Me, "rules.change")) return "role";
  if (change.is_altered) return "altered";
  if (deed !== "publish" && change.author === me.login) return "own";
  if (deed === "reject") return null;
  if (deed === "approve" && change.state === "drafted") return "early";
  if (change.problem !== null) return "unreadable";
  return change.is_base_in_force ? null : "base";
}

/** True of a change that waits for this person. */
export function waitsFor(change: ChangeRow, me: Pick<Me, "login" | "roles_can">): boolean {
  return optionsOf({ ...change, problem: null }, me).some(({ deed, why }) => deed !== "reject" && why === null);
}
