/** Cases as rows; a row's title opens it. */
import { useTranslation } from "react-i18next";
import type { CaseRow } from "@/api/schema";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { shortTime } from "@/lib/time";
import css from "./Cases.module.css";
import { leadsOf } from "./words";

export function CaseTable({ items, open }: { items: readonly CaseRow[]; open: (number: string) => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const at = (instant: string) => shortTime(Date.parse(instant), serverNow(), zone);
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th>{t("cases.col.case")}</th>
          <th>{t("cases.col.kind")}</th>
          <th>{t("cases.col.state")}</th>
          <th>{t("cases.col.lead")}</th>
          <th>{t("cases.col.access")}</th>
          <th className={css.right}>{t("cases.col.tasks")}</th>
          <th className={css.right}>{t("cases.col.requests")}</th>
          <th>{t("cases.col.changed")}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((row) => (
          <tr key={row.number} data-testid="case-row">
            <td>
              <button type="button" className={css.name} onClick={() => open(row.number)} data-row>
                <strong>{row.title}</strong>
                <span className={css.number}>{row.number}</span>
              </button>
            </td>
            <td>{t(`cases.kind.${row.kind}`)}</td>
            <td>
              {row.is_open
                ? t("cases.isOpen")
                : t("cases.closedAs", { reason: t(`cases.reason.${row.close_reason ?? "other"}`) })}
            </td>
            <td>{leadsOf(row)}</td>
            <td>
              {row.access ? t(`cases.role.${row.access.role}`) : <span className="quiet">{t("cases.notIn")}</span>}
            </td>
            <td className={`num ${css.right}`}>{row.open_tasks}</td>
            <td className={`num ${css.right}`}>{row.open_requests}</td>
            <td className="num">{at(row.changed_at)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
