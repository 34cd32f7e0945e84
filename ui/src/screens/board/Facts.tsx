/** The plain facts of a warning: who, where, what, since when. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { WarningRow } from "@/api/schema";
import { Waiting } from "@/components/Waiting";
import { useZone } from "@/components/zone";
import { languageOf } from "@/i18n";
import { placeName } from "@/i18n/words";
import { serverNow, useNow } from "@/lib/clock";
import { chance } from "@/lib/numbers";
import { shortTime, talkTime } from "@/lib/time";
import css from "./Facts.module.css";

function Contact({ row }: { row: WarningRow }) {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useNow();
  if (!row.is_in_contact) return <span className="quiet">{t("panel.noContact")}</span>;
  if (!row.contact_since) return <strong className={css.contact}>{t("warnings.inContact")}</strong>;
  const since = Date.parse(row.contact_since);
  return (
    <strong className={css.contact}>
      {t("warnings.inContact")} ·{" "}
      {t("panel.inContactSince", { time: shortTime(since, now, zone), talk: talkTime(now - since) })}
    </strong>
  );
}

export function Facts({ row }: { row: WarningRow }) {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  const zone = useZone();
  const at = (iso: string) => <span className="num">{shortTime(Date.parse(iso), serverNow(), zone)}</span>;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      t("panel.called"),
      <strong key="called" className="num">
        {row.called_masked}
      </strong>,
    ],
    [t("panel.place"), placeName(row.called_place, language) || t("warnings.unknownPlace")],
    [t("panel.kind"), t(`kind.${row.kind}`)],
    [t("panel.score"), chance(row.score)],
    [
      t("panel.raised"),
      <span key="raised" className={css.raised}>
        {at(row.raised_at)}
        {row.state === "open" && row.work.stage === "waiting" && (
          <span className={css.waiting}>
            <Waiting since={row.raised_at} due={row.work.due?.at ?? null} />
          </span>
        )}
      </span>,
    ],
    [t("panel.changed"), at(row.changed_at)],
    [t("panel.expires"), at(row.expires_at)],
    [t("panel.source"), row.source],
  ];
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div className={css.wide}>
        <dt>{t("panel.contact")}</dt>
        <dd>
          <Contact row={row} />
        </dd>
      </div>
    </dl>
  );
}
