/** What a feed refused, row by row, with the reason. Beside the cards, not over them. */
import { useQuery } from "@tanstack/react-query";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { REJECTS_SHOWN, rejectsQuery } from "@/api/feeds";
import type { RejectRow } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { useFieldName } from "@/components/fieldName";
import { Nothing } from "@/components/Nothing";
import { SidePanel } from "@/components/SidePanel";
import { languageOf } from "@/i18n";
import { rejectWord } from "@/i18n/rejects";
import { count } from "@/lib/numbers";
import css from "./Rejects.module.css";

function RejectLine({ reject }: { reject: RejectRow }) {
  const fieldName = useFieldName();
  const { t, i18n } = useTranslation();
  const word = rejectWord(reject.code, languageOf(i18n.language));
  const field = reject.field === "" ? t("feeds.wholeRow") : fieldName(reject.field);
  return (
    <tr data-testid="reject">
      <td className="num">{count(reject.row)}</td>
      <td className="num" title={reject.field}>
        {field}
      </td>
      <td className={css.value}>{reject.value || "—"}</td>
      <td className={css.reason}>
        {word ?? reject.reason}
        {word && (
          <small lang="en" className="quiet">
            {reject.reason}
          </small>
        )}
      </td>
      <td className={`num ${css.source}`} title={reject.source_id}>
        {reject.source_id}
      </td>
    </tr>
  );
}

export function Rejects({ name, close }: { name: string; close: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(rejectsQuery(name));
  const title = t("feeds.rejectsTitle", { name });
  useHotkeys("escape", close);
  return (
    <SidePanel
      label={title}
      head={
        <>
          <h2>{title}</h2>
          <span className="quiet">
            {data && t("feeds.rejectsNote", { n: Math.min(REJECTS_SHOWN, data.items.length) })}
          </span>
        </>
      }
      close={close}
      className={css.panel}
      testId="rejects"
    >
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <div className={css.box}>
          <Bone width="95%" height="12rem" />
        </div>
      ) : data.items.length === 0 ? (
        <Nothing title={t("feeds.noRejects")} hint={name} />
      ) : (
        <div className={css.box} tabIndex={0} role="group" aria-label={title}>
          <table className={css.table}>
            <thead>
              <tr>
                <th>{t("feeds.rejectRow")}</th>
                <th>{t("feeds.rejectField")}</th>
                <th>{t("feeds.rejectValue")}</th>
                <th>{t("feeds.rejectReason")}</th>
                <th>{t("feeds.rejectSource")}</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((reject) => (
                <RejectLine key={`${reject.source_id}-${reject.row}-${reject.field}-${reject.code}`} reject={reject} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </SidePanel>
  );
}
