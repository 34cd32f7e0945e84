/** Why: each reason in words, with what was measured against where the signal starts to count, and the records behind it. */
import { useTranslation } from "react-i18next";
import type { ReasonView } from "@/api/schema";
import { languageOf } from "@/i18n";
import { said } from "@/i18n/words";
import { chance, measured } from "@/lib/numbers";
import css from "./Reasons.module.css";

/** Value and threshold on one bar: the longer of them ends at nine tenths. */
export function barOf(value: number, threshold: number): { fill: number; tick: number } {
  const longest = Math.max(value, threshold, 0);
  if (longest === 0) return { fill: 0, tick: 0 };
  return { fill: (Math.max(0, value) / longest) * 0.9, tick: (Math.max(0, threshold) / longest) * 0.9 };
}

/** What was measured, and from where it counts; whatever trees weigh with all the rest has no threshold of its own (0). */
function Against({ value, threshold, unit }: Pick<ReasonView, "value" | "threshold" | "unit">) {
  const { t } = useTranslation();
  const { fill, tick } = barOf(value, threshold);
  if (unit === "flag") return <span />;
  return (
    <div className={css.against}>
      {threshold > 0 && (
        <span className={css.bar} aria-hidden="true">
          <span className={css.fill} style={{ width: `${fill * 100}%` }} />
          <span className={css.tick} style={{ left: `${tick * 100}%` }} />
        </span>
      )}
      <span className="num">
        {t("panel.value")} <strong>{measured(value, unit)}</strong>
        {threshold > 0 && (
          <span className="quiet">
            {" "}
            / {t("panel.threshold")} {measured(threshold, unit)}
          </span>
        )}
      </span>
    </div>
  );
}

interface Props {
  reasons: readonly ReasonView[];
  chosen: string | null; // rule
  choose: (rule: string | null) => void;
}

export function Reasons({ reasons, chosen, choose }: Props) {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  return (
    <section aria-labelledby="reasons-title">
      <h3 id="reasons-title" className={css.title}>
        {t("panel.reasons")} <span className="quiet">{t("panel.reasonsCount", { n: reasons.length })}</span>
      </h3>
      <ol className={css.list}>
        {reasons.map((reason) => (
          <li key={reason.rule} className={css.reason} data-testid="reason" data-signal={reason.signal}>
            <div className={css.first}>
              <span className={css.signal}>{reason.signal}</span>
              <span className={css.text}>{said(reason, language)}</span>
              {reason.points > 0 && (
                <span className={css.points}>{t("panel.points", { points: chance(reason.points) })}</span>
              )}
            </div>
            <div className={css.second}>
              <Against {...reason} />
              <button
                type="button"
                className={css.records}
                aria-pressed={chosen === reason.rule}
                aria-label={t("panel.showRecords", { n: reason.record_count })}
                onClick={() => choose(chosen === reason.rule ? null : reason.rule)}
                disabled={reason.record_count === 0}
              >
                {t("panel.records", { n: reason.record_count })}
              </button>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
