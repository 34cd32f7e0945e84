/** Deeds on an account: each asks for a reason beneath the buttons; what cannot be done says why. */
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { accountsQuery, type Deed, DO } from "@/api/accounts";
import type { AccountRow, StartPassword } from "@/api/schema";
import { Confirm } from "@/components/Confirm";
import css from "./Accounts.module.css";
import { optionsOf } from "./deeds";

const IN_EARNEST: ReadonlySet<Deed> = new Set(["close", "resetPassword", "resetSecondFactor", "endSessions"]);
const signedIn = getRouteApi("/in");

interface Props {
  account: AccountRow;
  tell: (told: StartPassword) => void;
}

export function AccountDeeds({ account, tell }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { me } = signedIn.useRouteContext();
  const [asked, setAsked] = useState<Deed | null>(null);
  const options = optionsOf(account, me);
  if (!account.is_active) return <p className={css.deeds}>{t("accounts.why.closed")}</p>;
  if (options.length === 0) return null;

  const act = async (deed: Deed, reason: string) => {
    try {
      const told = await DO[deed](account.login, reason);
      setAsked(null);
      if ("start_password" in told) tell(told);
    } finally {
      await queries.invalidateQueries({ queryKey: accountsQuery.queryKey });
    }
  };
  const whys = [...new Set(options.map((option) => option.why).filter((why) => why !== null))];
  return (
    <div className={css.deeds} data-testid="deeds">
      <div className={css.buttons}>
        {options.map(({ deed, why }) => (
          <Button
            key={deed}
            danger={deed === "close"}
            disabled={why !== null}
            onClick={() => setAsked(deed)}
            data-testid={`deed-${deed}`}
          >
            {t(`accounts.deed.${deed}`)}
          </Button>
        ))}
      </div>
      {whys.map((why) => (
        <p key={why} className={css.why} data-testid="why-not">
          {t(`accounts.why.${why}`, { role: t(`role.${account.role}`) })}
        </p>
      ))}
      {asked && (
        <Confirm
          key={asked}
          title={t(`accounts.sure.${asked}`, { name: account.name })}
          hint={t(`accounts.sure.${asked}Hint`)}
          action={t(`accounts.deed.${asked}`)}
          needsReason
          isDanger={IN_EARNEST.has(asked)}
          submit={(reason) => act(asked, reason)}
          cancel={() => setAsked(null)}
        />
      )}
    </div>
  );
}
