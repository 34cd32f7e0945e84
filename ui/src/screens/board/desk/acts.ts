/** What an officer may do with a warning now, and how each act's form looks. The server has the last word. */
import type { ActKind, Disposition, Me, Outcome, StepView, WarningDetail, WarningRow } from "@/api/schema";
import { IN_HAND } from "@/api/warnings";

/** How each contact may go, in the order in which it is asked. The server has the same table. */
export const OUTCOMES = {
  call: ["dissuaded", "doubts", "busy", "no_answer", "switched_off", "refused", "not_deceived", "paid"],
  visit: ["dissuaded", "doubts", "not_found", "refused", "not_deceived", "paid"],
  follow_up: ["safe", "in_contact", "paid", "busy", "no_answer", "switched_off"],
} as const satisfies Partial<Record<ActKind, readonly Outcome[]>>;

export const DISPOSITIONS = [
  "prevented",
  "false_alarm",
  "lost",
  "refused",
  "not_reached",
  "told",
] as const satisfies readonly Disposition[];
export const TEMPLATES = ["caution", "call_us", "stay_alert"] as const;
export const LANGUAGES = ["zh", "en"] as const;
export const FALSE_CAUSES = ["family", "courier", "office", "call_centre", "collector", "work", "other"] as const;
export const LATE_CAUSES = ["many_warnings", "shift", "nobody_reached", "station_busy", "system", "other"] as const;

/** Forms, by the key that opens them; `false_alarm` closes. */
export type Form =
  | "hand_over"
  | "call"
  | "message"
  | "ask_visit"
  | "visit"
  | "follow_up"
  | "close"
  | "false_alarm"
  | "reopen";

const IN_VAIN: readonly (Outcome | null)[] = ["no_answer", "busy", "switched_off", "not_found"];

/** Nobody was talked to. */
export function isInVain(outcome: Outcome | null): boolean {
  return IN_VAIN.includes(outcome);
}

const UNDO_MS = 10 * 60_000;

export interface Choice {
  canTake: boolean;
  forms: readonly Form[];
  /** The act that may be struck out; null: none. */
  undo: StepView | null;
}

/** What this person may do at this time (ms since 1970); without the detail, take it at most. */
export function choiceOf(
  me: Me,
  row: WarningRow,
  detail: WarningDetail | null,
  sendsMessages: boolean,
  now: number,
): Choice {
  const { stage, holder } = row.work;
  if (!detail) return { canTake: stage === "waiting", forms: [], undo: null };
  const isMine = holder?.login === me.login;
  const isCommander = me.role === "commander";
  const counting = detail.acts.filter((one) => !one.is_undone && one.kind !== "undo");
  const latest = counting.at(-1);
  const isOwnSlip =
    latest !== undefined &&
    latest.actor.login === me.login &&
    latest.kind !== "message" &&
    now - Date.parse(latest.at) <= UNDO_MS;
  const wasReached = counting.some((one) => one.outcome !== null && !isInVain(one.outcome));
  const forms: Form[] = [];
  if (isMine && IN_HAND.includes(stage)) {
    forms.push("call");
    if (sendsMessages) forms.push("message");
    forms.push("ask_visit", "visit");
    if (wasReached) forms.push("follow_up");
    forms.push("false_alarm", "close");
  }
  if ((isMine && IN_HAND.includes(stage)) || (isCommander && stage !== "closed")) forms.push("hand_over");
  if (stage === "closed" && (isMine || isCommander)) forms.push("reopen");
  return { canTake: stage === "waiting", forms, undo: isOwnSlip ? latest : null };
}

/** The form that what is due next opens. */
export function dueForm(row: WarningRow): Form | null {
  const kind = row.work.due?.kind;
  return kind === "call" || kind === "ask_visit" || kind === "visit" || kind === "follow_up" || kind === "close"
    ? kind
    : null;
}
