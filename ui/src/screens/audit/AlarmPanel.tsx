/** One alarm: who did what, by which rule, where its entries are, and the verdict on it. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { alarmsQuery, entryQuery } from "@/api/audit";
import type { AlarmRow } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { SidePanel } from "@/components/SidePanel";
import { useZone } from "@/components/zone";
import { languageOf } from "@/i18n";
import { said } from "@/i18n/words";
import { count } from "@/lib/numbers";
import { day, fullTime } from "@/lib/time";
import { Judging } from "./Judging";
import { useActorName } from "./names";
import css from "./Panel.module.css";
import { useAuditView } from "./useAuditView";
import { VerdictMark } from "./VerdictMark";

function Facts({ alarm }: { alarm: AlarmRow }) {
  const { t } = useTranslation();
  const zone = useZone();
  const nameOf = useActorName();
  const { openEntry } = useAuditView();
  const purpose = useQuery(entryQuery(alarm.last_seq)).data?.purpose;
  const at = (iso: string) => fullTime(Date.parse(iso), zone);
  const entry = (seq: number) => (
    <Button type="link" size="small" className={css.link ?? ""} onClick={() => openEntry(seq)}>
      {t("audit.entry", { n: count(seq) })}
    </Button>
  );
  return (
    <dl className={css.facts}>
      <dt>{t("audit.col.actor")}</dt>
      <dd>{nameOf(alarm.actor)}</dd>
      <dt>{t("audit.alarm.first")}</dt>
      <dd className="num">
        {at(alarm.first_at)} {entry(alarm.first_seq)}
      </dd>
      <dt>{t("audit.alarm.last")}</dt>
      <dd className="num">
        {at(alarm.last_at)} {entry(alarm.last_seq)}
      </dd>
      <dt>{t("audit.alarm.subject")}</dt>
      <dd>{alarm.subject}</dd>
      {purpose && (
        <>
          <dt>{t("audit.alarm.purpose")}</dt>
          <dd data-testid="alarm-purpose">{purpose}</dd>
        </>
      )}
      <dt>{t("audit.alarm.rule")}</dt>
      <dd>
        <code>{alarm.rule}</code>
        {alarm.limit > 0 && (
          <span> {t("audit.alarm.limit", { n: count(alarm.limit), minutes: alarm.window_s / 60 })}</span>
        )}
        {alarm.source && (
          <small lang="en" className="quiet">
            {alarm.source}
          </small>
        )}
      </dd>
      <dt>{t("audit.alarm.raised")}</dt>
      <dd className="num">{at(alarm.raised_at)}</dd>
    </dl>
  );
}

function Judged({ alarm }: { alarm: AlarmRow }) {
  const { t } = useTranslation();
  const zone = useZone();
  if (!alarm.verdict || !alarm.seen_at) return null;
  return (
    <section className={css.judged} data-testid="judged">
      <VerdictMark verdict={alarm.verdict} />
      <p>{alarm.words}</p>
      <small className="quiet">
        {t("audit.alarm.judgedBy", { who: alarm.seen_by ?? "", time: fullTime(Date.parse(alarm.seen_at), zone) })}
      </small>
    </section>
  );
}

function Content({ alarm }: { alarm: AlarmRow }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const { narrow } = useAuditView();
  const showEntries = () =>
    narrow({
      actor: alarm.actor,
      action: alarm.action,
      since: day(Date.parse(alarm.first_at), zone),
      until: day(Date.parse(alarm.last_at), zone),
      subject: undefined,
      q: undefined,
    });
  return (
    <>
      <p className={css.says} data-testid="alarm-says">
        {said(alarm, languageOf(i18n.language))}
      </p>
      <Facts alarm={alarm} />
      {alarm.action && (
        <Button onClick={showEntries} data-testid="show-entries">
          {t("audit.alarm.showEntries")}
        </Button>
      )}
      {alarm.verdict ? <Judged alarm={alarm} /> : <Judging alarm={alarm} />}
    </>
  );
}

export function AlarmPanel({ id, close }: { id: number; close: () => void }) {
  const { t } = useTranslation();
  const open = useInfiniteQuery(alarmsQuery("open"));
  const judged = useInfiniteQuery(alarmsQuery("judged"));
  const all = [open, judged].flatMap((query) => query.data?.pages.flatMap((page) => page.items) ?? []);
  const alarm = all.find((one) => one.alarm_id === id);
  const error = open.error ?? judged.error;
  const isLoading = open.isPending || judged.isPending;
  const title = t("audit.alarm.title", { n: id });
  return (
    <SidePanel label={title} head={<h2>{title}</h2>} close={close} className={css.panel} testId="alarm-panel">
      <div className={css.content}>
        {alarm ? (
          <Content alarm={alarm} />
        ) : error ? (
          <Failure error={error} retry={() => void Promise.all([open.refetch(), judged.refetch()])} />
        ) : isLoading ? (
          <Bone width="95%" height="8rem" />
        ) : (
          <Nothing title={t("audit.alarm.gone")} hint={t("audit.alarm.goneHint")} />
        )}
      </div>
    </SidePanel>
  );
}
