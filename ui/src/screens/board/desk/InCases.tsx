/** Cases that a warning is pinned to, as far as one may know; C opens one from it, or pins it to one of one's own. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { warningCasesQuery } from "@/api/cases";
import { may } from "@/api/session";
import { ToCase } from "@/components/ToCase";
import css from "./Desk.module.css";

const signedIn = getRouteApi("/in");

export function InCases({ warningId }: { warningId: string }) {
  const { me } = signedIn.useRouteContext();
  return may(me, "cases.work") ? <Pinned warningId={warningId} /> : null;
}

function Pinned({ warningId }: { warningId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const pinned = useQuery(warningCasesQuery(warningId));
  const items = pinned.data?.items ?? [];
  return (
    <section className={css.box} aria-label={t("cases.title")} data-testid="in-cases">
      <div className={css.head}>
        <strong>{t("cases.title")}</strong>
        {items.map((row) => (
          <Link key={row.number} className={css.link} to="/cases" search={{ id: row.number }}>
            {row.number} {row.title}
          </Link>
        ))}
        {pinned.data && items.length === 0 && <span className={css.note}>{t("cases.pinnedNowhere")}</span>}
      </div>
      <ToCase
        pin={{ what: "warning", ref: warningId }}
        known={items.map((one) => one.number)}
        done={() => void queries.invalidateQueries({ queryKey: warningCasesQuery(warningId).queryKey })}
      />
    </section>
  );
}
