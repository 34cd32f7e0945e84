/** One change for whoever decides on it: its way so far, what it would have warned of, what it alters. Not modal: the list stays alive. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changeQuery } from "@/api/rules";
import type { ChangeDetail } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Problem } from "@/components/Problem";
import { SidePanel } from "@/components/SidePanel";
import { Stale } from "@/components/Stale";
import { useZone } from "@/components/zone";
import { fullTime } from "@/lib/time";
import { ChangeState } from "./ChangeState";
import css from "./Changes.module.css";
import { Decide } from "./Decide";
import { Difference } from "./Difference";
import { Progress } from "./Progress";
import { Report } from "./Report";

function Facts({ change }: { change: ChangeDetail }) {
  const { t } = useTranslation();
  const isOpen = change.state === "drafted" || change.state === "backtested" || change.state === "approved";
  return (
    <dl className={css.facts}>
      <dt>{t("rules.changes.reason")}</dt>
      <dd>{change.reason}</dd>
      <dt>{t("rules.changes.base")}</dt>
      <dd className="num">
        {change.base_version}{" "}
        {isOpen && !change.is_base_in_force && <span className={css.warn}>{t("rules.changes.baseMoved")}</span>}
      </dd>
      {change.decision && (
        <>
          <dt>{t("rules.changes.decided")}</dt>
          <dd>{change.decision}</dd>
        </>
      )}
      {change.version && (
        <>
          <dt>{t("rules.changes.published")}</dt>
          <dd className="num">{change.version}</dd>
        </>
      )}
      <dt>{t("rules.digest")}</dt>
      <dd>
        <code title={change.digest}>{change.digest.slice(0, 24)}…</code>
      </dd>
    </dl>
  );
}

function Content({ change }: { change: ChangeDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <Progress change={change} />
      {change.problem && (
        <Problem>
          <strong>{t("rules.changes.unreadable")}</strong>
          <p lang="en">{change.problem}</p>
        </Problem>
      )}
      <Facts change={change} />
      <Report change={change} />
      {!change.problem && <Difference change={change} />}
    </>
  );
}

export function ChangePanel({ id, close }: { id: number; close: () => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const { data, error, refetch, dataUpdatedAt } = useQuery(changeQuery(id));
  const title = t("rules.changes.number", { n: id });
  return (
    <SidePanel
      label={title}
      head={
        <>
          <h2>{title}</h2>
          {data && <ChangeState state={data.state} />}
          {data && <span className="quiet num">{fullTime(Date.parse(data.drafted_at), zone)}</span>}
        </>
      }
      close={close}
      className={css.panel}
      testId="change-panel"
    >
      {data && <Stale error={error} since={dataUpdatedAt} retry={() => void refetch()} />}
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <div className={css.content} tabIndex={0} role="group" aria-label={title}>
          {data ? <Content change={data} /> : <Bone width="100%" height="16rem" />}
        </div>
      )}
      {data && <Decide change={data} />}
    </SidePanel>
  );
}
