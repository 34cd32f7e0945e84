/** Every version that was in force, who stands behind it, and the way back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { RULES_KEY, rollBack, versionsQuery } from "@/api/rules";
import type { VersionRow } from "@/api/schema";
import { may } from "@/api/session";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { shortTime } from "@/lib/time";
import { Answer } from "./Answer";
import { previousOf } from "./previous";
import { Deed, Question } from "./RowWithDeed";
import css from "./Rules.module.css";
import own from "./Versions.module.css";

const signedIn = getRouteApi("/in");

function Who({ who, at }: { who: string | null; at: string | null }) {
  const zone = useZone();
  if (!who) return <span className="quiet">—</span>;
  return (
    <>
      {who}
      {at && <small className="quiet num">{shortTime(Date.parse(at), serverNow(), zone)}</small>}
    </>
  );
}

function Origin({ version, nameOf }: { version: VersionRow; nameOf: (serial: number) => string }) {
  const { t } = useTranslation();
  if (version.rolled_back_to !== null) return t("rules.versions.fromBack", { version: nameOf(version.rolled_back_to) });
  if (version.change_id === null) return t("rules.versions.shipped");
  return (
    <Link to="/rules" search={{ tab: "changes", id: version.change_id }} className={own.link ?? ""}>
      {t("rules.changes.number", { n: version.change_id })}
    </Link>
  );
}

interface LineProps {
  version: VersionRow;
  nameOf: (serial: number) => string;
  back: (() => void) | null;
}

function VersionLine({ version, nameOf, back }: LineProps) {
  const { t } = useTranslation();
  return (
    <tr className={version.is_in_force ? own.now : ""} data-testid="version" data-serial={version.serial}>
      <td>
        <strong className="num">{version.version}</strong>
        {version.is_in_force && <em className={own.mark}>{t("rules.versions.now")}</em>}
      </td>
      <td>
        <Origin version={version} nameOf={nameOf} />
      </td>
      <td>
        <Who who={version.author} at={version.drafted_at} />
      </td>
      <td>
        <Who who={version.approver} at={version.approved_at} />
      </td>
      <td>
        <Who who={version.published_by} at={version.published_at} />
      </td>
      <td>{version.reason}</td>
      <td title={version.digest}>
        <code className={css.mono}>{version.digest.slice(0, 12)}</code>
      </td>
      <Deed says={t("rules.act.back")} ask={back} testId="roll-back" />
    </tr>
  );
}

export function Versions() {
  const { t } = useTranslation();
  const { me } = signedIn.useRouteContext();
  const queries = useQueryClient();
  const query = useQuery(versionsQuery);
  const [asked, setAsked] = useState<{ to: number; from: number } | null>(null);
  const items = query.data?.items ?? [];
  const inForce = items.find((version) => version.is_in_force)?.serial ?? 0;
  const digest = items.find((version) => version.is_in_force)?.digest;
  const canAct = may(me, "rules.change");
  const nameOf = (serial: number) => items.find((version) => version.serial === serial)?.version ?? String(serial);
  const previous = canAct ? previousOf(items) : null;
  useHotkeys("b", () => previous && setAsked({ to: previous.serial, from: inForce }), { preventDefault: true }, [
    previous,
    inForce,
  ]);
  useHotkeys("escape", () => setAsked(null));
  const go = async ({ to, from }: { to: number; from: number }, reason: string) => {
    try {
      await rollBack({ serial: to, in_force: from, reason });
      setAsked(null);
    } finally {
      await queries.invalidateQueries({ queryKey: RULES_KEY });
    }
  };
  return (
    <Answer query={query} label={t("rules.versions.list")}>
      {() => (
        <>
          <p className={own.note}>
            {inForce === 0
              ? t("rules.versions.only")
              : previous && t("rules.versions.previous", { version: previous.version })}
          </p>
          <table className={css.table}>
            <thead>
              <tr>
                <th>{t("rules.versions.version")}</th>
                <th>{t("rules.versions.from")}</th>
                <th>{t("rules.versions.author")}</th>
                <th>{t("rules.versions.approver")}</th>
                <th>{t("rules.versions.publisher")}</th>
                <th>{t("rules.versions.reason")}</th>
                <th>{t("rules.digest")}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {items.map((version) => (
                <Fragment key={version.serial}>
                  <VersionLine
                    version={version}
                    nameOf={nameOf}
                    back={
                      version.digest === digest || !canAct
                        ? null
                        : () => setAsked({ to: version.serial, from: inForce })
                    }
                  />
                  {asked?.to === version.serial && (
                    <Question
                      columns={8}
                      title={t("rules.sure.back", { version: version.version })}
                      hint={t("rules.sure.backHint", { version: version.version })}
                      action={t("rules.act.back")}
                      isDanger
                      submit={(reason) => go(asked, reason)}
                      cancel={() => setAsked(null)}
                    />
                  )}
                </Fragment>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Answer>
  );
}
