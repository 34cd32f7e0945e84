/** Whether what is on screen is live: a word and a dot, never the dot alone. */
import { useTranslation } from "react-i18next";
import { useSignal } from "@/lib/signal";
import { useLive } from "@/live/LiveProvider";
import css from "./LineState.module.css";

export function LineState() {
  const { t } = useTranslation();
  const { phase } = useSignal(useLive().status);
  const shown = phase === "live" ? "live" : phase === "connecting" ? "connecting" : "lost";
  return (
    <span className={`${css.state} ${css[shown]}`} role="status" data-testid="line-state" data-phase={phase}>
      {t(`line.${shown}`)}
    </span>
  );
}
