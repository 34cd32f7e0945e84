/** The recovery codes, shown once: to be written down, printed or copied before going on. */
import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./SecondFactor.module.css";

interface Props {
  codes: readonly string[];
  login: string;
  done: () => Promise<void>;
}

export function Recovery({ codes, login, done }: Props) {
  const { t } = useTranslation();
  const [isKept, setKept] = useState(false);
  return (
    <>
      <p className={css.say} role="status">
        {t("secondFactor.recovery", { n: codes.length })}
      </p>
      <p className={css.printed}>
        {t("product.full")} · {login}
      </p>
      <ol className={css.codes} data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <p className={css.quiet}>{t("secondFactor.recoveryHint")}</p>
      <div className={css.kept}>
        <Checkbox checked={isKept} onChange={(event) => setKept(event.target.checked)} autoFocus data-testid="kept">
          {t("secondFactor.kept")}
        </Checkbox>
      </div>
      <div className={css.acts}>
        <Button size="large" onClick={() => window.print()}>
          {t("secondFactor.print")}
        </Button>
        <Button type="primary" size="large" disabled={!isKept} onClick={() => void done()} data-testid="done">
          {t("secondFactor.done")}
        </Button>
      </div>
    </>
  );
}
