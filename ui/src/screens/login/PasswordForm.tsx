/** The old password, the new one twice, and a code where a second factor is set. What is wrong is said as it is typed. */
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CodeField } from "./CodeField";
import { FieldNote } from "./FieldNote";
import css from "./SecondFactor.module.css";
import { StepForm } from "./StepForm";

/** Characters; the server has the last word. */
const LEAST = 12;

interface Props {
  mustChange: boolean;
  asksCode: boolean;
  send: (old: string, next: string, code: string | null) => Promise<void>;
  back: () => void;
}

export function PasswordForm({ mustChange, asksCode, send, back }: Props) {
  const { t } = useTranslation();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [code, setCode] = useState("");
  const [isLeft, setLeft] = useState(false); // the new one was typed to its end
  const missing = LEAST - [...next].length;
  const fault =
    next === "" ? "" : missing > 0 ? t("password.short", { n: missing }) : next === old ? t("password.same") : "";
  const isDifferent = again !== "" && !next.startsWith(again);
  const isReady = old !== "" && next !== "" && fault === "" && next === again && (!asksCode || code.trim() !== "");
  const field = (id: "old-password" | "new-password" | "new-again", value: string, set: (text: string) => void) => (
    <Input.Password
      id={id}
      value={value}
      onChange={(event) => set(event.target.value)}
      autoComplete={id === "old-password" ? "current-password" : "new-password"}
      maxLength={256}
      size="large"
      {...(id === "new-password" ? { onBlur: () => setLeft(true), "aria-describedby": "rules" } : {})}
      data-testid={id}
    />
  );
  return (
    <StepForm
      action={t("password.submit")}
      isReady={isReady}
      send={() => send(old, next, asksCode ? code : null)}
      back={back}
      {...(mustChange ? { backSays: t("account.signOut") } : {})}
    >
      <p className={css.say}>{mustChange ? t("password.must") : t("password.may")}</p>
      <label htmlFor="old-password">{mustChange ? t("password.start") : t("password.old")}</label>
      {field("old-password", old, setOld)}
      {asksCode && <CodeField code={code} setCode={setCode} />}
      <label htmlFor="new-password">{t("password.next")}</label>
      {field("new-password", next, setNext)}
      <p id="rules" className={css.quiet}>
        {t("password.rules", { n: LEAST })}
      </p>
      {isLeft && fault !== "" && <FieldNote id="new-fault" text={fault} />}
      <label htmlFor="new-again">{t("password.again")}</label>
      {field("new-again", again, setAgain)}
      {isDifferent && <FieldNote id="again-fault" text={t("password.differ")} />}
    </StepForm>
  );
}
