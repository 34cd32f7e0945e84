/** Where a one-time code, or a recovery code, is typed. */
import { Input, type InputRef } from "antd";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import { FieldNote } from "./FieldNote";
import css from "./Login.module.css";

interface Props {
  code: string;
  setCode: (code: string) => void;
  isMissing?: boolean;
  ref?: Ref<InputRef>;
}

export function CodeField({ code, setCode, isMissing = false, ref }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <label htmlFor="code">{t("login.code")}</label>
      <Input
        id="code"
        {...(ref ? { ref } : {})}
        className="num"
        value={code}
        onChange={(event) => setCode(event.target.value)}
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={32}
        size="large"
        aria-invalid={isMissing}
        aria-describedby={isMissing ? "code-missing" : "code-hint"}
        {...(isMissing ? { status: "error" as const } : {})}
        data-testid="code"
      />
      {isMissing && <FieldNote id="code-missing" text={t("login.codeMissing")} />}
      <p id="code-hint" className={css.hint}>
        {t("login.codeHint")}
      </p>
    </>
  );
}
