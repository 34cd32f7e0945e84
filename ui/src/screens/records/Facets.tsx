/** What the answer has in common: a click narrows it. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SearchSummary } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { count } from "@/lib/numbers";
import css from "./Records.module.css";
import { quoted } from "./terms";

interface Item {
  label: string;
  term: string;
  n: number;
}

function List({
  title,
  items,
  total,
  add,
}: {
  title: string;
  items: Item[];
  total: number;
  add: (term: string) => void;
}) {
  if (items.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {items.map((item) => (
          <li key={item.term}>
            <button type="button" onClick={() => add(item.term)} data-testid="facet" title={item.label}>
              <span
                className={css.share}
                style={{ width: `${(100 * item.n) / Math.max(1, total)}%` }}
                aria-hidden="true"
              />
              <span className={css.value}>{item.label}</span>
              <span className="num">{count(item.n)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Props {
  summary: SearchSummary | undefined;
  add: (term: string) => void;
  children: ReactNode; // above the counts
}

export function Facets({ summary, add, children }: Props) {
  const { t } = useTranslation();
  if (!summary) {
    return (
      <aside className={css.facets} aria-label={t("records.facets")}>
        <Bone width="100%" height="18rem" />
      </aside>
    );
  }
  const { counted } = summary;
  const numbers = (field: string, found: SearchSummary["callers"]) =>
    found.map((one) => ({ label: one.masked, term: `${field}:${one.key}`, n: one.count }));
  const most = Math.max(1, ...summary.hours);
  return (
    <aside className={css.facets} aria-label={t("records.facets")} data-testid="facets">
      {children}
      <p className={css.note}>
        {t(summary.is_whole ? "records.countedAll" : "records.countedNewest", { n: count(counted) })}
      </p>
      <List
        title={t("records.col.route")}
        items={summary.routes.map((one) => ({
          label: t(`records.route.${one.value as "unknown"}`),
          term: `route:${one.value}`,
          n: one.count,
        }))}
        total={counted}
        add={add}
      />
      <List
        title={t("records.answered")}
        items={summary.answered.map((one) => ({
          label: t(one.value === "yes" ? "records.isAnswered.yes" : "records.isAnswered.no"),
          term: `answered:${one.value}`,
          n: one.count,
        }))}
        total={counted}
        add={add}
      />
      <List
        title={t("records.col.feed")}
        items={summary.feeds.map((one) => ({ label: one.value, term: `feed:${quoted(one.value)}`, n: one.count }))}
        total={counted}
        add={add}
      />
      <section>
        <h2>{t("records.hours")}</h2>
        <ol className={css.hours}>
          {summary.hours.map((n, hour) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the hours of a day
            <li key={hour} title={`${hour}:00 · ${count(n)}`}>
              <i style={{ height: `${(100 * n) / most}%` }} />
              <span className="sr-only">{`${hour}:00 ${count(n)}`}</span>
            </li>
          ))}
        </ol>
        <p className={css.hourAxis} aria-hidden="true">
          <span>0</span>
          <span>6</span>
          <span>12</span>
          <span>18</span>
          <span>24</span>
        </p>
      </section>
      <List title={t("records.topCallers")} items={numbers("cli", summary.callers)} total={counted} add={add} />
      <List title={t("records.topCalled")} items={numbers("called", summary.called)} total={counted} add={add} />
    </aside>
  );
}
