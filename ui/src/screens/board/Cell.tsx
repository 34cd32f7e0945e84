/** What stands in one cell of the board. Plain functions: five hundred cells are drawn anew while somebody scrolls. */
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import type { WarningRow } from "@/api/schema";
import { DemoMark } from "@/components/DemoMark";
import { Due } from "@/components/Due";
import { InContact } from "@/components/InContact";
import { Level } from "@/components/Level";
import { Waiting } from "@/components/Waiting";
import { placeName, said, shortPlace } from "@/i18n/words";
import { serverNow } from "@/lib/clock";
import { chance, chanceShare } from "@/lib/numbers";
import type { Language } from "@/lib/remembered";
import { shortTime } from "@/lib/time";
import type { ColumnKey } from "./columns";
import css from "./Grid.module.css";

/** How a row is told: asked for once a row, not once a cell. */
export interface Manner {
  t: TFunction;
  language: Language;
  zone: string;
}

function at(iso: string, zone: string): ReactNode {
  return <span className="num">{shortTime(Date.parse(iso), serverNow(), zone)}</span>;
}

function callers(row: WarningRow, t: TFunction): ReactNode {
  const more = row.caller_count - 1;
  return (
    <span
      title={more > 0 ? `${row.callers_masked.join("\n")}\n${t("warnings.moreCallers", { n: row.caller_count })}` : ""}
    >
      <span className="num">{row.callers_masked[0] ?? "—"}</span>
      {more > 0 && <span className={css.more}>+{more}</span>}
    </span>
  );
}

function score(value: number): ReactNode {
  return (
    <span className={css.score}>
      <span className={css.bar} aria-hidden="true">
        <span style={{ width: `${chanceShare(value) * 100}%` }} />
      </span>
      {chance(value)}
    </span>
  );
}

/** How long it waits to be taken, or what is due of one that somebody has. */
function standing(row: WarningRow, t: TFunction): ReactNode {
  const { stage, due } = row.work;
  if (stage === "closed") return <span className="quiet">{t("warnings.closedMark")}</span>;
  if (stage !== "waiting") return due && <Due due={due} />;
  if (row.state === "expired") return <span className="quiet">{t("warnings.expiredMark")}</span>;
  return <Waiting since={row.raised_at} due={due?.at ?? null} />;
}

export function cellOf(
  row: WarningRow,
  column: ColumnKey,
  hasRisen: boolean,
  { t, language, zone }: Manner,
): ReactNode {
  switch (column) {
    case "level":
      return (
        <>
          <Level level={row.level} />
          {hasRisen && (
            <span className={css.risen} role="img" aria-label={t("warnings.wentUp")} title={t("warnings.wentUp")}>
              ↑
            </span>
          )}
        </>
      );
    case "waiting":
      return standing(row, t);
    case "holder":
      return row.work.holder ? row.work.holder.name : <span className="quiet">—</span>;
    case "called":
      return <span className={`num ${css.called}`}>{row.called_masked}</span>;
    case "place":
      return (
        <span title={placeName(row.called_place, language)}>
          {shortPlace(row.called_place, language) || <span className="quiet">{t("warnings.unknownPlace")}</span>}
        </span>
      );
    case "contact":
      return row.is_in_contact ? <InContact since={row.contact_since} /> : null;
    case "kind":
      return t(`kind.${row.kind}`);
    case "callers":
      return callers(row, t);
    case "reason":
      return (
        <span className={css.reason}>
          <span title={row.top_reason ? said(row.top_reason, language) : ""}>
            {row.top_reason ? said(row.top_reason, language) : "—"}
          </span>
          {row.is_synthetic && <DemoMark />}
        </span>
      );
    case "score":
      return score(row.score);
    case "source":
      return <span title={row.source}>{row.source}</span>;
    case "changed":
      return at(row.changed_at, zone);
    case "raised":
      return at(row.raised_at, zone);
    case "expires":
      return at(row.expires_at, zone);
    case "id":
      return <span className={`num ${css.id}`}>{row.warning_id}</span>;
  }
}
