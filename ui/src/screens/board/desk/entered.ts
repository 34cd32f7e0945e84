/** What is in a form: what it must hold, what is wrong with it, and what is sent. */
import type { ActBody } from "@/api/schema";
import { instantIn } from "@/lib/time";
import type { Form } from "./acts";

export interface Entered {
  outcome: string;
  template: string;
  language: string;
  to: string;
  station: string;
  disposition: string;
  false_cause: string;
  lost_at: string; // "2026-11-30 14:05" as the centre's clocks show it
  lost_cny: number | null;
  late_cause: string;
  note: string;
}

type Field = keyof Entered;

const NEEDS: Readonly<Record<Form, readonly Field[]>> = {
  hand_over: ["to"],
  call: ["outcome"],
  message: ["template", "language"],
  ask_visit: ["station"],
  visit: ["station", "outcome"],
  follow_up: ["outcome"],
  close: ["disposition"],
  false_alarm: ["false_cause"],
  reopen: ["note"],
};

export function emptyOf(form: Form): Entered {
  return {
    outcome: "",
    template: form === "message" ? "caution" : "",
    language: form === "message" ? "zh" : "",
    to: "",
    station: "",
    disposition: form === "false_alarm" ? "false_alarm" : "",
    false_cause: "",
    lost_at: "",
    lost_cny: null,
    late_cause: "",
    note: "",
  };
}

/** Fields that the form must hold by what has been chosen so far. */
export function needsOf(form: Form, entered: Entered, isLate: boolean): readonly Field[] {
  const needs = new Set<Field>(NEEDS[form]);
  if (form === "close" && entered.disposition === "false_alarm") needs.add("false_cause");
  if (form === "close" && entered.disposition === "lost") needs.add("lost_at");
  if ((form === "close" || form === "false_alarm") && isLate) needs.add("late_cause");
  if (entered.false_cause === "other" || entered.late_cause === "other") needs.add("note");
  return [...needs];
}

export function faultsOf(form: Form, entered: Entered, isLate: boolean, zone: string): readonly Field[] {
  const faults = needsOf(form, entered, isLate).filter((field) => `${entered[field] ?? ""}`.trim() === "");
  const isTold = needsOf(form, entered, isLate).includes("lost_at") && !faults.includes("lost_at");
  return isTold && instantIn(entered.lost_at, zone) === null ? [...faults, "lost_at"] : faults;
}

/** The act to put on record; faultless. */
export function bodyOf(form: Form, entered: Entered, zone: string): Partial<ActBody> & Pick<ActBody, "kind"> {
  const kind = form === "false_alarm" ? "close" : form;
  const needs: readonly Field[] = [
    ...needsOf(form, entered, true),
    ...(form === "false_alarm" ? ["disposition" as const] : []),
  ];
  const told = needs.filter((field) => field !== "lost_at" && field !== "note" && entered[field] !== "");
  const at = needs.includes("lost_at") ? instantIn(entered.lost_at, zone) : null;
  return {
    kind,
    ...Object.fromEntries(told.map((field) => [field, entered[field]])),
    ...(at === null ? {} : { lost_at: new Date(at).toISOString() }),
    ...(needs.includes("lost_at") && entered.lost_cny ? { lost_cny: entered.lost_cny } : {}),
    note: entered.note.trim(),
  };
}
