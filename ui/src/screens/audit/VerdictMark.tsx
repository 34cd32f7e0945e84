/** What an auditor found, in words; misuse stands out by more than its colour. */
import { WarningOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Verdict } from "@/api/schema";
import css from "./VerdictMark.module.css";

export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation();
  return (
    <span className={`${css.mark} ${css[verdict] ?? ""}`} data-testid="verdict">
      {verdict === "misuse" && <WarningOutlined aria-hidden="true" />}
      {t(`audit.verdict.${verdict}`)}
    </span>
  );
}
