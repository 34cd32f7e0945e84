/** The password, and a code where one is set, before anything changes: an open screen alone proves nothing. */
import { Button, Input, type InputRef } from "antd";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Proof } from "@/api/secondFactor";
import { useErrorText } from "@/components/errorText";
import card from "./Login.module.css";
import css from "./SecondFactor.module.css";

interface Props {
  asksCode: boolean;
  say: string;
  prove: (proof: Proof) => Promise<void>;
  back: () => void;
}

export function Proving({ asksCode, say, prove, back }: Props) {
  const { t } = useTranslation();
  const text = useErrorText();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const first = useRef<InputRef>(null);
  useEffect(() => first.current?.focus(), []);

  const isReady = password !== "" && (!asksCode || code.trim() !== "");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    setError(null);
    try {
      await prove({ password, code: asksCode ? code : null });
    } catch (failed) {
      setError(failed);
      setBusy(false);
      first.current?.focus({ cursor: "all" });
    }
  };

  return (
    <form onSubmit={submit} noValidate>
      <p className={css.say}>{say}</p>
      <label htmlFor="password">{t("login.password")}</label>
      <Input.Password
        id="password"
        ref={first}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="current-password"
        maxLength={256}
        size="large"
        data-testid="password"
      />
      {asksCode && (
        <>
          <label htmlFor="code">{t("login.code")}</label>
          <Input
            id="code"
            className="num"
            value={code}
            onChange={(event) => setCode(event.target.value)}
            autoComplete="one-time-code"
            spellCheck={false}
            maxLength={32}
            size="large"
            aria-describedby="code-hint"
            data-testid="code"
          />
          <p id="code-hint" className={card.hint}>
            {t("login.codeHint")}
          </p>
        </>
      )}
      {error !== null && (
        <p className={card.trouble} role="alert" data-testid="trouble">
          {text(error)}
        </p>
      )}
      <div className={css.acts}>
        <Button size="large" onClick={back}>
          {t("secondFactor.back")}
        </Button>
        <Button type="primary" size="large" htmlType="submit" disabled={isBusy || !isReady} data-testid="prove">
          {t("secondFactor.goOn")}
        </Button>
      </div>
    </form>
  );
}
