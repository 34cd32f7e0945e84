/** The call records behind a warning or behind one of its reasons; numbers are masked. */
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ReasonView, RecordList, RecordRow } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { shortTime, talkTime } from "@/lib/time";
import css from "./Records.module.css";

function RecordLine({ record }: { record: RecordRow }) {
  const { t } = useTranslation();
  const zone = useZone();
  return (
    <tr data-testid="record">
      <td>{shortTime(Date.parse(record.setup_at), serverNow(), zone)}</td>
      <td>{record.cli_masked}</td>
      <td>{record.called_masked}</td>
      <td className={css.right}>
        {record.talk_ms > 0 ? talkTime(record.talk_ms) : <span className="quiet">{t("panel.notAnswered")}</span>}
      </td>
      <td>{[t(`route.${record.route}`), record.trunk_in].filter(Boolean).join(" · ")}</td>
      <td>{record.source_ip ?? "—"}</td>
      <td>{record.source}</td>
    </tr>
  );
}

interface Props {
  records: UseQueryResult<RecordList>;
  reason: ReasonView | null; // null: the records of all reasons
  showAll: () => void;
}

export function Records({ records, reason, showAll }: Props) {
  const { t } = useTranslation();
  const all = records.data?.items ?? [];
  const shown = reason ? all.filter((record) => reason.record_ids.includes(record.record_id)) : all;
  return (
    <section aria-labelledby="records-title">
      <h3 id="records-title" className={css.title}>
        {t("panel.recordsTitle")} <span className="quiet">{records.data ? shown.length : ""}</span>
        {reason && (
          <button type="button" className={css.all} onClick={showAll}>
            {reason.signal} · {t("panel.allRecords")}
          </button>
        )}
      </h3>
      {records.error ? (
        <Failure error={records.error} retry={() => void records.refetch()} />
      ) : records.data ? (
        <div className={css.box} tabIndex={0} role="group" aria-labelledby="records-title">
          <table className={css.table}>
            <thead>
              <tr>
                <th>{t("panel.recordAt")}</th>
                <th>{t("panel.recordCli")}</th>
                <th>{t("panel.recordCalled")}</th>
                <th className={css.right}>{t("panel.recordTalk")}</th>
                <th>
                  {t("panel.recordRoute")} · {t("panel.recordTrunk")}
                </th>
                <th>{t("panel.recordIp")}</th>
                <th>{t("panel.recordSource")}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((record) => (
                <RecordLine key={record.record_id} record={record} />
              ))}
            </tbody>
          </table>
          {shown.length === 0 && <p className={css.none}>{t("panel.noRecords")}</p>}
        </div>
      ) : (
        <Bone width="100%" height="8rem" />
      )}
      <p className={css.note}>{t("panel.recordsKept")}</p>
    </section>
  );
}
