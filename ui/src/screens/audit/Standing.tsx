/** Whether the chain is whole, by whom that was looked at last, how far it reaches; verify it anew, take a copy away. */
import { CheckCircleOutlined, DownloadOutlined, ExclamationCircleOutlined, SafetyOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { AUDIT_KEY, EXPORT_PATH, standingQuery, verifyAudit } from "@/api/audit";
import type { AuditStanding } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Problem } from "@/components/Problem";
import { Stale } from "@/components/Stale";
import { Trouble } from "@/components/Trouble";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { count } from "@/lib/numbers";
import { shortTime } from "@/lib/time";
import css from "./Standing.module.css";

const SHORT_HASH = 16;

function Verdict({ standing }: { standing: AuditStanding }) {
  const { t } = useTranslation();
  const check = standing.last_check;
  if (!check)
    return (
      <strong className={css.unknown} data-testid="chain" data-chain="unknown">
        <SafetyOutlined aria-hidden="true" /> {t("audit.chain.never")}
      </strong>
    );
  if (check.faults === 0)
    return (
      <strong className={css.whole} data-testid="chain" data-chain="whole">
        <CheckCircleOutlined aria-hidden="true" /> {t("audit.chain.whole")}
      </strong>
    );
  return (
    <strong className={css.broken} data-testid="chain" data-chain="broken">
      <ExclamationCircleOutlined aria-hidden="true" /> {t("audit.chain.broken", { n: count(check.faults) })}
    </strong>
  );
}

function Facts({ standing }: { standing: AuditStanding }) {
  const { t } = useTranslation();
  const zone = useZone();
  const check = standing.last_check;
  const time = check ? shortTime(Date.parse(check.at), serverNow(), zone) : "";
  return (
    <dl className={css.facts}>
      <div>
        <dt>{t("audit.entries")}</dt>
        <dd className="num" data-testid="entries">
          {count(standing.entries)}
        </dd>
      </div>
      <div>
        <dt>{t("audit.head")}</dt>
        <dd>
          <code title={standing.entry_hash}>{standing.entry_hash.slice(0, SHORT_HASH)}…</code>
        </dd>
      </div>
      <div>
        <dt>{t("audit.lastCheck")}</dt>
        <dd className="num" data-testid="last-check">
          {check ? t("audit.checkedBy", { time, who: check.by, n: count(check.seq) }) : t("audit.chain.neverHint")}
        </dd>
      </div>
    </dl>
  );
}

export function Standing() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data, error, refetch, dataUpdatedAt } = useQuery(standingQuery);
  const verify = useMutation({
    mutationFn: verifyAudit,
    onSuccess: () => queries.invalidateQueries({ queryKey: AUDIT_KEY }),
  });
  useHotkeys("v", () => !verify.isPending && verify.mutate(), [verify]);
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  const faults = data?.last_check?.told ?? [];
  return (
    <section className={css.standing} aria-label={t("audit.standing")}>
      <Stale error={error} since={dataUpdatedAt} retry={() => void refetch()} />
      <div className={css.line} aria-live="polite">
        {data ? (
          <>
            <Verdict standing={data} />
            <Facts standing={data} />
          </>
        ) : (
          <Bone width="60%" height="1.6rem" />
        )}
        <div className={css.deeds}>
          <Button
            type="primary"
            icon={<SafetyOutlined aria-hidden="true" />}
            disabled={verify.isPending}
            onClick={() => verify.mutate()}
            title="V"
            data-testid="verify"
          >
            {t(verify.isPending ? "audit.verifying" : "audit.verify")}
          </Button>
          <Button
            href={EXPORT_PATH}
            download
            icon={<DownloadOutlined aria-hidden="true" />}
            title={t("audit.exportHint")}
            data-testid="export"
          >
            {t("audit.export")}
          </Button>
        </div>
      </div>
      {verify.error && (
        <div className={css.trouble}>
          <Trouble error={verify.error} />
        </div>
      )}
      {faults.length > 0 && (
        <Problem>
          <strong>{t("audit.chain.brokenHint")}</strong>
          <ul lang="en" className={css.faults} data-testid="faults">
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Problem>
      )}
    </section>
  );
}
