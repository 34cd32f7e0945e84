/** One entry of the audit, whole: in words, as it was written, and how it hangs on the one before. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { entryQuery } from "@/api/audit";
import type { AuditRow } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { SidePanel } from "@/components/SidePanel";
import { useZone } from "@/components/zone";
import { languageOf } from "@/i18n";
import { said } from "@/i18n/words";
import { count } from "@/lib/numbers";
import { fullTime } from "@/lib/time";
import { detailOf } from "./detail";
import { useActorName } from "./names";
import css from "./Panel.module.css";
import { useAuditView } from "./useAuditView";
import type { AuditFilter } from "./wanted";

function Only({ what, value }: { what: "actor" | "action" | "subject"; value: string }) {
  const { t } = useTranslation();
  const { narrow } = useAuditView();
  const change: { [K in keyof AuditFilter]: string } = { [what]: value };
  return (
    <Button
      type="link"
      size="small"
      className={css.link ?? ""}
      onClick={() => narrow(change)}
      data-testid={`only-${what}`}
    >
      {t(`audit.only.${what}`)}
    </Button>
  );
}

function Entry({ entry }: { entry: AuditRow }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const nameOf = useActorName();
  const detail = detailOf(entry.detail);
  return (
    <>
      <dl className={css.facts}>
        <dt>{t("audit.col.at")}</dt>
        <dd className="num">{fullTime(Date.parse(entry.at), zone)}</dd>
        <dt>{t("audit.col.actor")}</dt>
        <dd>
          {nameOf(entry.actor)} <Only what="actor" value={entry.actor} />
        </dd>
        <dt>{t("audit.col.action")}</dt>
        <dd>
          {said(entry, languageOf(i18n.language))} <code className="quiet">{entry.action}</code>{" "}
          <Only what="action" value={entry.action} />
        </dd>
        <dt>{t("audit.col.subject")}</dt>
        <dd>
          {entry.subject} <Only what="subject" value={entry.subject} />
        </dd>
        <dt>{t("audit.col.purpose")}</dt>
        <dd>{entry.purpose || <span className="quiet">{t("audit.noPurpose")}</span>}</dd>
      </dl>
      {detail.length > 0 && (
        <section>
          <h3>{t("audit.detail")}</h3>
          <dl className={`${css.facts} ${css.detail}`}>
            {detail.map(([name, value]) => (
              <div key={name} className={css.pair}>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <section>
        <h3>{t("audit.chainOf")}</h3>
        <dl className={`${css.facts} ${css.hashes}`}>
          <dt>{t("audit.ownHash")}</dt>
          <dd>
            <code data-testid="entry-hash">{entry.entry_hash}</code>
          </dd>
          <dt>{t("audit.previousHash")}</dt>
          <dd>
            <code>{entry.previous_hash}</code>
          </dd>
        </dl>
      </section>
    </>
  );
}

export function EntryPanel({ seq, close }: { seq: number; close: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(entryQuery(seq));
  const title = t("audit.entry", { n: count(seq) });
  return (
    <SidePanel label={title} head={<h2>{title}</h2>} close={close} className={css.panel} testId="entry-panel">
      <div className={css.content}>
        {data ? (
          <Entry entry={data} />
        ) : error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Bone width="95%" height="12rem" />
        )}
      </div>
    </SidePanel>
  );
}
