/** How many of the last day's calls carry each field: what a feed does not tell, no rule can see. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFieldName } from "@/components/fieldName";
import { percent } from "@/lib/numbers";
import css from "./Feeds.module.css";

const SHOWN_AT_FIRST = 8;
/** What scoring lives on, in this order; the rest follow by name. */
const FIRST = [
  "cli",
  "called",
  "answered_at",
  "ended_at",
  "route",
  "trunk_in",
  "source_ip",
  "user_agent",
  "cell",
  "imei",
  "imsi",
  "attestation",
  "sip_oddity",
];

function inOrder(names: readonly string[]): string[] {
  const place = (name: string) => (FIRST.indexOf(name) + FIRST.length + 1) % (FIRST.length + 1);
  return [...names].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

export function Coverage({ coverage }: { coverage: Record<string, number> }) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const [isAll, setAll] = useState(false);
  const names = inOrder(Object.keys(coverage));
  const shown = isAll ? names : names.slice(0, SHOWN_AT_FIRST);
  return (
    <div className={css.coverage}>
      <h3>{t("feeds.coverage")}</h3>
      {names.length === 0 && <p className="quiet">{t("feeds.noCoverage")}</p>}
      <ul>
        {shown.map((name) => {
          const ratio = coverage[name] ?? 0;
          return (
            <li key={name} title={name}>
              <span className={css.field}>{fieldName(name)}</span>
              <span className={css.bar} aria-hidden="true">
                <span style={{ width: `${ratio * 100}%` }} />
              </span>
              <span className={`num ${css.share}`}>{percent(ratio)}</span>
            </li>
          );
        })}
      </ul>
      {names.length > SHOWN_AT_FIRST && (
        <button type="button" className={css.toggle} aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          {isAll ? t("feeds.coverageLess") : t("feeds.coverageAll", { n: names.length })}
        </button>
      )}
    </div>
  );
}
