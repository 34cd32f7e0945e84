/** All that is on record about a warning, oldest first; what was struck out stays legible. */
import { useTranslation } from "react-i18next";
import type { StepView } from "@/api/schema";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { count } from "@/lib/numbers";
import { shortTime } from "@/lib/time";
import css from "./Desk.module.css";

export function Acts({ acts }: { acts: readonly StepView[] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const at = (iso: string) => shortTime(Date.parse(iso), serverNow(), zone);
  const says = (act: StepView): string => {
    const parts = [
      t(`desk.kind.${act.kind}`),
      act.undoes !== null && t("desk.undoes", { n: act.undoes }),
      act.to && t("desk.toWhom", { name: act.to.name }),
      act.station,
      act.template && t(`desk.template.${act.template}`),
      act.outcome && t(`desk.outcome.${act.outcome}`),
      act.disposition && t(`desk.disposition.${act.disposition}`),
      act.false_cause && t(`desk.falseCause.${act.false_cause}`),
      act.lost_at && at(act.lost_at),
      act.lost_cny !== null && t("desk.yuan", { n: count(act.lost_cny) }),
      act.late_cause && t("desk.lateBecause", { why: t(`desk.lateCause.${act.late_cause}`) }),
    ];
    return parts.filter(Boolean).join(" · ");
  };
  if (acts.length === 0) return null;
  return (
    <section aria-label={t("desk.record")}>
      <h3>{t("desk.record")}</h3>
      <ol className={css.acts} data-testid="acts">
        {acts.map((act) => (
          <li key={act.nth} className={act.is_undone ? css.undone : undefined}>
            <span className={`num ${css.nth}`}>{act.nth}</span>
            <time className="num" dateTime={act.at}>
              {at(act.at)}
            </time>
            <span className={css.by}>{act.actor.login === "system" ? t("desk.platform") : act.actor.name}</span>
            <span>
              {says(act)}
              {act.is_undone && <span className="sr-only"> {t("desk.struckOut")}</span>}
            </span>
            {act.message && (
              <span className={css.words}>
                <span className={act.message.state === "dead" ? css.dead : undefined} data-testid="message-state">
                  {t(`desk.messageState.${act.message.state}`, {
                    time: act.message.ended_at ? at(act.message.ended_at) : "",
                    n: act.message.attempts,
                  })}
                </span>
                {act.message.problem && <span lang="en"> ({act.message.problem})</span>}
                {` · ${act.message.text}`}
              </span>
            )}
            {act.note && <span className={css.words}>{act.note}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
