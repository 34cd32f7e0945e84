/** What went wrong at sign-in and what to do; a lock-out counts down and says when it is over. */
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/components/errorText";
import { useNow } from "@/lib/clock";
import { elapsed } from "@/lib/time";
import css from "./Login.module.css";

export type Trouble =
  | { what: "wrong" | "badCode" | "unreachable" | "ended" }
  | { what: "locked"; until: number } // Date.now() when it ends
  | { what: "other"; error: unknown };

function Locked({ until }: { until: number }) {
  const { t } = useTranslation();
  useNow();
  const left = until - Date.now();
  if (left <= 0) return <span>{t("login.lockedOver")}</span>;
  return (
    <>
      <strong>{t("login.locked")}</strong>
      <span>{t("login.lockedFor", { time: elapsed(left + 999) })}</span>
    </>
  );
}

export function TroubleNote({ trouble }: { trouble: Trouble }) {
  const { t } = useTranslation();
  const text = useErrorText();
  return (
    <div
      className={trouble.what === "ended" ? css.said : css.trouble}
      role="alert"
      data-testid="sign-in-trouble"
      data-trouble={trouble.what}
    >
      {trouble.what === "wrong" && (
        <>
          <strong>{t("login.wrong")}</strong>
          <span>{t("login.wrongHint")}</span>
        </>
      )}
      {trouble.what === "badCode" && (
        <>
          <strong>{t("login.badCode")}</strong>
          <span>{t("login.badCodeHint")}</span>
        </>
      )}
      {trouble.what === "unreachable" && (
        <>
          <strong>{t("login.unreachable")}</strong>
          <span>{t("login.unreachableHint")}</span>
        </>
      )}
      {trouble.what === "ended" && <span>{t("login.ended")}</span>}
      {trouble.what === "locked" && <Locked until={trouble.until} />}
      {trouble.what === "other" && <strong>{text(trouble.error)}</strong>}
    </div>
  );
}
