/** 演示 beside everything that is synthetic. */
import { useTranslation } from "react-i18next";
import css from "./DemoMark.module.css";

export function DemoMark() {
  const { t } = useTranslation();
  return (
    <span className={css.mark} title={t("panel.synthetic")} data-testid="demo-mark">
      {t("demo.mark")}
    </span>
  );
}
