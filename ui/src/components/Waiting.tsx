/** Time since a warning was raised, ticking, with its time limit told by colour, weight and mark. */
import { useTranslation } from "react-i18next";
import type { Level } from "@/api/schema";
import { useNow } from "@/lib/clock";
import { pressure, SLA_MINUTES } from "@/lib/sla";
import { elapsed } from "@/lib/time";
import css from "./Waiting.module.css";

export function Waiting({ level, since }: { level: Level; since: string }) {
  const { t } = useTranslation();
  const waited = useNow() - Date.parse(since);
  const state = pressure(level, waited);
  const word = state === "over" ? t("warnings.overdue") : state === "soon" ? t("warnings.soon") : "";
  const limit = t("warnings.sla", { level: t(`level.${level}`), minutes: SLA_MINUTES[level] });
  return (
    <span className={`${css.waiting} ${css[state]}`} title={word ? `${word} · ${limit}` : limit}>
      {elapsed(waited)}
      {state !== "calm" && <span className={css.mark} role="img" aria-label={word} />}
    </span>
  );
}
