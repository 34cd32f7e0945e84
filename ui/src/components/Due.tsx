/** What is due next on a warning that somebody has, and how long there is, or how late it is. */
import { useTranslation } from "react-i18next";
import type { WorkView } from "@/api/schema";
import { useNow } from "@/lib/clock";
import { pressure } from "@/lib/sla";
import { elapsed, timeOfDay } from "@/lib/time";
import css from "./Waiting.module.css";
import { useZone } from "./zone";

export function Due({ due, isLong = false }: { due: NonNullable<WorkView["due"]>; isLong?: boolean }) {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useNow();
  const left = Date.parse(due.at) - now;
  const state = pressure(Date.parse(due.since), Date.parse(due.at), now);
  const word = state === "over" ? t("warnings.overdue") : state === "soon" ? t("warnings.soon") : "";
  const says = t(left <= 0 ? "desk.late" : "desk.left", { time: elapsed(Math.abs(left)) });
  return (
    <span
      className={`${css.waiting} ${css[state]}`}
      title={t("warnings.sla", { time: timeOfDay(Date.parse(due.at), zone) })}
    >
      {isLong
        ? `${t(`desk.kind.${due.kind}`)} · ${says}`
        : `${t(`desk.short.${due.kind}`)} ${left <= 0 ? "+" : ""}${elapsed(Math.abs(left))}`}
      {state !== "calm" && <span className={css.mark} role="img" aria-label={word} />}
    </span>
  );
}
