/** A deed is done in two steps: this form says what will happen, takes the reason, and shows why it was refused. */
import { Button, Input, type InputRef } from "antd";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./Confirm.module.css";
import { Trouble } from "./Trouble";

const MOST = 500;

export interface ConfirmProps {
  title: string;
  hint: string;
  action: string;
  needsReason: boolean;
  label?: string; // of the reason
  least?: number; // characters of it
  missing?: string; // said when it is too short
  isDanger?: boolean;
  note?: string; // what goes on record
  submit: (reason: string) => Promise<unknown>;
  cancel: () => void;
}

export function Confirm({
  title,
  hint,
  action,
  needsReason,
  label,
  least = 1,
  missing,
  isDanger = false,
  note,
  submit,
  cancel,
}: ConfirmProps) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [isShort, setShort] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const input = useRef<InputRef>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.scrollIntoView({ block: "nearest" });
    if (input.current) input.current.focus();
    else form.current?.querySelector("button")?.focus();
  }, []);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const words = reason.trim();
    setShort(needsReason && [...words].length < least);
    if (needsReason && [...words].length < least) return void input.current?.focus();
    setBusy(true);
    setError(null);
    try {
      await submit(words);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };

  return (
    <form
      ref={form}
      className={css.form}
      onSubmit={send}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        cancel();
      }}
      data-testid="confirm"
    >
      <strong>{title}</strong>
      <p className={css.hint}>{hint}</p>
      {needsReason && (
        <label className={css.reason} htmlFor={id}>
          <span>{label ?? t("confirm.reason")}</span>
          <Input
            id={id}
            ref={input}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            placeholder={t("confirm.reasonHint")}
            maxLength={MOST}
            autoComplete="off"
            status={isShort ? "error" : ""}
            data-testid="reason-input"
          />
        </label>
      )}
      <div className={css.buttons}>
        <Button type="primary" danger={isDanger} htmlType="submit" disabled={isBusy} data-testid="confirm-submit">
          {action}
        </Button>
        <Button onClick={cancel}>{t("confirm.cancel")}</Button>
        <span className={css.note}>{note ?? t("confirm.audited")}</span>
      </div>
      <div className={css.trouble}>
        {isShort && <div role="alert">{missing ?? t("confirm.reasonMissing")}</div>}
        {error !== null && <Trouble error={error} />}
      </div>
    </form>
  );
}
