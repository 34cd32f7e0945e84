/** The QR code, the same to be typed, and the first code, which puts it in force. */
import { Button, Input, type InputRef } from "antd";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewSecondFactor } from "@/api/schema";
import { useErrorText } from "@/components/errorText";
import card from "./Login.module.css";
import css from "./SecondFactor.module.css";

/** In groups of four, as people read it. */
export function inGroups(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? "";
}

interface Props {
  told: NewSecondFactor;
  confirm: (code: string) => Promise<void>;
  back: () => void;
}

export function NewOne({ told, confirm, back }: Props) {
  const { t } = useTranslation();
  const text = useErrorText();
  const [code, setCode] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const field = useRef<InputRef>(null);
  useEffect(() => field.current?.focus(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() === "") return;
    setBusy(true);
    setError(null);
    try {
      await confirm(code);
    } catch (failed) {
      setError(failed);
      setBusy(false);
      field.current?.focus({ cursor: "all" });
    }
  };

  return (
    <form onSubmit={submit} noValidate>
      <p className={css.say}>{t("secondFactor.scan")}</p>
      <div className={css.picture}>
        <svg
          viewBox={`0 0 ${told.qr.size} ${told.qr.size}`}
          role="img"
          aria-label={t("secondFactor.qr")}
          shapeRendering="crispEdges"
        >
          <rect width={told.qr.size} height={told.qr.size} fill="#fff" />
          <path d={told.qr.path} fill="#000" />
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
        ref={field}
        className="num"
        value={code}
        onChange={(event) => setCode(event.target.value)}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={12}
        size="large"
        data-testid="code"
      />
      {error !== null && (
        <p className={card.trouble} role="alert" data-testid="trouble">
          {text(error)}
        </p>
      )}
      <div className={css.acts}>
        <Button size="large" onClick={back}>
          {t("secondFactor.back")}
        </Button>
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          disabled={isBusy || code.trim() === ""}
          data-testid="confirm"
        >
          {t("secondFactor.confirm")}
        </Button>
      </div>
    </form>
  );
}
