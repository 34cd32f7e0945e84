/** How fast the desk is: time limits kept, times by level and by station, and what became of people. Counts, nobody's number. */
import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import type { DeskReportView, TimesView } from "@/api/schema";
import { reportQuery } from "@/api/warnings";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Level } from "@/components/Level";
import { SidePanel } from "@/components/SidePanel";
import { useZone } from "@/components/zone";
import { count, percent } from "@/lib/numbers";
import { elapsed, fullTime } from "@/lib/time";
import { DISPOSITIONS, LATE_CAUSES } from "./acts";
import css from "./Report.module.css";

export const REPORT_DAYS = [1, 7, 30] as const;
export type ReportDays = (typeof REPORT_DAYS)[number];

interface Props {
  days: ReportDays;
  choose: (days: ReportDays) => void;
  close: () => void;
}

export function Report({ days, choose, close }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(reportQuery(days));
  return (
    <SidePanel
      label={t("report.title")}
      head={
        <>
          <h2>{t("report.title")}</h2>
          <Segmented<ReportDays>
            value={days}
            onChange={choose}
            aria-label={t("report.span")}
            options={REPORT_DAYS.map((value) => ({ value, label: t("report.days", { n: value }) }))}
          />
        </>
      }
      close={close}
      className={css.panel}
      testId="report"
    >
      <div className={css.content}>
        {error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : data ? (
          <Figures report={data} />
        ) : (
          <Bone width="95%" height="14rem" />
        )}
      </div>
    </SidePanel>
  );
}

function times(told: TimesView): string {
  if (told.p50_s === null || told.p90_s === null) return "—";
  return `${elapsed(told.p50_s * 1000)} / ${elapsed(told.p90_s * 1000)}`;
}

function Figures({ report }: { report: DeskReportView }) {
  const { t } = useTranslation();
  const zone = useZone();
  const causes = LATE_CAUSES.filter((cause) => report.late_causes[cause]);
  return (
    <>
      <table className={css.table} data-testid="report-levels">
        <caption>{t("report.levels")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("warnings.col.level")}</th>
            <th scope="col">{t("report.warnings")}</th>
            <th scope="col">{t("report.inTime")}</th>
            <th scope="col">{t("report.taken")}</th>
            <th scope="col">{t("report.reached")}</th>
            <th scope="col">{t("report.ends")}</th>
          </tr>
        </thead>
        <tbody>
          {report.levels.map((one) => (
            <tr key={one.level}>
              <th scope="row">
                <Level level={one.level} />
              </th>
              <td className="num">{count(one.warnings)}</td>
              <td className="num">{one.warnings > 0 ? percent(one.in_time / one.warnings) : "—"}</td>
              <td className="num">{times(one.taken)}</td>
              <td className="num">{times(one.reached)}</td>
              <td className={css.ends}>
                {DISPOSITIONS.filter((end) => one.dispositions[end])
                  .map((end) => `${t(`desk.disposition.${end}`)} ${count(one.dispositions[end] ?? 0)}`)
                  .join(t("desk.and")) || "—"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {report.stations.length > 0 && (
        <table className={css.table} data-testid="report-stations">
          <caption>{t("report.stations")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("desk.field.station")}</th>
              <th scope="col">{t("report.asked")}</th>
              <th scope="col">{t("report.waiting")}</th>
              <th scope="col">{t("report.late")}</th>
              <th scope="col">{t("report.there")}</th>
            </tr>
          </thead>
          <tbody>
            {report.stations.map((one) => (
              <tr key={one.station}>
                <th scope="row">{one.station}</th>
                <td className="num">{count(one.asked)}</td>
                <td className="num">{count(one.waiting)}</td>
                <td className={`num ${one.late > 0 ? css.bad : ""}`}>{count(one.late)}</td>
                <td className="num">{times(one.visited)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {causes.length > 0 && (
        <p>
          {t("report.causes")}{" "}
          {causes
            .map((cause) => `${t(`desk.lateCause.${cause}`)} ${count(report.late_causes[cause] ?? 0)}`)
            .join(t("desk.and"))}
        </p>
      )}
      <p className={css.note}>
        {t("report.note", {
          from: fullTime(Date.parse(report.since), zone),
          until: fullTime(Date.parse(report.until), zone),
        })}
      </p>
    </>
  );
}
