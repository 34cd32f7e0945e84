/** One record with all that it tells; its source and full numbers are asked for, each on record with the search's purpose. */
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { readSource, unmaskRecord } from "@/api/records";
import type { FoundRecord, RecordSource, UnmaskedRecord } from "@/api/schema";
import { useErrorText } from "@/components/errorText";
import { SidePanel } from "@/components/SidePanel";
import { useZone } from "@/components/zone";
import { fullTime, talkTime } from "@/lib/time";
import css from "./Records.module.css";

const SHOWN_MS = 60_000;

interface Props {
  row: FoundRecord;
  purpose: string;
  close: () => void;
}

function Facts({ facts }: { facts: readonly (readonly [string, string | null | undefined])[] }) {
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{value || "–"}</dd>
        </div>
      ))}
    </dl>
  );
}

export function RecordPanel({ row, purpose, close }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const text = useErrorText();
  const [source, setSource] = useState<RecordSource | null>(null);
  const [full, setFull] = useState<UnmaskedRecord | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    if (!full) return;
    const timer = setTimeout(() => setFull(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [full]);
  const time = (at: string | null) => at && fullTime(Date.parse(at), zone);
  const col = (key: "time" | "cli" | "called" | "ring" | "talk" | "route" | "ip" | "cell" | "feed") =>
    t(`records.col.${key}`);
  const get = <T,>(call: Promise<T>, then: (found: T) => void) => {
    setProblem("");
    call.then(then, (error: unknown) => setProblem(text(error)));
  };
  return (
    <SidePanel
      label={t("records.panel")}
      head={<h2>{t("records.panel")}</h2>}
      close={close}
      className={css.panel}
      testId="record-panel"
    >
      <div className={css.panelBody}>
        <Facts
          facts={[
            [col("time"), `${time(row.setup_at)} (${zone})`],
            [t("records.answeredAt"), time(row.answered_at) ?? t("records.unanswered")],
            [t("records.endedAt"), time(row.ended_at)],
            [col("ring"), talkTime(row.ring_ms)],
            [col("talk"), talkTime(row.talk_ms)],
            [col("cli"), full?.cli ?? row.cli_masked],
            [col("called"), full?.called ?? row.called_masked],
            ["IMEI", full ? full.imei : row.imei_masked],
            ["IMSI", full ? full.imsi : row.imsi_masked],
            [col("route"), t(`records.route.${row.route}`)],
            [t("records.trunks"), [row.trunk_in, row.trunk_out].filter(Boolean).join(" → ")],
            [col("ip"), row.source_ip],
            [col("cell"), row.cell],
            [t("records.cause"), row.release_cause === null ? null : String(row.release_cause)],
            [t("records.service"), row.service],
            [t("records.userAgent"), row.user_agent],
            [t("records.codec"), row.codec],
            [t("records.roaming"), row.roaming],
            [t("records.attestation"), row.attestation],
            [col("feed"), row.feed],
            [t("records.id"), row.record_id],
          ]}
        />
        <div className={css.deeds}>
          <Button
            onClick={() => get(unmaskRecord(row.record_id, purpose), setFull)}
            disabled={full !== null}
            data-testid="record-unmask"
          >
            {t("records.unmask")}
          </Button>
          <Button
            onClick={() => get(readSource(row.record_id, purpose), setSource)}
            disabled={source !== null}
            data-testid="record-source"
          >
            {t("records.source")}
          </Button>
        </div>
        <p className={css.note}>{t(full ? "records.shownMinute" : "records.willAudit")}</p>
        {problem && (
          <p className={css.problem} role="alert">
            {problem}
          </p>
        )}
        {source && (
          <section data-testid="source">
            <h3>{t("records.source")}</h3>
            <p className={css.note}>{t("records.notKept")}</p>
            <Facts
              facts={[
                [t("records.basis"), source.basis_id],
                [t("records.file"), source.source_id],
                [t("records.line"), String(source.source_row)],
                [t("records.callId"), source.call_id],
                [t("records.cliRaw"), source.cli_raw_masked],
                [t("records.calledRaw"), source.called_raw_masked],
                [t("records.sha"), source.record_sha256],
              ]}
            />
          </section>
        )}
      </div>
    </SidePanel>
  );
}
