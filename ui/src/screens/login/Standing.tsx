/** Whether one is set, since when, how many recovery codes are left, and what can be done. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { SecondFactorState } from "@/api/schema";
import { useZone } from "@/components/zone";
import { fullTime } from "@/lib/time";
import css from "./SecondFactor.module.css";

const FEW = 3; // recovery codes: time for new ones

interface Props {
  standing: SecondFactorState;
  act: (what: "new" | "recovery") => void;
}

export function Standing({ standing, act }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  if (!standing.is_set || standing.set_at === null) {
    return (
      <>
        <p className={css.say}>{standing.is_required ? t("secondFactor.required") : t("secondFactor.offered")}</p>
        <p className={css.say}>{t("secondFactor.needs")}</p>
        <Button type="primary" size="large" block onClick={() => act("new")} data-testid="begin" autoFocus>
          {t("secondFactor.begin")}
        </Button>
      </>
    );
  }
  const left = standing.recovery_codes_left;
  return (
    <>
      <dl className={css.facts}>
        <dt>{t("secondFactor.state")}</dt>
        <dd>{t("secondFactor.isSet")}</dd>
        <dt>{t("secondFactor.since")}</dt>
        <dd className="num">{fullTime(Date.parse(standing.set_at), zone)}</dd>
        <dt>{t("secondFactor.left")}</dt>
        <dd className={left <= FEW ? css.few : undefined} data-testid="left">
          <span className="num">{left}</span> {left <= FEW && t("secondFactor.few")}
        </dd>
      </dl>
      <div className={css.acts}>
        <Button onClick={() => act("recovery")} data-testid="renew">
          {t("secondFactor.newRecovery")}
        </Button>
        <Button onClick={() => act("new")} data-testid="replace">
          {t("secondFactor.replace")}
        </Button>
      </div>
    </>
  );
}
