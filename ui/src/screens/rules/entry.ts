/** What is wrong with an entry before it is sent. */
import type { Whitelist } from "@/api/schema";

export const FIELDS = ["number", "expires", "reason", "source", "why"] as const;
export type Field = (typeof FIELDS)[number];
export type Entered = Record<Field, string>;
export type Fault = "missing" | "number" | "expires";

/** A number or a range as the rule book writes it: digits with the country code, first no zero; a range has 7 and more. */
const NUMBER = /^(?:[1-9]\d{2,14}|[1-9]\d{6,14}\*)$/;

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** Without what people put between digits: "+86 519-8123 4567" is 8651981234567. */
export function plainNumber(text: string): string {
  return text.replaceAll(/[\s+\-()]/g, "");
}

export function faultsOf(
  entered: Entered,
  told: Pick<Whitelist, "earliest_end" | "latest_end">,
): Partial<Record<Field, Fault>> {
  const faults: Partial<Record<Field, Fault>> = {};
  for (const field of FIELDS) if (entered[field].trim() === "") faults[field] = "missing";
  if (!faults.number && !NUMBER.test(plainNumber(entered.number))) faults.number = "number";
  const day = entered.expires.trim();
  const isInTerm = DAY.test(day) && day >= told.earliest_end && day <= told.latest_end; // ISO days sort as text
  if (!faults.expires && !isInTerm) faults.expires = "expires";
  return faults;
}
