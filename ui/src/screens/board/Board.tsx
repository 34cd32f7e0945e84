/** 实时预警: who is in danger, how pressing it is, and why. */
import { BarChartOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import { useCallback, useDeferredValue, useEffect, useMemo, useRef } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import type { Level } from "@/api/schema";
import { LEVELS, VIEWS, type View } from "@/api/warnings";
import { useErrorText } from "@/components/errorText";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { Search } from "@/components/Search";
import { languageOf } from "@/i18n";
import { count } from "@/lib/numbers";
import { useSignal } from "@/lib/signal";
import { useLive } from "@/live/LiveProvider";
import { useBoardStore } from "@/live/useBoard";
import css from "./Board.module.css";
import { Report, type ReportDays } from "./desk/Report";
import { matches, rowText } from "./filter";
import { Grid } from "./Grid";
import { Panel } from "./Panel";
import { Pill } from "./Pill";
import { Tiles } from "./Tiles";

const route = getRouteApi("/in/warnings");
const signedIn = getRouteApi("/in");

export function Board() {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const chosen = useMemo(() => (search.level?.split(",") ?? []) as Level[], [search.level]);
  const view = search.view ?? "waiting";
  const { me } = signedIn.useRouteContext();
  const openId = search.id ?? null;
  const query = useDeferredValue(search.q ?? "");
  const { store, retry } = useBoardStore({ levels: chosen, view, login: me.login });
  const board = useSignal(store.board);
  const { isBusy, error } = useSignal(store.loading);
  const counts = useSignal(useLive().counts);
  const text = useErrorText();

  useEffect(() => {
    store.mayMove = () => openId === null && (scroller.current?.scrollTop ?? 0) === 0;
    store.keep = openId;
  }, [store, openId]);

  const rows = useMemo(() => {
    const all = board.order.map((id) => board.rows.get(id)).filter((row) => row !== undefined);
    return query.trim() === "" ? all : all.filter((row) => matches(rowText(row, t, language), query.trim()));
  }, [board, query, t, language]);

  const open = useCallback(
    (id: string | null) =>
      void navigate({
        search: ({ id: before, ...rest }) => (id === null ? rest : { ...rest, id }),
        replace: openId !== null && id !== null, // walking through rows with J and K is no history worth keeping
      }),
    [navigate, openId],
  );
  const toggle = useCallback(
    (level: Level) =>
      void navigate({
        search: ({ level: before, ...rest }) => {
          const now = chosen.includes(level) ? chosen.filter((one) => one !== level) : [...chosen, level];
          return now.length === 0 || now.length === LEVELS.length ? rest : { ...rest, level: now.join(",") };
        },
      }),
    [navigate, chosen],
  );
  const setQuery = (q: string) =>
    void navigate({ search: ({ q: before, ...rest }) => (q === "" ? rest : { ...rest, q }), replace: true });
  const setView = (value: View) =>
    void navigate({ search: ({ view: before, ...rest }) => (value === "waiting" ? rest : { ...rest, view: value }) });
  const setReport = (days: ReportDays | undefined) =>
    void navigate({ search: ({ report: before, id: open, ...rest }) => (days ? { ...rest, report: days } : rest) });
  const settle = () => {
    store.settle();
    if (scroller.current) scroller.current.scrollTop = 0;
  };
  const loadMore = useCallback(() => void store.read(), [store]);

  useHotkeys(
    "1,2,3,4",
    (_event, key) => {
      const level = LEVELS[Number(key.keys?.[0]) - 1];
      if (level) toggle(level);
    },
    [toggle],
  );
  useHotkeys("n", settle, [store]);
  useHotkeys(
    "escape",
    () => (openId ? open(null) : search.report ? setReport(undefined) : search.q && setQuery("")),
    { enableOnFormTags: true },
    [openId, search.q, search.report],
  );

  const isFiltered = query.trim() !== "" || chosen.length > 0;
  const hasRows = board.order.length > 0;
  const progress = isBusy
    ? hasRows
      ? "warnings.loadingMore"
      : "warnings.loading"
    : board.cursor
      ? "warnings.more"
      : "warnings.end";
  const isEmpty = rows.length === 0 && !isBusy && error === null;
  const shown =
    rows.length === board.order.length
      ? t("warnings.shown", { shown: count(rows.length) })
      : t("warnings.shownOf", { shown: count(rows.length), loaded: count(board.order.length) });

  return (
    <div className={css.screen}>
      <div className={css.queue}>
        <div className={css.controls}>
          <Tiles counts={counts} chosen={chosen} toggle={toggle} />
          <div className={css.tools}>
            <Segmented
              value={view}
              onChange={setView}
              aria-label={t("warnings.viewLabel")}
              options={VIEWS.map((value) => ({ value, label: t(`warnings.view.${value}`) }))}
            />
            <Button
              icon={<BarChartOutlined aria-hidden="true" />}
              onClick={() => setReport(search.report ? undefined : 7)}
              aria-expanded={search.report !== undefined}
              data-testid="open-report"
            >
              {t("report.open")}
            </Button>
            <Search
              words={search.q ?? ""}
              search={setQuery}
              label={t("warnings.filter")}
              hint={t("warnings.filterHint")}
              className={css.filter}
              testId="filter"
            />
          </div>
        </div>
        <section className={css.card} aria-label={t("warnings.table")}>
          <Pill fresh={board.fresh.size} risen={board.risen.size} settle={settle} />
          {error !== null && rows.length === 0 ? (
            <div className={css.failed}>
              <Failure error={error} retry={retry} />
            </div>
          ) : (
            <Grid
              rows={rows}
              risen={board.risen}
              openId={openId}
              isLoading={isBusy}
              hasMore={board.cursor !== null && error === null}
              open={open}
              loadMore={loadMore}
              scroller={scroller}
            />
          )}
          {isEmpty && (
            <div className={css.overlay}>
              <Nothing
                title={t(isFiltered ? "warnings.emptyFiltered" : `warnings.empty.${view}`)}
                hint={isFiltered ? t("warnings.emptyFilteredHint") : view === "waiting" ? t("warnings.emptyHint") : ""}
              >
                {isFiltered && (
                  <Button onClick={() => void navigate({ search: {} })}>{t("warnings.clearFilter")}</Button>
                )}
              </Nothing>
            </div>
          )}
          <footer className={css.foot}>
            {hasRows && (
              <span className="num" aria-live="polite" data-testid="shown">
                {shown}
              </span>
            )}
            {error !== null && rows.length > 0 ? (
              <span className={css.problem} role="alert">
                {text(error)}
                <Button size="small" onClick={loadMore}>
                  {t("error.retry")}
                </Button>
              </span>
            ) : (
              <span>{t(progress)}</span>
            )}
            <span className={css.order}>{t("warnings.order")}</span>
          </footer>
        </section>
      </div>
      {search.report && !openId && (
        <Report days={search.report} choose={setReport} close={() => setReport(undefined)} />
      )}
      {openId && <Panel key={openId} id={openId} row={board.rows.get(openId) ?? null} close={() => open(null)} />}
    </div>
  );
}
