/** The marker of a person who is on the phone with the caller right now: "通话中 4′12″". */
import { PhoneFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { useNow } from "@/lib/clock";
import { talkTime } from "@/lib/time";
import css from "./InContact.module.css";

export function InContact({ since }: { since: string | null }) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <span className={css.contact} data-testid="in-contact">
      <PhoneFilled aria-hidden="true" />
      {t("warnings.inContact")}
      {since && <span className="num">{talkTime(now - Date.parse(since))}</span>}
    </span>
  );
}
