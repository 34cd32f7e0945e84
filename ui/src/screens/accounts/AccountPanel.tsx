/** One account: how it stands, and the deeds that this administrator may do. Not modal: the list stays alive. */
import { useTranslation } from "react-i18next";
import type { AccountRow, StartPassword } from "@/api/schema";
import { Nothing } from "@/components/Nothing";
import { Problem } from "@/components/Problem";
import { SidePanel } from "@/components/SidePanel";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { fullTime, shortTime } from "@/lib/time";
import { AccountDeeds } from "./AccountDeeds";
import { AccountState } from "./AccountState";
import css from "./Accounts.module.css";

function Sessions({ account }: { account: AccountRow }) {
  const { t } = useTranslation();
  const zone = useZone();
  const at = (instant: string) => shortTime(Date.parse(instant), serverNow(), zone);
  if (account.sessions.length === 0) return <dd className="quiet">{t("accounts.noSessions")}</dd>;
  return (
    <dd>
      <ul data-testid="sessions">
        {account.sessions.map((session) => (
          <li key={session.created_at} className="num">
            {t("accounts.session", { from: at(session.created_at), seen: at(session.seen_at) })}
          </li>
        ))}
      </ul>
    </dd>
  );
}

function Facts({ account }: { account: AccountRow }) {
  const { t } = useTranslation();
  const zone = useZone();
  const at = (instant: string) => fullTime(Date.parse(instant), zone);
  return (
    <dl className={css.facts}>
      <dt>{t("accounts.login")}</dt>
      <dd className={css.mono}>{account.login}</dd>
      <dt>{t("accounts.col.role")}</dt>
      <dd>{t(`role.${account.role}`)}</dd>
      <dt>{t("accounts.col.opened")}</dt>
      <dd className="num">{at(account.created_at)}</dd>
      <dt>{t("accounts.col.seen")}</dt>
      <dd className="num">{account.signed_in_at ? at(account.signed_in_at) : t("accounts.never")}</dd>
      <dt>{t("accounts.col.sessions")}</dt>
      <Sessions account={account} />
      <dt>{t("accounts.tokens")}</dt>
      <dd>{account.tokens > 0 ? account.tokens : <span className="quiet">{t("accounts.noTokens")}</span>}</dd>
      <dt>{t("accounts.password")}</dt>
      <dd>{account.must_change_password ? t("accounts.startPassword") : t("accounts.ownPassword")}</dd>
      <dt>{t("accounts.col.factor")}</dt>
      <dd>{account.has_second_factor ? t("accounts.set") : t("accounts.unset")}</dd>
    </dl>
  );
}

interface Props {
  login: string;
  account: AccountRow | undefined; // none: an address that leads nowhere
  dormantDays: number;
  close: () => void;
  tell: (told: StartPassword) => void;
}

export function AccountPanel({ login, account, dormantDays, close, tell }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const title = account?.name ?? login;
  return (
    <SidePanel
      label={title}
      head={
        <>
          <h2>{title}</h2>
          {account && <AccountState account={account} />}
        </>
      }
      close={close}
      className={css.panel}
      testId="account-panel"
    >
      {!account ? (
        <Nothing title={t("accounts.missing")} hint={t("accounts.missingHint")} />
      ) : (
        <>
          <div className={css.content} tabIndex={0} role="group" aria-label={title}>
            {account.is_active && account.locked_until && (
              <Problem>
                {t("accounts.lockedUntil", { time: shortTime(Date.parse(account.locked_until), serverNow(), zone) })}
              </Problem>
            )}
            {account.is_dormant && <Problem isMild>{t("accounts.dormantFor", { days: dormantDays })}</Problem>}
            <Facts account={account} />
          </div>
          <AccountDeeds account={account} tell={tell} />
        </>
      )}
    </SidePanel>
  );
}
