/** How many signals of the calling side a feed gives what they need, and which it does not: their silence is no proof of innocence. */
import { useTranslation } from "react-i18next";
import type { FeedCardView, SilentRowView } from "@/api/schema";
import { useFieldName } from "@/components/fieldName";
import { languageOf } from "@/i18n";
import { said } from "@/i18n/words";
import { count } from "@/lib/numbers";
import { type Gap, gapsOf, misreads, missingOf } from "./gaps";
import css from "./Voices.module.css";

function useFieldNames(): (names: readonly string[]) => string {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  return (names) => names.map(fieldName).join(t("feeds.voices.join"));
}

function SilentRows({ gap }: { gap: Gap }) {
  const { t, i18n } = useTranslation();
  const fieldNames = useFieldNames();
  const language = languageOf(i18n.language);
  return (
    <section>
      <h4>{fieldNames(gap.missing)}</h4>
      {misreads(gap) && <p className={css.misread}>{t("feeds.voices.misread")}</p>}
      <ul>
        {gap.rows.map((row) => (
          <li key={row.name} data-testid="silent-row">
            <span className={css.signal}>{row.signal}</span> {said(row, language)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Silent({ silent, rows }: { silent: readonly SilentRowView[]; rows: number }) {
  const { t } = useTranslation();
  const fieldNames = useFieldNames();
  return (
    <details className={css.silent}>
      <summary data-testid="voices">
        <strong className="num">{t("feeds.voices.usable", { n: rows - silent.length, all: rows })}</strong>
        {" · "}
        {t("feeds.voices.missing", { fields: fieldNames(missingOf(silent)) })}
      </summary>
      <p>{t("feeds.voices.means")}</p>
      {gapsOf(silent).map((gap) => (
        <SilentRows key={gap.missing.join()} gap={gap} />
      ))}
    </details>
  );
}

function Usable({ feed }: { feed: Pick<FeedCardView, "told_calls" | "voices"> }) {
  const { t } = useTranslation();
  if (feed.told_calls === 0) return <p data-testid="voices">{t("feeds.voices.nothing")}</p>;
  if (!feed.voices) return <p data-testid="voices">{t("feeds.voices.few", { n: count(feed.told_calls) })}</p>;
  const { rows, silent } = feed.voices;
  if (silent.length > 0) return <Silent rows={rows} silent={silent} />;
  return (
    <p data-testid="voices">
      <strong className="num">{t("feeds.voices.usable", { n: rows, all: rows })}</strong>
      {" · "}
      {t("feeds.voices.everything")}
    </p>
  );
}

export function Voices({ feed }: { feed: Pick<FeedCardView, "kind" | "told_calls" | "voices"> }) {
  const { t } = useTranslation();
  return (
    <div className={css.voices}>
      <h3>{t("feeds.voices.title")}</h3>
      <Usable feed={feed} />
      {feed.kind === "files" && <p className={css.byRecord}>{t("feeds.voices.byRecord")}</p>}
    </div>
  );
}
