/** What an officer may do with a warning now, and how each act's form looks. The server has the last word. */
import type { DeskView, Disposition, Me, StepView, WarningDetail, WarningRow } from "@/api/schema";
import { IN_HAND } from "@/api/warnings";

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
  desk: Pick<DeskView, "sends_messages" | "undo_s">,
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
    now - Date.parse(latest.at) <= desk.undo_s * 1000;
  const wasReached = counting.some((one) => one.outcome !== null && !one.is_in_vain);
  const forms: Form[] = [];
  if (isMine && IN_HAND.includes(stage)) {
    forms.push("call");
    if (desk.sends_messages) forms.push("message");
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
