/** One feed: whether it works, why it may run, what came in and what became of it. */
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FeedCardView } from "@/api/schema";
import { Problem } from "@/components/Problem";
import { useZone } from "@/components/zone";
import { serverNow, useNow } from "@/lib/clock";
import { count, figure, span } from "@/lib/numbers";
import { elapsed, shortTime } from "@/lib/time";
import { Basis } from "./Basis";
import { Coverage } from "./Coverage";
import { Equation } from "./Equation";
import { FeedStateMark } from "./FeedStateMark";
import css from "./Feeds.module.css";
import { Sparkline } from "./Sparkline";
import { Unseen } from "./Unseen";
import { Voices } from "./Voices";

function LastArrival({ at }: { at: string | null }) {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useNow();
  if (!at) return <span className="quiet">{t("feeds.never")}</span>;
  const then = Date.parse(at);
  return (
    <>
      {shortTime(then, serverNow(), zone)}{" "}
      <span className="quiet">{t("feeds.ago", { time: elapsed(now - then) })}</span>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </div>
  );
}

interface Props {
  feed: FeedCardView;
  rules: string; // version that the platform follows
  rates: readonly number[]; // oldest first
  showRejects: () => void;
}

export function FeedCard({ feed, rules, rates, showRejects }: Props) {
  const { t } = useTranslation();
  return (
    <article
      className={css.card}
      aria-label={feed.name}
      data-testid="feed-card"
      data-feed={feed.name}
      data-state={feed.state}
    >
      <header className={css.head}>
        <h2>{feed.name}</h2>
        <span className="quiet">{t(`feeds.kind.${feed.kind}`)}</span>
        <FeedStateMark state={feed.state} />
      </header>
      {(feed.problem || !feed.basis) && (
        <Problem isMild={feed.state === "attention"}>
          {!feed.basis && <strong>{t("feeds.basisMissing")}</strong>}
          {feed.problem && <strong>{t(`feeds.trouble.${feed.state}`)}</strong>}
          {feed.problem && <p lang="en">{feed.problem}</p>}
        </Problem>
      )}
      <Unseen feed={feed} />
      {feed.basis && <Basis basis={feed.basis} />}
      <Equation feed={feed} />
      <div className={css.rate}>
        <span className={css.rateNow}>
          <strong className="num">{figure(feed.rate_per_s)}</strong> {t("feeds.perSecond")}
        </span>
        <Sparkline points={rates} now={feed.rate_per_s} />
      </div>
      <dl className={css.facts}>
        <Fact name={t("feeds.calls")}>{count(feed.calls)}</Fact>
        <Fact name={t("feeds.activeCalls")}>{count(feed.active_calls)}</Fact>
        <Fact name={t("feeds.waiting")}>{count(feed.waiting)}</Fact>
        <Fact name={t("feeds.late")}>{count(feed.late)}</Fact>
        <Fact name={t("feeds.lag")}>{feed.lag_ms === null ? "—" : span(feed.lag_ms)}</Fact>
        <Fact name={t("feeds.warned")}>
          {feed.warned_p50_ms === null || feed.warned_p99_ms === null
            ? "—"
            : `${span(feed.warned_p50_ms)} · ${span(feed.warned_p99_ms)}`}
        </Fact>
        <Fact name={t("feeds.lastArrival")}>
          <LastArrival at={feed.last_arrival_at} />
        </Fact>
        <Fact name={t("feeds.rules")}>
          <Link to="/rules" className={css.rules ?? ""} data-testid="feed-rules">
            {rules}
          </Link>
        </Fact>
      </dl>
      <Voices feed={feed} />
      <Coverage coverage={feed.coverage} />
      <footer className={css.foot}>
        <Button size="small" onClick={showRejects} data-testid="show-rejects">
          {t("feeds.showRejects")} {count(feed.rejected)}
        </Button>
      </footer>
    </article>
  );
}
