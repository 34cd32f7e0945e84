/** One's own password: a start password must be changed before anything else, one's own may be. A page of its own: it may come before all others. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouteContext } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { changePassword } from "@/api/password";
import { secondFactorQuery } from "@/api/secondFactor";
import { meQuery } from "@/api/session";
import { Failure } from "@/components/Failure";
import { Mark } from "@/components/Mark";
import { useSignOut } from "@/components/useSignOut";
import { LanguageSwitch } from "./LanguageSwitch";
import card from "./Login.module.css";
import { PasswordForm } from "./PasswordForm";
import css from "./SecondFactor.module.css";

export function Password() {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/password" });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const leave = useSignOut();
  const [mustChange] = useState(me.must_change_password); // as the page was opened
  const { data: factor, error, refetch } = useQuery({ ...secondFactorQuery, enabled: !mustChange });
  const [isDone, setDone] = useState(false);
  const isReady = mustChange || factor !== undefined;

  useEffect(() => {
    document.title = `${t("password.title")} · ${t("product.full")}`;
  }, [t]);

  const send = async (old: string, next: string, code: string | null) => {
    await changePassword(old, next, code);
    await queries.fetchQuery({ ...meQuery, staleTime: 0 });
    if (mustChange) void navigate({ to: "/", replace: true });
    else setDone(true);
  };
  const toWork = () => void navigate({ to: "/" });

  return (
    <main className={card.page}>
      <div className={`${card.card} ${css.card}`} data-testid="password-page">
        <header className={`${card.brand} ${css.brand}`}>
          <Mark />
          <div>
            <h1>{t("password.title")}</h1>
            <p>
              {me.name} · {me.login}
            </p>
          </div>
        </header>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {isReady && !isDone && (
          <PasswordForm
            mustChange={mustChange}
            asksCode={factor?.is_set ?? false}
            send={send}
            back={mustChange ? leave : toWork}
          />
        )}
        {isDone && (
          <>
            <p className={card.said} role="status" data-testid="changed">
              {t("password.done")}
            </p>
            <Button type="primary" size="large" block autoFocus onClick={toWork} data-testid="back">
              {t("secondFactor.backToWork")}
            </Button>
          </>
        )}
      </div>
      <LanguageSwitch />
    </main>
  );
}
