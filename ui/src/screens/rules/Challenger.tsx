/** 影子模型: how a learned model would have judged the same people beside the rules. It never warns. */
import { CheckCircleFilled, ClockCircleOutlined, StopFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { challengerQuery } from "@/api/challenger";
import type { RunningView } from "@/api/schema";
import { Nothing } from "@/components/Nothing";
import { Problem } from "@/components/Problem";
import { type StateLook, StateMark } from "@/components/StateMark";
import { useZone } from "@/components/zone";
import { count, figure, span } from "@/lib/numbers";
import { fullTime } from "@/lib/time";
import { Answer } from "./Answer";
import css from "./Challenger.module.css";
import { Span } from "./Span";

const LOOKS: Record<RunningView["state"], StateLook> = {
  waiting: { icon: ClockCircleOutlined, tone: "busy" },
  running: { icon: CheckCircleFilled, tone: "ok" },
  stopped: { icon: StopFilled, tone: "trouble" },
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
  return (
    <section className={css.card} aria-label={told.version}>
      <header className={css.head}>
        <h2 className="num">{told.version}</h2>
        <StateMark {...LOOKS[told.state]} state={told.state} testId="challenger-state">
          {t(`rules.shadow.state.${told.state}`)}
        </StateMark>
        <span className="quiet">{t("rules.shadow.promise")}</span>
      </header>
      {told.problem && (
        <Problem>
          <p lang="en">{told.problem}</p>
        </Problem>
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
  const query = useQuery(challengerQuery);
  return (
    <Answer query={query} label={t("rules.shadow.title")}>
      {({ challenger, spans }) =>
        challenger ? (
          <div className={css.stack}>
            <About told={challenger} />
            <div className={css.spans}>
              {spans.map((one) => (
                <Span key={one.hours} told={one} />
              ))}
            </div>
          </div>
        ) : (
          <Nothing title={t("rules.shadow.none")} hint={t("rules.shadow.noneHint")} />
        )
      }
    </Answer>
  );
}
