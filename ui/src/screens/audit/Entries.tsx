/** The entries that fit, newest first, read page by page as they come into sight; what came since waits until it is asked for. */
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useCallback, useMemo } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { ENTRIES_KEY, entriesQuery, standingQuery } from "@/api/audit";
import { useErrorText } from "@/components/errorText";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { useZone } from "@/components/zone";
import { useDebounced } from "@/lib/debounced";
import { count } from "@/lib/numbers";
import css from "./Entries.module.css";
import { EntryGrid } from "./EntryGrid";
import { Filters } from "./Filters";
import { useAuditView } from "./useAuditView";
import { isNarrowed, wantedOf } from "./wanted";

const TYPING_MS = 300;

function useEntries() {
  const zone = useZone();
  const { search } = useAuditView();
  const { q, ...chosen } = search;
  const settled = useDebounced(q, TYPING_MS);
  const found = useInfiniteQuery(entriesQuery(wantedOf(settled ? { ...chosen, q: settled } : chosen, zone)));
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const head = found.data?.pages[0]?.head_seq;
  const now = useQuery(standingQuery).data?.entries;
  return { ...found, rows, fresh: head === undefined || now === undefined ? 0 : Math.max(0, now - head) };
}

export function Entries() {
  const { t } = useTranslation();
  const text = useErrorText();
  const queries = useQueryClient();
  const { search, openEntry, clear } = useAuditView();
  const { rows, fresh, data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useEntries();
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const settle = () => void queries.resetQueries({ queryKey: ENTRIES_KEY });
  useHotkeys("n", settle, [queries]);

  const reached = data?.pages.at(-1)?.next_before_seq;
  const isEmpty = rows.length === 0 && !hasNextPage && !isFetching && error === null;
  const isFiltered = isNarrowed(search);
  return (
    <section className={css.column} aria-label={t("audit.list")}>
      <Filters />
      <div className={css.card}>
        {error && rows.length === 0 ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <EntryGrid
            rows={rows}
            openSeq={search.seq ?? null}
            isLoading={isFetching}
            hasMore={hasNextPage && error === null}
            open={openEntry}
            loadMore={loadMore}
          />
        )}
        {isEmpty && (
          <div className={css.overlay}>
            <Nothing
              title={t(isFiltered ? "audit.emptyFiltered" : "audit.empty")}
              hint={t(isFiltered ? "audit.emptyFilteredHint" : "audit.emptyHint")}
            >
              {isFiltered && <Button onClick={clear}>{t("warnings.clearFilter")}</Button>}
            </Nothing>
          </div>
        )}
        <footer className={css.foot}>
          <span className="num" aria-live="polite" data-testid="shown">
            {t("audit.shown", { n: count(rows.length) })}
          </span>
          {error && rows.length > 0 ? (
            <span className={css.problem} role="alert">
              {text(error)}
              <Button size="small" onClick={loadMore}>
                {t("error.retry")}
              </Button>
            </span>
          ) : (
            <span>
              {isFetching ? t("audit.loading") : reached ? t("audit.reached", { n: count(reached) }) : t("audit.end")}
            </span>
          )}
          {fresh > 0 && (
            <Button size="small" type="primary" className={css.fresh ?? ""} onClick={settle} data-testid="fresh">
              {t("audit.fresh", { n: count(fresh) })}
            </Button>
          )}
        </footer>
      </div>
    </section>
  );
}
