/** What the list is narrowed to: who, what was done, to what, when, and words of the purpose. All of it stands in the address. */
import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { facetsQuery } from "@/api/audit";
import type { ActionCount } from "@/api/schema";
import { Search } from "@/components/Search";
import { useZone } from "@/components/zone";
import { languageOf } from "@/i18n";
import { said } from "@/i18n/words";
import { count } from "@/lib/numbers";
import css from "./Filters.module.css";
import { useActorName } from "./names";
import { Span } from "./Span";
import { useAuditView } from "./useAuditView";
import { isNarrowed, wantedOf } from "./wanted";

/** "warning." of "warning.read", where there are several such. */
function beginnings(actions: readonly ActionCount[]): string[] {
  const begins = actions.filter(({ action }) => action.includes(".")).map(({ action }) => `${action.split(".")[0]}.`);
  return [...new Set(begins.filter((one, place) => begins.indexOf(one) !== place))].sort();
}

function useFacets() {
  const zone = useZone();
  const { search } = useAuditView();
  const { since, until } = wantedOf(search, zone);
  return useQuery(facetsQuery(since, until)).data;
}

function Actor() {
  const { t } = useTranslation();
  const nameOf = useActorName();
  const { search, narrow } = useAuditView();
  const actors = useFacets()?.actors ?? [];
  const isMissing = search.actor !== undefined && !actors.some(({ actor }) => actor === search.actor);
  return (
    <select
      className={css.select}
      value={search.actor ?? ""}
      onChange={(event) => narrow({ actor: event.target.value })}
      aria-label={t("audit.col.actor")}
      data-testid="filter-actor"
    >
      <option value="">{t("audit.anyActor")}</option>
      {isMissing && <option value={search.actor}>{nameOf(search.actor ?? "")}</option>}
      {actors.map(({ actor, count: n }) => (
        <option key={actor} value={actor}>
          {nameOf(actor)} · {count(n)}
        </option>
      ))}
    </select>
  );
}

function Action() {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  const { search, narrow } = useAuditView();
  const actions = useFacets()?.actions ?? [];
  const begins = beginnings(actions);
  const known = [...begins, ...actions.map(({ action }) => action)];
  return (
    <select
      className={css.select}
      value={search.action ?? ""}
      onChange={(event) => narrow({ action: event.target.value })}
      aria-label={t("audit.col.action")}
      data-testid="filter-action"
    >
      <option value="">{t("audit.anyAction")}</option>
      {search.action && !known.includes(search.action) && (
        <option value={search.action}>
          {search.action.endsWith(".") ? t("audit.allOf", { begin: `${search.action}*` }) : search.action}
        </option>
      )}
      {begins.map((begin) => (
        <option key={begin} value={begin}>
          {t("audit.allOf", { begin: `${begin}*` })}
        </option>
      ))}
      {actions.map((one) => (
        <option key={one.action} value={one.action}>
          {said(one, language)} · {count(one.count)}
        </option>
      ))}
    </select>
  );
}

/** Asked for when it is complete: with Enter, or on leaving. */
function Subject() {
  const { t } = useTranslation();
  const { search, narrow } = useAuditView();
  const [typed, setTyped] = useState(search.subject ?? "");
  useEffect(() => setTyped(search.subject ?? ""), [search.subject]);
  const ask = () => typed.trim() !== (search.subject ?? "") && narrow({ subject: typed.trim() });
  return (
    <Input
      className={css.subject ?? ""}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onPressEnter={ask}
      onBlur={ask}
      placeholder={t("audit.subjectHint")}
      aria-label={t("audit.col.subject")}
      maxLength={128}
      allowClear
      data-testid="filter-subject"
    />
  );
}

export function Filters() {
  const { t } = useTranslation();
  const { search, narrow, clear } = useAuditView();
  return (
    <div className={css.filters}>
      <Search
        words={search.q ?? ""}
        search={(q) => narrow({ q }, true)}
        label={t("audit.search")}
        hint={t("audit.searchHint")}
        className={css.search}
        testId="filter"
      />
      <Actor />
      <Action />
      <Subject />
      <Span />
      {isNarrowed(search) && (
        <Button type="text" onClick={clear} data-testid="clear">
          {t("warnings.clearFilter")}
        </Button>
      )}
    </div>
  );
}
