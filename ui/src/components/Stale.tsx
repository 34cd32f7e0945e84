/** Says that what is shown could not be refreshed, since when, and offers to try again. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { serverNow } from "@/lib/clock";
import { shortTime } from "@/lib/time";
import { useErrorText } from "./errorText";
import css from "./Stale.module.css";
import { useZone } from "./zone";

interface Props {
  error: unknown;
  since: number; // ms since 1970 of the data on screen
  retry: () => void;
}

export function Stale({ error, since, retry }: Props) {
  const { t } = useTranslation();
  const text = useErrorText();
  const zone = useZone();
  if (!error) return null;
  return (
    <p className={css.stale} role="alert" data-testid="stale">
      <span>{t("error.stale", { time: shortTime(since, serverNow(), zone) })}</span>
      <span>{text(error)}</span>
      <Button size="small" onClick={retry}>
        {t("error.retry")}
      </Button>
    </p>
  );
}
