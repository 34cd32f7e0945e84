/** One's own second factor: how it stands, a new one by QR code, recovery codes. A page of its own: it may come before all others. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouteContext } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewSecondFactor } from "@/api/schema";
import { beginSecondFactor, confirmSecondFactor, renewRecoveryCodes, secondFactorQuery } from "@/api/secondFactor";
import { meQuery } from "@/api/session";
import { Failure } from "@/components/Failure";
import { Mark } from "@/components/Mark";
import { useSignOut } from "@/components/useSignOut";
import { ZoneContext } from "@/components/zone";
import { LanguageSwitch } from "./LanguageSwitch";
import card from "./Login.module.css";
import { NewOne } from "./NewOne";
import { Proving } from "./Proving";
import { Recovery } from "./Recovery";
import css from "./SecondFactor.module.css";
import { Standing } from "./Standing";

type Step =
  | { at: "standing" }
  | { at: "proving"; what: "new" | "recovery" }
  | { at: "new"; told: NewSecondFactor }
  | { at: "recovery"; codes: readonly string[] };

export function SecondFactor() {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/second-factor" });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const leave = useSignOut();
  const { data: standing, error, refetch } = useQuery(secondFactorQuery);
  const [step, setStep] = useState<Step>({ at: "standing" });

  useEffect(() => {
    document.title = `${t("secondFactor.title")} · ${t("product.full")}`;
  }, [t]);

  const kept = async () => {
    await queries.invalidateQueries({ queryKey: secondFactorQuery.queryKey });
    await queries.fetchQuery({ ...meQuery, staleTime: 0 });
    if (me.must_set_second_factor) void navigate({ to: "/", replace: true });
    else setStep({ at: "standing" });
  };

  return (
    <ZoneContext value={me.time_zone}>
      <main className={card.page}>
        <div className={`${card.card} ${css.card}`} data-testid="second-factor" data-step={step.at}>
          <header className={`${card.brand} ${css.brand}`}>
            <Mark />
            <div>
              <h1>{t("secondFactor.title")}</h1>
              <p>
                {me.name} · {me.login}
              </p>
            </div>
          </header>
          {error && <Failure error={error} retry={() => void refetch()} />}
          {standing && step.at === "standing" && (
            <Standing standing={standing} act={(what) => setStep({ at: "proving", what })} />
          )}
          {standing && step.at === "proving" && (
            <Proving
              asksCode={standing.is_set}
              say={step.what === "new" ? t("secondFactor.proveNew") : t("secondFactor.proveRecovery")}
              prove={async (proof) => {
                if (step.what === "new") setStep({ at: "new", told: await beginSecondFactor(proof) });
                else setStep({ at: "recovery", codes: await renewRecoveryCodes(proof) });
              }}
              back={() => setStep({ at: "standing" })}
            />
          )}
          {step.at === "new" && (
            <NewOne
              told={step.told}
              confirm={async (code) => setStep({ at: "recovery", codes: await confirmSecondFactor(code) })}
              back={() => setStep({ at: "standing" })}
            />
          )}
          {step.at === "recovery" && <Recovery codes={step.codes} login={me.login} done={kept} />}
          {step.at === "standing" && (
            <footer className={css.foot}>
              {me.must_set_second_factor ? (
                <Button type="text" onClick={leave}>
                  {t("account.signOut")}
                </Button>
              ) : (
                <Button type="text" onClick={() => void navigate({ to: "/" })} data-testid="back">
                  {t("secondFactor.backToWork")}
                </Button>
              )}
            </footer>
          )}
        </div>
        <LanguageSwitch />
      </main>
    </ZoneContext>
  );
}
