/** The password, and a code where one is set, before anything changes: an open screen alone proves nothing. */
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Proof } from "@/api/secondFactor";
import { CodeField } from "./CodeField";
import css from "./SecondFactor.module.css";
import { StepForm } from "./StepForm";

interface Props {
  asksCode: boolean;
  say: string;
  prove: (proof: Proof) => Promise<void>;
  back: () => void;
}

export function Proving({ asksCode, say, prove, back }: Props) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  return (
    <StepForm
      action={t("secondFactor.goOn")}
      isReady={password !== "" && (!asksCode || code.trim() !== "")}
      send={() => prove({ password, code: asksCode ? code : null })}
      back={back}
    >
      <p className={css.say}>{say}</p>
      <label htmlFor="password">{t("login.password")}</label>
      <Input.Password
        id="password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="current-password"
        maxLength={256}
        size="large"
        data-testid="password"
      />
      {asksCode && <CodeField code={code} setCode={setCode} />}
    </StepForm>
  );
}
