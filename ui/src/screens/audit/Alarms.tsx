/** Alarms for misuse, the newest first: those that wait for a verdict, or those that have one. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { alarmsQuery, standingQuery } from "@/api/audit";
import type { AlarmRow } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { Stale } from "@/components/Stale";
import { useZone } from "@/components/zone";
import { languageOf } from "@/i18n";
import { said } from "@/i18n/words";
import { serverNow } from "@/lib/clock";
import { count } from "@/lib/numbers";
import { shortTime } from "@/lib/time";
import css from "./Alarms.module.css";
import { useActorName } from "./names";
import { useAuditView } from "./useAuditView";
import { VerdictMark } from "./VerdictMark";

function Item({ alarm, isOpen, open }: { alarm: AlarmRow; isOpen: boolean; open: () => void }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const nameOf = useActorName();
  return (
    <li>
      <button
        type="button"
        className={`${css.item} ${isOpen ? css.open : ""} ${alarm.verdict ? "" : css.waits}`}
        aria-current={isOpen ? "true" : undefined}
        onClick={open}
        data-testid="alarm"
        data-alarm={alarm.alarm_id}
        data-rule={alarm.rule}
      >
        <span className={css.top}>
          <strong>{nameOf(alarm.actor)}</strong>
          {alarm.is_own && <span className={css.own}>{t("audit.alarm.own")}</span>}
          {alarm.verdict && <VerdictMark verdict={alarm.verdict} />}
          <span className={`num quiet ${css.time}`}>{shortTime(Date.parse(alarm.last_at), serverNow(), zone)}</span>
        </span>
        <span>{said(alarm, languageOf(i18n.language))}</span>
      </button>
    </li>
  );
}

export function Alarms() {
  const { t } = useTranslation();
  const { search, openAlarm, showJudged } = useAuditView();
  const state = search.judged ? "judged" : "open";
  const { data, error, refetch, dataUpdatedAt, hasNextPage, fetchNextPage } = useInfiniteQuery(alarmsQuery(state));
  const standing = useQuery(standingQuery).data;
  const alarms = data?.pages.flatMap((page) => page.items);
  const walk = () => {
    const here = alarms?.findIndex((alarm) => alarm.alarm_id === search.alarm) ?? -1;
    const next = alarms?.[(here + 1) % alarms.length];
    if (next) openAlarm(next.alarm_id);
  };
  useHotkeys("a", walk, [alarms, search.alarm]);
  return (
    <section className={css.column} aria-label={t("audit.alarm.list")}>
      <header className={css.head}>
        <h2>{t("audit.alarm.list")}</h2>
        <Segmented
          size="small"
          value={state}
          onChange={(value) => showJudged(value === "judged")}
          aria-label={t("audit.alarm.state")}
          options={[
            { value: "open", label: t("audit.alarm.open", { n: count(standing?.open_alarms ?? 0) }) },
            { value: "judged", label: t("audit.alarm.judged") },
          ]}
        />
      </header>
      <Stale error={data ? error : null} since={dataUpdatedAt} retry={() => void refetch()} />
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <div className={css.scroller}>
          {!alarms && <Bone width="100%" height="9rem" />}
          {alarms?.length === 0 && (
            <Nothing
              title={t(state === "open" ? "audit.alarm.none" : "audit.alarm.noneJudged")}
              hint={t(state === "open" ? "audit.alarm.noneHint" : "audit.alarm.noneJudgedHint")}
            />
          )}
          <ul className={css.list}>
            {alarms?.map((alarm) => (
              <Item
                key={alarm.alarm_id}
                alarm={alarm}
                isOpen={alarm.alarm_id === search.alarm}
                open={() => openAlarm(alarm.alarm_id)}
              />
            ))}
          </ul>
          {hasNextPage && <Button onClick={() => void fetchNextPage()}>{t("audit.alarm.more")}</Button>}
        </div>
      )}
      {standing && (
        <footer className={css.foot}>
          {t("audit.alarm.lookedThrough", { n: count(standing.looked_through_seq) })}
        </footer>
      )}
    </section>
  );
}
