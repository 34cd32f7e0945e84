/** What a row says, in the language on screen; rows without words of their own get them here. */
import { useTranslation } from "react-i18next";
import type { RowDifference, RuleRow } from "@/api/schema";
import { languageOf } from "@/i18n";
import { said } from "@/i18n/words";

type Told = Pick<RuleRow, "name" | "text_zh" | "text_en"> | RowDifference;

export function useRuleWords(): (row: Told) => string {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  return (row) => {
    if (row.name === "age_unknown") return t("rules.own.age_unknown");
    if (row.name === "caller.any") return t("rules.own.any_caller");
    if (row.name === "base") return t("rules.own.base");
    return said(row, language);
  };
}
