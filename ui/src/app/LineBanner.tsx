/** Says since when the page has been standing still, while the stream is lost. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useZone } from "@/components/zone";
import { useNow } from "@/lib/clock";
import { useSignal } from "@/lib/signal";
import { shortTime } from "@/lib/time";
import { useLive } from "@/live/LiveProvider";
import css from "./LineBanner.module.css";

/** A break shorter than this is healed before anybody has read about it. */
const WORTH_TELLING_MS = 3000;

export function LineBanner() {
  const { t } = useTranslation();
  const live = useLive();
  const zone = useZone();
  const now = useNow();
  const { phase, lostAt, attempt } = useSignal(live.status);
  if (phase !== "lost" || lostAt === null || Date.now() - lostAt < WORTH_TELLING_MS) return null;
  return (
    <div className={css.banner} role="alert" data-testid="line-banner">
      <strong>{t("line.lostBanner", { time: shortTime(lostAt + (now - Date.now()), now, zone) })}</strong>
      <span>{t("line.lostHint", { n: attempt })}</span>
      <Button size="small" onClick={() => live.retryNow()}>
        {t("line.retry")}
      </Button>
    </div>
  );
}
