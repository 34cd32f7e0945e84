/** What is wrong with an entry before it is sent. */
import type { Whitelist } from "@/api/schema";

/** A number or a range as the rule book writes it: digits with the country code, first no zero; a range has 7 and more. */
const NUMBER = /^(?:[1-9]\d{2,14}|[1-9]\d{6,14}\*)$/;

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** Without what people put between digits: "+86 519-8123 4567" is 8651981234567. */
export function plainNumber(text: string): string {
  return text.replaceAll(/[\s+\-()]/g, "");
}

export function isNumber(text: string): boolean {
  return NUMBER.test(plainNumber(text));
}

/** Whether it is a day on which an entry may end. ISO days sort as text. */
export function isTerm(day: string, told: Pick<Whitelist, "earliest_end" | "latest_end">): boolean {
  return DAY.test(day) && day >= told.earliest_end && day <= told.latest_end;
}
