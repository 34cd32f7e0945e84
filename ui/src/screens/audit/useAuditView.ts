/** What the address says of this screen, and how to change it. Walking through rows is no history worth keeping. */
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import type { AuditFilter } from "./wanted";

const route = getRouteApi("/in/audit");

export function useAuditView() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { seq, alarm } = search;
  const isBeside = seq !== undefined || alarm !== undefined;
  const openEntry = useCallback(
    (one: number) =>
      void navigate({ search: ({ alarm: closed, ...rest }) => ({ ...rest, seq: one }), replace: isBeside }),
    [navigate, isBeside],
  );
  const openAlarm = useCallback(
    (one: number) =>
      void navigate({ search: ({ seq: closed, ...rest }) => ({ ...rest, alarm: one }), replace: isBeside }),
    [navigate, isBeside],
  );
  const close = useCallback(() => void navigate({ search: ({ seq: one, alarm: other, ...rest }) => rest }), [navigate]);
  /** Asks for something else of the entries; an absent value asks for any. */
  const narrow = useCallback(
    (change: { [K in keyof AuditFilter]: AuditFilter[K] | undefined }, isTyping = false) =>
      void navigate({
        search: (before) =>
          Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value)) as typeof before,
        replace: isTyping,
      }),
    [navigate],
  );
  const showJudged = useCallback(
    (isJudged: boolean) =>
      void navigate({ search: ({ judged, ...rest }) => (isJudged ? { ...rest, judged: true as const } : rest) }),
    [navigate],
  );
  const clear = useCallback(() => void navigate({ search: ({ judged }) => (judged ? { judged } : {}) }), [navigate]);
  return { search, openEntry, openAlarm, close, narrow, showJudged, clear };
}
