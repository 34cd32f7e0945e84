/** The QR code, the same to be typed, and the first code, which puts it in force. */
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewSecondFactor } from "@/api/schema";
import css from "./SecondFactor.module.css";
import { StepForm } from "./StepForm";

/** In groups of four, as people read it. */
function inGroups(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? "";
}

interface Props {
  told: NewSecondFactor;
  confirm: (code: string) => Promise<void>;
  back: () => void;
}

export function NewOne({ told, confirm, back }: Props) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const { size, path } = told.qr;
  return (
    <StepForm action={t("secondFactor.confirm")} isReady={code.trim() !== ""} send={() => confirm(code)} back={back}>
      <p className={css.say}>{t("secondFactor.scan")}</p>
      <div className={css.picture}>
        <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t("secondFactor.qr")} shapeRendering="crispEdges">
          <rect width={size} height={size} fill="#fff" />
          <path d={path} fill="#000" />
        </svg>
        <div>
          <p className={css.quiet}>{t("secondFactor.orType")}</p>
          <code className={css.secret} data-testid="secret">
            {inGroups(told.secret)}
          </code>
          <p className={css.quiet}>{t("secondFactor.kind")}</p>
        </div>
      </div>
      <label htmlFor="code">{t("secondFactor.firstCode")}</label>
      <Input
        id="code"
        className="num"
        value={code}
        onChange={(event) => setCode(event.target.value)}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={12}
        size="large"
        data-testid="code"
      />
    </StepForm>
  );
}
