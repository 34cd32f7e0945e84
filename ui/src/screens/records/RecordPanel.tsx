/** One record with all that it tells. C puts it into a case, U asks for its full numbers; its source is told for the search's purpose. */
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { readSource } from "@/api/records";
import type { CaseDetail, FoundRecord, RecordSource, UnmaskedRecord } from "@/api/schema";
import { useErrorText } from "@/components/errorText";
import { Hides } from "@/components/Hides";
import { KeyHint } from "@/components/KeyHint";
import { SidePanel } from "@/components/SidePanel";
import { ToCase } from "@/components/ToCase";
import { useZone } from "@/components/zone";
import { useBrief } from "@/lib/brief";
import { endsPair } from "@/lib/keys";
import { fullTime, talkTime } from "@/lib/time";
import css from "./Records.module.css";
import { Whole } from "./Whole";

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
  const [problem, setProblem] = useState("");
  const [isAsking, setAsking] = useState(false);
  const [latest, setLatest] = useState<CaseDetail | null>(null); // the case it was just put into
  const brief = useBrief<UnmaskedRecord>();
  const full = brief.value;
  const ask = () => !full && setAsking(true);
  useHotkeys("u", ask, { preventDefault: true, ignoreEventWhen: endsPair }, [full]);
  const time = (at: string | null) => at && fullTime(Date.parse(at), zone);
  const col = (key: "time" | "cli" | "called" | "ring" | "talk" | "route" | "ip" | "cell" | "feed") =>
    t(`records.col.${key}`);
  const tellSource = () => {
    setProblem("");
    readSource(row.record_id, purpose).then(setSource, (error: unknown) => setProblem(text(error)));
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
        <div className={css.deeds}>
          {!full && (
            <Button onClick={ask} aria-expanded={isAsking} title="U" data-testid="record-unmask">
              {t("records.unmask")}
              <KeyHint of="U" />
            </Button>
          )}
          <Button onClick={tellSource} disabled={source !== null} data-testid="record-source">
            {t("records.source")}
          </Button>
          <ToCase pin={{ what: "record", ref: row.record_id }} known={latest ? [latest.number] : []} done={setLatest} />
          {isAsking && (
            <Whole
              key={latest?.number ?? ""}
              id={row.record_id}
              purpose={purpose}
              latest={latest?.number}
              show={(numbers) => {
                brief.show(numbers);
                setAsking(false);
              }}
              cancel={() => setAsking(false)}
            />
          )}
        </div>
        {full && <Hides brief={brief} />}
        {latest && (
          <p>
            <Link to="/cases" search={{ id: latest.number }} data-testid="put-into">
              {latest.number} {latest.title}
            </Link>
          </p>
        )}
        {problem && (
          <p className={css.problem} role="alert">
            {problem}
          </p>
        )}
        {source && (
          <section className={css.source} data-testid="source">
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
      </div>
    </SidePanel>
  );
}
