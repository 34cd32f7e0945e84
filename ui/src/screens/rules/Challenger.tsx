/** 影子模型: how a learned model would have judged the same people beside the rules. It never warns. */
import { CheckCircleFilled, ClockCircleOutlined, StopFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import type { ComponentType, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { challengerQuery } from "@/api/challenger";
import type { RunningView } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { Stale } from "@/components/Stale";
import { useZone } from "@/components/zone";
import { count, figure, span } from "@/lib/numbers";
import { fullTime } from "@/lib/time";
import css from "./Challenger.module.css";
import rules from "./Rules.module.css";
import { Span } from "./Span";

const ICONS: Record<RunningView["state"], ComponentType<{ "aria-hidden": "true" }>> = {
  waiting: ClockCircleOutlined,
  running: CheckCircleFilled,
  stopped: StopFilled,
};

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function About({ told }: { told: RunningView }) {
  const { t } = useTranslation();
  const zone = useZone();
  const at = (iso: string | null) => (iso ? fullTime(Date.parse(iso), zone) : "—");
  const Icon = ICONS[told.state];
  return (
    <section className={css.card} aria-label={told.version}>
      <header className={css.head}>
        <h2 className="num">{told.version}</h2>
        <span className={`${css.state} ${css[told.state]}`} data-testid="challenger-state">
          <Icon aria-hidden="true" /> {t(`rules.shadow.state.${told.state}`)}
        </span>
        <span className="quiet">{t("rules.shadow.promise")}</span>
      </header>
      {told.problem && (
        <p className={css.problem} role="alert" lang="en">
          {told.problem}
        </p>
      )}
      <dl className={css.facts}>
        <Fact name={t("rules.shadow.reason")}>{told.reason}</Fact>
        <Fact name={t("rules.shadow.setBy")}>{told.set_by}</Fact>
        <Fact name={t("rules.shadow.setAt")}>{at(told.set_at)}</Fact>
        <Fact name={t("rules.shadow.learned")}>{at(told.learned_until)}</Fact>
        <Fact name={t("rules.shadow.since")}>{at(told.followed_at)}</Fact>
        <Fact name={t("rules.shadow.judged")}>{count(told.judged)}</Fact>
        <Fact name={t("rules.shadow.mean")}>{told.mean_us === null ? "—" : `${figure(told.mean_us)} µs`}</Fact>
        <Fact name={t("rules.shadow.pause")}>
          {told.pause_p99_ms === null
            ? "—"
            : told.pause_p99_ms < 1000
              ? `${figure(told.pause_p99_ms)} ms`
              : span(told.pause_p99_ms)}
        </Fact>
        {told.errors > 0 && <Fact name={t("rules.shadow.errors")}>{count(told.errors)}</Fact>}
      </dl>
    </section>
  );
}

export function Challenger() {
  const { t } = useTranslation();
  const { data, error, refetch, dataUpdatedAt } = useQuery(challengerQuery);
  if (error && data === undefined) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <>
      <Stale error={error} since={dataUpdatedAt} retry={() => void refetch()} />
      <section className={`${rules.scroller} ${rules.padded}`} tabIndex={0} aria-label={t("rules.shadow.title")}>
        {data === undefined && <Bone width="100%" height="12rem" />}
        {data?.challenger === null && <Nothing title={t("rules.shadow.none")} hint={t("rules.shadow.noneHint")} />}
        {data?.challenger && (
          <div className={css.stack}>
            <About told={data.challenger} />
            <div className={css.spans}>
              {data.spans.map((one) => (
                <Span key={one.hours} told={one} />
              ))}
            </div>
          </div>
        )}
      </section>
    </>
  );
}
