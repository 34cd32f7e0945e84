/** One time span of the comparison: warnings a day by level, who agrees on whom, and what became of people. */
import { useTranslation } from "react-i18next";
import type { Level, LevelPair, OutcomesView, PairCount, StandingView } from "@/api/schema";
import { LEVELS } from "@/api/warnings";
import { useZone } from "@/components/zone";
import { count, figure, percent } from "@/lib/numbers";
import { fullTime } from "@/lib/time";
import { BarKey, Bars, ColourKey } from "./Bars";
import css from "./Challenger.module.css";
import report from "./Report.module.css";

const SIDES = ["champion", "challenger"] as const;
const LONG_HOURS = 48; // spans from here on are told in days

/** A day's warnings where there was a day; before that what was counted, since minutes stand for no day. */
export function shownOf(pair: LevelPair, side: "champion" | "challenger", days: number): number {
  const aDay = pair[`${side}_a_day`];
  return days >= 1 && aDay !== null ? Number(aDay.toFixed(aDay < 100 ? 1 : 0)) : pair[side];
}

function Levels({ levels, days }: { levels: readonly LevelPair[]; days: number }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...levels.flatMap((pair) => [pair.champion, pair.challenger]));
  return (
    <table className={report.figures}>
      <thead>
        <tr>
          <th scope="row">{t(days >= 1 ? "rules.shadow.levels" : "rules.shadow.levelsSoFar")}</th>
          <th scope="col">
            <BarKey of="before" /> {t("rules.shadow.champion")}
          </th>
          <th scope="col">
            <BarKey of="after" /> {t("rules.shadow.challenger")}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {levels.map((pair) => (
          <tr key={pair.level}>
            <th scope="row">{t(`level.${pair.level}`)}</th>
            <td className="num">{count(shownOf(pair, "champion", days))}</td>
            <td className="num">{count(shownOf(pair, "challenger", days))}</td>
            <td className={report.picture}>
              <Bars before={pair.champion} after={pair.challenger} most={most} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Who warned of whom, as one bar in three parts. */
function Agreement({ told }: { told: StandingView }) {
  const { t } = useTranslation();
  const all = told.both + told.only_champion + told.only_challenger;
  if (all === 0 || told.agreement === null) return <p className="quiet">{t("rules.shadow.nothing")}</p>;
  const parts = [
    ["onlyChampion", told.only_champion],
    ["both", told.both],
    ["onlyChallenger", told.only_challenger],
  ] as const;
  const some = parts.filter(([, n]) => n > 0);
  return (
    <>
      <p>
        {t("rules.shadow.agreement")} <strong className="num">{percent(told.agreement)}</strong>
      </p>
      <div className={css.parts} aria-hidden="true">
        {some.map(([key, n]) => (
          <span key={key} className={css[key]} style={{ flexGrow: n }} />
        ))}
      </div>
      <ul className={css.legend}>
        {parts.map(([key, n]) => (
          <li key={key}>
            <ColourKey colour={css[key]} /> {t(`rules.shadow.${key}`)} <strong className="num">{count(n)}</strong>
          </li>
        ))}
      </ul>
    </>
  );
}

function Pair({ n, isSame, isNobody }: { n: number; isSame: boolean; isNobody: boolean }) {
  const weight = n === 0 ? "quiet" : (css.some ?? "");
  return <td className={`num ${isSame ? css.same : ""} ${weight}`}>{isNobody ? "" : count(n)}</td>;
}

/** Rows: the rules' level; columns: the challenger's. The diagonal is where they agree. */
function Pairs({ pairs }: { pairs: readonly PairCount[] }) {
  const { t } = useTranslation();
  const sides: (Level | null)[] = [...LEVELS, null];
  const word = (level: Level | null) => (level ? t(`level.${level}`) : t("rules.shadow.quiet"));
  const found = (champion: Level | null, challenger: Level | null) =>
    pairs.find((pair) => pair.champion === champion && pair.challenger === challenger)?.warnings ?? 0;
  if (pairs.length === 0) return null;
  return (
    <table className={css.pairs}>
      <caption>{t("rules.shadow.pairs")}</caption>
      <thead>
        <tr>
          <th scope="col">
            {t("rules.shadow.champion")} ↓ · {t("rules.shadow.challenger")} →
          </th>
          {sides.map((level) => (
            <th key={level} scope="col">
              {word(level)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sides.map((champion) => (
          <tr key={champion}>
            <th scope="row">{word(champion)}</th>
            {sides.map((challenger) => (
              <Pair
                key={challenger}
                n={found(champion, challenger)}
                isSame={champion === challenger}
                isNobody={champion === null && challenger === null}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Precision({ judged }: { judged: OutcomesView }) {
  const { t } = useTranslation();
  if (judged.precision === null) return "—";
  const { precision_low: low, precision_high: high } = judged;
  const ends =
    low === null || high === null ? null : { low: percent(low), high: percent(high), of: count(judged.warned) };
  return (
    <>
      {percent(judged.precision)}
      {ends && <small className="quiet">{t("rules.report.interval", ends)}</small>}
    </>
  );
}

function Outcomes({ outcomes }: { outcomes: StandingView["outcomes"] }) {
  const { t } = useTranslation();
  if (!outcomes) return <p className="quiet">{t("rules.shadow.noOutcomes")}</p>;
  return (
    <table className={report.figures}>
      <thead>
        <tr>
          <th scope="row">{t("rules.shadow.outcomes", { n: count(outcomes.people) })}</th>
          {SIDES.map((side) => (
            <th key={side} scope="col">
              {t(`rules.shadow.${side}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{t("rules.shadow.precision")}</th>
          {SIDES.map((side) => (
            <td key={side} className="num">
              <Precision judged={outcomes[side]} />
            </td>
          ))}
        </tr>
        {(["warned", "victims"] as const).map((key) => (
          <tr key={key}>
            <th scope="row">{t(`rules.shadow.${key}`)}</th>
            {SIDES.map((side) => (
              <td key={side} className="num">
                {count(outcomes[side][key])}
              </td>
            ))}
          </tr>
        ))}
        <tr>
          <th scope="row">
            {t("rules.shadow.brier")}
            <small className="quiet">{t("rules.shadow.brierHint")}</small>
          </th>
          {SIDES.map((side) => (
            <td key={side} className="num">
              {outcomes[side].brier === null ? "—" : outcomes[side].brier.toFixed(3)}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

export function Span({ told }: { told: StandingView }) {
  const { t } = useTranslation();
  const zone = useZone();
  const at = (iso: string) => fullTime(Date.parse(iso), zone).slice(0, 16);
  const title =
    told.hours >= LONG_HOURS
      ? t("rules.shadow.week", { n: told.hours / 24 })
      : t("rules.shadow.hours", { n: told.hours });
  return (
    <section className={css.card} aria-label={title} data-testid="span">
      <header className={css.head}>
        <h2>{title}</h2>
        <span className="quiet num">
          {told.days < 1
            ? t("rules.shadow.spanShort", { from: at(told.since), until: at(told.until) })
            : t("rules.shadow.span", { from: at(told.since), until: at(told.until), days: figure(told.days) })}
        </span>
      </header>
      <Levels levels={told.levels} days={told.days} />
      <Agreement told={told} />
      <Pairs pairs={told.pairs} />
      <Outcomes outcomes={told.outcomes} />
    </section>
  );
}
