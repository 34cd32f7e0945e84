/** What a change would have warned of in past calls, beside the rules that it was drafted on: figures, a small picture, and who would be missed. */
import { useTranslation } from "react-i18next";
import { pictureOf } from "@/api/rules";
import type { BacktestView, ChangeDetail, ShareView } from "@/api/schema";
import { LEVELS } from "@/api/warnings";
import { useZone } from "@/components/zone";
import { count, percent } from "@/lib/numbers";
import { fullTime } from "@/lib/time";
import { BarKey, Bars } from "./Bars";
import { CopyCommand } from "./CopyCommand";
import { type FigureRow, figuresOf } from "./figures";
import css from "./Report.module.css";

function Interval({ share }: { share: ShareView }) {
  const { t } = useTranslation();
  if (share.low === null || share.high === null) return null;
  const ends = { low: percent(share.low), high: percent(share.high), of: count(share.of) };
  return <small className="quiet">{t("rules.report.interval", ends)}</small>;
}

function FigureLine({ row, capacity }: { row: FigureRow; capacity: number }) {
  const { t } = useTranslation();
  const cell = (value: number | null, share: ShareView | undefined) => (
    <>
      <span className="num">{value === null ? "—" : row.show(value)}</span>
      {share && <Interval share={share} />}
    </>
  );
  return (
    <tr data-testid="figure" data-figure={row.key}>
      <th scope="row">{t(`rules.report.${row.key}`, { n: capacity })}</th>
      <td>{cell(row.before, row.of?.[0])}</td>
      <td className={row.isWorse ? css.worse : ""}>
        {row.isWorse && (
          <span className={css.word}>
            {t("rules.report.worse")} {(row.after ?? 0) > (row.before ?? 0) ? "▲" : "▼"}
          </span>
        )}
        {cell(row.after, row.of?.[1])}
      </td>
      <td className={css.picture}>
        <Bars before={row.before} after={row.after} most={Math.max(row.before ?? 0, row.after ?? 0)} />
      </td>
    </tr>
  );
}

function Levels({ found }: { found: BacktestView }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...LEVELS.flatMap((level) => [found.today.warnings[level], found.changed.warnings[level]]));
  return (
    <>
      {LEVELS.map((level) => (
        <tr key={level}>
          <th scope="row" className={css.level}>
            {t(`level.${level}`)}
          </th>
          <td className="num">{count(found.today.warnings[level])}</td>
          <td className="num">{count(found.changed.warnings[level])}</td>
          <td className={css.picture}>
            <Bars before={found.today.warnings[level]} after={found.changed.warnings[level]} most={most} />
          </td>
        </tr>
      ))}
    </>
  );
}

function People({ found }: { found: BacktestView }) {
  const { t } = useTranslation();
  const { victims_only_today: lost, victims_only_changed: won } = found;
  return (
    <>
      {lost !== null && lost > 0 && (
        <p className={css.lost} role="alert" data-testid="victims-lost">
          {t("rules.report.lost", { n: count(lost) })}
        </p>
      )}
      <p className={css.people}>
        {won !== null && won > 0 && <span>{t("rules.report.won", { n: count(won) })}</span>}
        <span>{t("rules.report.fewer", { n: count(found.persons_only_today) })}</span>
        <span>{t("rules.report.more", { n: count(found.persons_only_changed) })}</span>
      </p>
    </>
  );
}

function Found({ found, change }: { found: BacktestView; change: ChangeDetail }) {
  const { t } = useTranslation();
  const zone = useZone();
  const at = (iso: string) => fullTime(Date.parse(iso), zone).slice(0, 16);
  return (
    <>
      <p className="quiet num">
        {t("rules.report.span", { from: at(found.since), until: at(found.until), days: found.days })}
        {change.backtested_at && ` · ${t("rules.report.at", { time: at(change.backtested_at) })}`}
      </p>
      <People found={found} />
      <table className={css.figures}>
        <thead>
          <tr>
            <td />
            <th scope="col">
              <BarKey of="before" /> {t("rules.report.before")}
              <small className="quiet num">{change.base_version}</small>
            </th>
            <th scope="col">
              <BarKey of="after" /> {t("rules.report.after")}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {figuresOf(found, (n) => t("rules.report.minutes", { n })).map((row) => (
            <FigureLine key={row.key} row={row} capacity={found.capacity} />
          ))}
        </tbody>
        <tbody>
          <tr>
            <th scope="rowgroup" colSpan={4} className="quiet">
              {t("rules.report.levels")}
            </th>
          </tr>
          <Levels found={found} />
        </tbody>
      </table>
      <p className={css.foot}>
        <span className="quiet">
          {found.truth ? t("rules.report.truth", { n: count(found.truth.people) }) : t("rules.report.noTruth")}
          {found.truth && found.truth.bad_rows > 0 && ` · ${t("rules.report.bad", { n: count(found.truth.bad_rows) })}`}
        </span>
        <a href={pictureOf(change.change_id)} download={`backtest-${change.change_id}.svg`}>
          {t("rules.report.picture")}
        </a>
      </p>
    </>
  );
}

export function Report({ change }: { change: ChangeDetail }) {
  const { t } = useTranslation();
  return (
    <section className={css.report} aria-label={t("rules.report.title")} data-testid="report">
      <h3>{t("rules.report.title")}</h3>
      {change.backtest ? (
        <Found found={change.backtest} change={change} />
      ) : (
        <>
          <p>
            {t("rules.report.none")} · <span className="quiet">{t("rules.report.noneHint")}</span>
          </p>
          {change.state === "drafted" && (
            <CopyCommand
              command={`linewarden rules backtest ${change.change_id} --truth outcomes.csv --config linewarden.toml`}
            />
          )}
        </>
      )}
    </section>
  );
}
