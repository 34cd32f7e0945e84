/** What a row says, in the language on screen; rows without words of their own get them here. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { RowDifference, RuleRow } from "@/api/schema";
import { languageOf } from "@/i18n";
import { said } from "@/i18n/words";
import type { Language } from "@/lib/remembered";

type Told = Pick<RuleRow, "name" | "text_zh" | "text_en"> | RowDifference;

/** By row: the words for what says nothing to officers as it stands. A test asks for every such row of the shipped tables. */
const OWN = {
  age_unknown: "rules.own.age_unknown",
  approach: "rules.own.approach",
  approach_unknown: "rules.own.approach_unknown",
  "caller.any": "rules.own.any_caller",
  base: "rules.own.base",
} as const;
const isOwn = (name: string): name is keyof typeof OWN => Object.hasOwn(OWN, name);

/** The words of a row, in the language on screen unless another is asked for. */
export type RuleWords = (row: Told, language?: Language) => string;

export function useRuleWords(): RuleWords {
  const { t, i18n } = useTranslation();
  const shown = languageOf(i18n.language);
  return useCallback(
    (row, language = shown) =>
      isOwn(row.name) ? t(OWN[row.name], { lng: language }) : said(row, language) || row.name,
    [t, shown],
  );
}
