/** What an act's form must hold, and what is sent. */
import type { ActBody } from "@/api/schema";
import type { Values } from "@/components/FieldForm";
import type { Form } from "./acts";

export type Name = Exclude<keyof ActBody, "kind" | "seen" | "undoes">;

export interface Need {
  name: Name;
  isOptional: boolean;
}

const NEEDS: Readonly<Record<Form, readonly Name[]>> = {
  hand_over: ["to"],
  call: ["outcome"],
  message: ["template", "language"],
  ask_visit: ["station"],
  visit: ["station", "outcome"],
  follow_up: ["outcome"],
  close: ["disposition"],
  false_alarm: ["false_cause"],
  reopen: [],
};

/** In order, by what has been chosen so far; the note is last, and must be there where it alone says what happened. */
export function needsOf(form: Form, entered: Values, isLate: boolean): readonly Need[] {
  const ends = form === "close" || form === "false_alarm";
  const isFalse = form === "close" && entered.disposition === "false_alarm";
  const isLost = form === "close" && entered.disposition === "lost";
  const isTold = form !== "reopen" && entered.false_cause !== "other" && entered.late_cause !== "other";
  const names: Name[] = [...NEEDS[form]];
  if (isFalse) names.push("false_cause");
  if (isLost) names.push("lost_at", "lost_cny");
  if (ends && isLate) names.push("late_cause");
  return [...names.map((name) => ({ name, isOptional: name === "lost_cny" })), { name: "note", isOptional: isTold }];
}

/** The act to put on record, of a form that is filled in. */
export function bodyOf(form: Form, values: Values): Partial<ActBody> & Pick<ActBody, "kind"> {
  const told = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  const { lost_cny: amount, ...rest } = told;
  return {
    ...rest,
    ...(form === "false_alarm" ? { kind: "close", disposition: "false_alarm" } : { kind: form }),
    ...(amount ? { lost_cny: Number(amount) } : {}),
  };
}
