/** The text filter of the board: every word must occur somewhere in the row, as it reads on screen. */
import type { TFunction } from "i18next";
import type { WarningRow } from "@/api/schema";
import { placeName, said } from "@/i18n/words";
import type { Language } from "@/lib/remembered";

/** All that a row says, in lower case; numbers also without their blanks. */
export function rowText(row: WarningRow, t: TFunction, language: Language): string {
  const numbers = [row.called_masked, ...row.callers_masked];
  const words = [
    row.warning_id,
    t(`level.${row.level}`),
    t(`kind.${row.kind}`),
    placeName(row.called_place, language),
    row.source,
    row.top_reason ? said(row.top_reason, language) : "",
    row.top_reason?.signal ?? "",
    row.is_in_contact ? t("warnings.inContact") : "",
  ];
  return [...words, ...numbers, ...numbers.map((number) => number.replaceAll(" ", ""))].join("\n").toLowerCase();
}

export function matches(text: string, query: string): boolean {
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
