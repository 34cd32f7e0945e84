/** A short form in the page: its fields are a list, what is lacking is said beneath each, Esc closes it alone. */
import { Button, Input } from "antd";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { instantIn } from "@/lib/time";
import css from "./FieldForm.module.css";
import { Trouble } from "./Trouble";
import { useZone } from "./zone";

export interface Field {
  name: string;
  label: string;
  type?: "line" | "area" | "time" | "choice";
  options?: readonly { value: string; label: string }[]; // of a choice
  isOptional?: boolean;
  most?: number;
  hint?: string;
  starts?: string;
}

export type Values = Readonly<Record<string, string>>; // trimmed; times as ISO instants; "" when left out

interface Props {
  title: string;
  action: string;
  fields: readonly Field[];
  send: (values: Values) => Promise<unknown>;
  cancel: () => void;
  testId?: string;
}

export function FieldForm({ title, action, fields, send, cancel, testId = "field-form" }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const zone = useZone();
  const box = useRef<HTMLFormElement>(null);
  const [entered, setEntered] = useState<Record<string, string>>(() =>
    Object.fromEntries(fields.map((field) => [field.name, field.starts ?? ""])),
  );
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: "nearest" });
    box.current?.querySelector<HTMLElement>("input, textarea, select")?.focus({ preventScroll: true });
  }, []);

  const read = (field: Field): string | null => {
    const text = (entered[field.name] ?? "").trim();
    if (text === "") return field.isOptional ? "" : null;
    if (field.type !== "time") return text;
    const instant = instantIn(text, zone);
    return instant === null ? null : new Date(instant).toISOString();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return; // the button keeps the focus, so that Esc still closes the form
    setTried(true);
    const values = fields.map((field) => [field.name, read(field)] as const);
    if (values.some(([, value]) => value === null)) return;
    setBusy(true);
    setError(null);
    try {
      await send(Object.fromEntries(values) as Values);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const control = (field: Field, isBad: boolean) => {
    const shared = {
      id: `${id}${field.name}`,
      value: entered[field.name] ?? "",
      "data-testid": `field-${field.name}`,
      "aria-invalid": isBad,
      onChange: (event: { target: { value: string } }) =>
        setEntered((before) => ({ ...before, [field.name]: event.target.value })),
    };
    if (field.type === "choice")
      return (
        <select className={css.select} {...shared}>
          <option value="">{t("form.choose")}</option>
          {(field.options ?? []).map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      );
    const status = isBad ? ("error" as const) : ("" as const);
    if (field.type === "area")
      return <Input.TextArea {...shared} rows={3} maxLength={field.most ?? 4000} status={status} />;
    return (
      <Input
        {...shared}
        maxLength={field.most ?? 200}
        autoComplete="off"
        status={status}
        placeholder={field.type === "time" ? t("form.timeHint") : ""}
      />
    );
  };

  return (
    <form
      ref={box}
      className={css.form}
      onSubmit={submit}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.current?.requestSubmit();
        if (event.key !== "Escape") return;
        event.stopPropagation();
        cancel();
      }}
      noValidate
      data-testid={testId}
    >
      <strong className={css.title}>{title}</strong>
      {fields.map((field) => {
        const isBad = isTried && read(field) === null;
        return (
          <label key={field.name} className={field.type === "area" ? css.wide : ""} htmlFor={`${id}${field.name}`}>
            <span>
              {field.label}
              {field.isOptional && <i>{t("form.optional")}</i>}
            </span>
            {control(field, isBad)}
            {isBad ? (
              <small role="alert">{t(field.type === "time" ? "form.timeBad" : "form.missing")}</small>
            ) : (
              field.hint && <small>{field.hint}</small>
            )}
          </label>
        );
      })}
      {error !== null && (
        <div className={css.trouble}>
          <Trouble error={error} />
        </div>
      )}
      <div className={css.buttons}>
        <Button type="primary" htmlType="submit" aria-disabled={isBusy} data-testid={`${testId}-submit`}>
          {action}
        </Button>
        <Button onClick={cancel}>{t("confirm.cancel")}</Button>
        <span className={css.note}>{t("form.audited")}</span>
      </div>
    </form>
  );
}
