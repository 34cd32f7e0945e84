/** Time since a warning was raised, ticking, with its time limit told by colour, weight and mark. */
import { useTranslation } from "react-i18next";
import { useNow } from "@/lib/clock";
import { pressure } from "@/lib/sla";
import { elapsed, timeOfDay } from "@/lib/time";
import css from "./Waiting.module.css";
import { useZone } from "./zone";

interface Props {
  since: string;
  /** When it must be taken; null: no limit. */
  due: string | null;
}

export function Waiting({ since, due }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useNow();
  const dueMs = due === null ? Number.POSITIVE_INFINITY : Date.parse(due);
  const state = pressure(Date.parse(since), dueMs, now);
  const word = state === "over" ? t("warnings.overdue") : state === "soon" ? t("warnings.soon") : "";
  const limit = due === null ? "" : t("warnings.sla", { time: timeOfDay(dueMs, zone) });
  return (
    <span className={`${css.waiting} ${css[state]}`} title={[word, limit].filter(Boolean).join(" · ")}>
      {elapsed(now - Date.parse(since))}
      {state !== "calm" && <span className={css.mark} role="img" aria-label={word} />}
    </span>
  );
}
