/** 数据接入: each feed with its legal basis, and an account of every row that came in. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { feedsQuery } from "@/api/feeds";
import type { FeedCardView } from "@/api/schema";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { useSignal } from "@/lib/signal";
import { useLive } from "@/live/LiveProvider";
import { FeedCard } from "./FeedCard";
import { FeedSkeleton } from "./FeedSkeleton";
import css from "./Feeds.module.css";
import { Rejects } from "./Rejects";

const route = getRouteApi("/in/feeds");

const hasProblem = (feed: FeedCardView) => ["attention", "stalled", "refused", "failed"].includes(feed.state);

export function Feeds() {
  const { t } = useTranslation();
  const { rejects } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(feedsQuery);
  const rates = useSignal(useLive().rates);
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  const feeds = data?.items ?? [];
  const problems = feeds.filter(hasProblem).length;

  return (
    <div className={css.screen}>
      <div className={css.scroller}>
        <p className={css.summary}>
          {data && t("feeds.summary", { n: feeds.length })}
          {problems > 0 && <strong>{t("feeds.summaryProblem", { n: problems })}</strong>}
          <span className="quiet">{t("feeds.equation")}</span>
        </p>
        {data && feeds.length === 0 && <Nothing title={t("feeds.empty")} hint={t("feeds.emptyHint")} />}
        <div className={css.cards}>
          {data
            ? feeds.map((feed) => (
                <FeedCard
                  key={feed.name}
                  feed={feed}
                  rules={data.rules}
                  rates={rates.get(feed.name) ?? [feed.rate_per_s]}
                  showRejects={() => void navigate({ search: { rejects: feed.name } })}
                />
              ))
            : [0, 1, 2].map((n) => <FeedSkeleton key={n} />)}
        </div>
      </div>
      {rejects && <Rejects key={rejects} name={rejects} close={() => void navigate({ search: {} })} />}
    </div>
  );
}
