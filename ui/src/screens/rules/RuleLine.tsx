/** One rule: words and source, where it counts, what it means for the person called, and the feeds that let it speak. */
import { useTranslation } from "react-i18next";
import type { FeedOfRule, RuleRow, Step } from "@/api/schema";
import { useFieldName } from "@/components/fieldName";
import { isChanged, type Line } from "./lines";
import css from "./RuleTable.module.css";
import { conditionText, signed, stepStart, tellingSteps, valueIn } from "./values";
import { useRuleWords } from "./words";

const MOST_OPEN = 6; // steps that are shown at once: more make a row taller than the rest of its page

function StepList({ row, steps }: { row: RuleRow; steps: readonly Step[] }) {
  return (
    <ul className={css.steps}>
      {steps.map((step) => (
        <li key={step.start} className="num">
          <span className="quiet">{stepStart(step, row.unit, row.is_falling)}</span> {signed(step.odds)}
        </li>
      ))}
    </ul>
  );
}

export function Steps({ row }: { row: RuleRow }) {
  const { t } = useTranslation();
  const steps = tellingSteps(row.steps);
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return <span className="quiet">0</span>;
  if (steps.length <= MOST_OPEN) return <StepList row={row} steps={steps} />;
  return (
    <>
      <StepList row={row} steps={[first, last]} />
      <details className={css.all}>
        <summary>{t("rules.allSteps", { n: steps.length })}</summary>
        <StepList row={row} steps={steps} />
      </details>
    </>
  );
}

function Counts({ row }: { row: RuleRow }) {
  const { t } = useTranslation();
  if (row.starts === null || row.full === null || row.points === null) return <span className="quiet">—</span>;
  const range = row.unit === "flag" ? "" : `${valueIn(row.starts, row.unit)} → ${valueIn(row.full, row.unit)}`;
  return (
    <>
      <span className="num">
        {range && <strong>{range}</strong>} <span>{t("rules.most", { points: row.points })}</span>
      </span>
      {row.when.length > 0 && (
        <span className={css.when}>
          <span className="quiet">{t("rules.only")}</span>
          {row.when.map((condition) => (
            <code key={condition.on}>{conditionText(condition)}</code>
          ))}
        </span>
      )}
    </>
  );
}

function useFeedWords(): (feed: FeedOfRule) => string {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  return (feed) => {
    const fields = feed.missing.map(fieldName).join(t("rules.join"));
    return `${feed.name}: ${t(`rules.speaks.${feed.speaks}`, { fields })}`;
  };
}

function Feeds({ row: { feeds, needs } }: { row: RuleRow }) {
  const { t } = useTranslation();
  const words = useFeedWords();
  const fieldName = useFieldName();
  if (!feeds) return <span className="quiet">{t("rules.anyFeed")}</span>;
  if (feeds.length === 0) return <span className="quiet">{t("rules.noFeeds")}</span>;
  const speaking = feeds.filter((feed) => feed.speaks === "yes").length;
  const unknown = feeds.filter((feed) => feed.speaks === "unknown").length;
  const silent = feeds.filter((feed) => feed.speaks === "no");
  return (
    <div title={feeds.map(words).join("\n")}>
      <span className={`num ${speaking === 0 && unknown === 0 ? css.mute : ""}`}>
        {t("rules.feedsOf", { n: speaking, all: feeds.length })}
      </span>
      {unknown > 0 && <small className="quiet">{t("rules.feedsUnknown", { n: unknown })}</small>}
      {needs.length > 0 && (
        <small className="quiet">{t("rules.needs", { fields: needs.map(fieldName).join(t("rules.join")) })}</small>
      )}
      {silent.map((feed) => (
        <small key={feed.name} className="quiet">
          {words(feed)}
        </small>
      ))}
    </div>
  );
}

export function RuleLine({ line }: { line: Line }) {
  const { t } = useTranslation();
  const ruleWords = useRuleWords();
  const { row, ofPerson } = line;
  return (
    <tr data-testid="rule" data-rule={row.name} className={isChanged(line) ? css.changed : ""}>
      <td>
        <span className={css.words}>{ruleWords(row)}</span>
        <small className="quiet">
          <code>{row.name}</code>
          {isChanged(line) && <em className={css.mark}>{t("rules.changedMark")}</em>}
          <span className={css.source} lang="en">
            {row.source}
          </span>
        </small>
      </td>
      <td>
        <Counts row={row} />
      </td>
      <td>{row.side === "person" ? <Steps row={row} /> : ofPerson ? <Steps row={ofPerson} /> : null}</td>
      <td>
        <Feeds row={row} />
      </td>
    </tr>
  );
}
