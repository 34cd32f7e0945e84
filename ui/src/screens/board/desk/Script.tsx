/** What to say on the telephone, in order; open while there is somebody to talk to. */
import { useTranslation } from "react-i18next";
import type { LineView } from "@/api/schema";
import { languageOf } from "@/i18n";
import css from "./Desk.module.css";

export function Script({ lines, isOpen }: { lines: readonly LineView[]; isOpen: boolean }) {
  const { t, i18n } = useTranslation();
  const isChinese = languageOf(i18n.language) === "zh-CN";
  return (
    <details className={css.script} open={isOpen} data-testid="script">
      <summary>{t("desk.script")}</summary>
      <ol>
        {lines.map((line) => (
          <li key={line.code}>{isChinese ? line.zh : line.en}</li>
        ))}
      </ol>
      {!isChinese && <p className={css.note}>{t("desk.scriptNote")}</p>}
    </details>
  );
}
