/** Where a warning stands on its way: 预警 → 签收 → 电话劝阻 → 见面劝阻 → 回访 → 归档. */
import { CheckOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { WarningRow } from "@/api/schema";
import css from "./Steps.module.css";

const STEPS = ["warning", "accept", "call", "visit", "revisit", "archive"] as const;
/** A warning that stands has been raised and waits to be accepted; the later steps are entered where cases are worked. */
const CURRENT = 1;

export function Steps({ row }: { row: WarningRow }) {
  const { t } = useTranslation();
  const current = row.state === "open" ? CURRENT : -1;
  return (
    <ol className={css.steps} aria-label={t("panel.steps.title")} data-testid="steps">
      {STEPS.map((step, n) => {
        const state = n < CURRENT ? "done" : n === current ? "now" : "ahead";
        return (
          <li key={step} className={css[state]} {...(state === "now" ? { "aria-current": "step" as const } : {})}>
            <span className={css.dot} aria-hidden="true">
              {state === "done" ? <CheckOutlined /> : n + 1}
            </span>
            {t(`panel.steps.${step}`)}
            {state === "ahead" && <span className="sr-only">{t("panel.steps.ahead")}</span>}
          </li>
        );
      })}
    </ol>
  );
}
