/** All accounts, the closed ones last. A row's name opens it beside the list. */
import { useTranslation } from "react-i18next";
import type { AccountRow } from "@/api/schema";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { day, shortTime } from "@/lib/time";
import { AccountState } from "./AccountState";
import css from "./Accounts.module.css";

interface Props {
  items: readonly AccountRow[];
  own: string; // login of the person signed in
  openLogin: string | undefined;
  open: (login: string) => void;
}

function Line({
  account,
  isOwn,
  isOpen,
  open,
}: {
  account: AccountRow;
  isOwn: boolean;
  isOpen: boolean;
  open: () => void;
}) {
  const { t } = useTranslation();
  const zone = useZone();
  const look = `${isOpen ? css.open : ""} ${account.is_active ? "" : css.closed}`;
  return (
    <tr className={look} data-testid="account-row" data-login={account.login}>
      <td>
        <button type="button" className={css.name} aria-current={isOpen ? "true" : undefined} onClick={open}>
          <strong>{account.name}</strong>
          <span className={css.login}>{account.login}</span>
        </button>
        {isOwn && <span className={css.you}>{t("accounts.you")}</span>}
      </td>
      <td>{t(`role.${account.role}`)}</td>
      <td>
        <AccountState account={account} />
      </td>
      <td className="num">
        {account.signed_in_at ? (
          shortTime(Date.parse(account.signed_in_at), serverNow(), zone)
        ) : (
          <span className="quiet">{t("accounts.never")}</span>
        )}
      </td>
      <td className={`num ${css.right}`}>{account.sessions.length || <span className="quiet">0</span>}</td>
      <td>{account.has_second_factor ? t("accounts.set") : <span className="quiet">{t("accounts.unset")}</span>}</td>
      <td className="num">{day(Date.parse(account.created_at), zone)}</td>
    </tr>
  );
}

export function AccountTable({ items, own, openLogin, open }: Props) {
  const { t } = useTranslation();
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th>{t("accounts.col.name")}</th>
          <th>{t("accounts.col.role")}</th>
          <th>{t("accounts.col.state")}</th>
          <th>{t("accounts.col.seen")}</th>
          <th className={css.right}>{t("accounts.col.sessions")}</th>
          <th>{t("accounts.col.factor")}</th>
          <th>{t("accounts.col.opened")}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((account) => (
          <Line
            key={account.login}
            account={account}
            isOwn={account.login === own}
            isOpen={account.login === openLogin}
            open={() => open(account.login)}
          />
        ))}
      </tbody>
    </table>
  );
}
