/** How many of the contract's named accounts are in use. */
import { useTranslation } from "react-i18next";
import css from "./Accounts.module.css";

export function Seats({ active, most }: { active: number; most: number }) {
  const { t } = useTranslation();
  const isFull = active >= most;
  return (
    <p className={css.seats} data-testid="seats">
      <span className={css.figure} aria-hidden="true">
        <strong>{active}</strong>/{most}
      </span>
      <span className={css.bar} aria-hidden="true">
        <span className={isFull ? css.full : ""} style={{ width: `${Math.min(100, (active / most) * 100)}%` }} />
      </span>
      <span className="sr-only">{t("accounts.seats", { active, max: most })}</span>
      <span aria-hidden="true">{isFull ? t("accounts.none") : t("accounts.left", { n: most - active })}</span>
    </p>
  );
}
