/** 话单检索: a query, its answer newest first, what it has in common and when; all of it in the address but the purpose. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { ServerError } from "@/api/client";
import { pagesQuery, summaryQuery } from "@/api/records";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { useZone } from "@/components/zone";
import { count } from "@/lib/numbers";
import { fullTime } from "@/lib/time";
import { Facets } from "./Facets";
import { Grid } from "./Grid";
import { Histogram } from "./Histogram";
import { QueryBar } from "./QueryBar";
import { RecordPanel } from "./RecordPanel";
import css from "./Records.module.css";
import { Saved } from "./Saved";
import { Saving } from "./Saving";
import { narrowed, within } from "./terms";

const route = getRouteApi("/in/records");

export function Records() {
  const { t } = useTranslation();
  const zone = useZone();
  const { q = "", id } = route.useSearch();
  const navigate = route.useNavigate();
  const [purpose, setPurpose] = useState("");
  const [turn, setTurn] = useState(0);
  const asked = { query: q, purpose, turn };
  const pages = useInfiniteQuery(pagesQuery(asked));
  const isFaulty = pages.error instanceof ServerError && pages.error.at !== null;
  const first = pages.data?.pages[0];
  const last = pages.data?.pages.at(-1);
  const summary = useQuery(summaryQuery(asked, first !== undefined));
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const row = rows.find((one) => one.record_id === id);
  const search = (query: string) => void navigate({ search: query === "" ? {} : { q: query } });
  const ask = (query: string, why: string) => {
    setPurpose(why);
    setTurn((n) => n + 1);
    search(query);
  };
  const open = (to: string | null) =>
    void navigate({ search: to === null ? { q } : { q, id: to }, replace: id !== undefined && to !== null });
  const filter = (term: string, isNot: boolean) => first && search(narrowed(first.query.open, term, isNot));
  useHotkeys("escape", () => id !== undefined && open(null), [id, q]);

  return (
    <div className={css.screen} data-testid="records">
      <QueryBar query={q} purpose={purpose} view={first?.query} error={pages.error} ask={ask} />
      {(q === "" || purpose === "") && (
        <>
          <Nothing title={t("records.startTitle")} hint={t(q === "" ? "records.startHint" : "records.purposeFirst")} />
          <Saved choose={search} />
        </>
      )}
      {pages.error && !isFaulty && !first && <Failure error={pages.error} retry={() => void pages.refetch()} />}
      {q !== "" && purpose !== "" && !(pages.error && !first) && (
        <>
          {summary.data ? (
            <Histogram
              key={`${q}${turn}`}
              summary={summary.data}
              brush={(from, until) => first && search(within(first.query.timeless, from, until, zone))}
            />
          ) : (
            <div className={css.histogram}>
              {summary.error ? (
                <p className={css.problem} role="alert">
                  {t("records.noSummary")}
                </p>
              ) : (
                <Bone width="100%" height="5.7rem" />
              )}
            </div>
          )}
          <div className={css.split}>
            {!summary.error && (
              <Facets summary={summary.data} add={(term) => filter(term, false)}>
                <Saving key={q} query={q} />
              </Facets>
            )}
            <section className={css.answer} aria-label={t("records.table")}>
              {first && rows.length === 0 && !last?.is_cut ? (
                <Nothing title={t("records.nothing")} hint={t("records.nothingHint")} />
              ) : (
                <Grid
                  rows={rows}
                  openId={id}
                  isLoading={pages.isFetching}
                  hasMore={pages.hasNextPage && !last?.is_cut}
                  loadMore={() => void pages.fetchNextPage()}
                  open={open}
                  filter={filter}
                />
              )}
              <div className={css.foot} role="status" data-testid="records-foot">
                {first && (
                  <span>
                    {t(pages.hasNextPage ? "records.shownSoFar" : "records.shownAll", { n: count(rows.length) })}
                  </span>
                )}
                {first?.assumed_since && (
                  <span className={css.warn}>
                    {t("records.assumed", { time: fullTime(Date.parse(first.assumed_since), zone) })}
                  </span>
                )}
                {last?.missing.map((sentence) => (
                  <span key={sentence} className={css.warn}>
                    {sentence}
                  </span>
                ))}
                {last?.is_cut && last.reached_at && (
                  <span className={css.warn} data-testid="cut">
                    {t("records.cut", { n: count(last.looked), time: fullTime(Date.parse(last.reached_at), zone) })}
                    <Button size="small" disabled={pages.isFetching} onClick={() => void pages.fetchNextPage()}>
                      {t("records.goOn")}
                    </Button>
                  </span>
                )}
                {pages.error && first && (
                  <span className={css.warn} role="alert">
                    {t("records.pageFailed")}
                    <Button size="small" onClick={() => void pages.fetchNextPage()}>
                      {t("error.retry")}
                    </Button>
                  </span>
                )}
                <span className={css.keys}>{t("records.keys")}</span>
              </div>
            </section>
            {row && <RecordPanel key={row.record_id} row={row} purpose={purpose} close={() => open(null)} />}
          </div>
        </>
      )}
    </div>
  );
}
