/** Beside what is shown in full: that it is on record, when it hides, and a button to hide it now. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Brief } from "@/lib/brief";
import { useNow } from "@/lib/clock";
import css from "./Hides.module.css";

export function Hides({ brief }: { brief: Pick<Brief<unknown>, "until" | "hide"> }) {
  const { t } = useTranslation();
  useNow();
  const left = Math.max(0, Math.ceil((brief.until - Date.now()) / 1000));
  return (
    <span className={css.until} data-testid="hides">
      {t("unmask.audited")} · <span className="num">{t("unmask.hidesIn", { s: left })}</span>
      <Button size="small" onClick={brief.hide}>
        {t("unmask.hide")}
      </Button>
    </span>
  );
}
