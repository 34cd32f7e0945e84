/** A short form in the page: its fields are a list, what is lacking is said beneath each, Esc closes it alone. */
import { Button, Checkbox, Input, Radio } from "antd";
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { instantIn } from "@/lib/time";
import css from "./FieldForm.module.css";
import { Trouble } from "./Trouble";
import { useZone } from "./zone";

export interface Field {
  name: string;
  label: string;
  type?: "line" | "area" | "time" | "choice" | "radio" | "many" | "secret"; // of many the values, a blank between
  options?: readonly { value: string; label: string }[]; // of a choice, a radio or many
  isOptional?: boolean;
  isPlain?: boolean; // a name for machines: no capitals, no spelling
  most?: number;
  hint?: string;
  starts?: string;
  missing?: string; // said when it is left out
  fault?: (text: string) => string | null; // what is wrong with it
}

export type Values = Readonly<Record<string, string>>; // trimmed, but secrets; times as ISO instants; "" when left out

interface Props {
  title: string;
  action: string;
  /** By what has been entered so far, where one choice asks for more. */
  fields: readonly Field[] | ((entered: Values) => readonly Field[]);
  send: (values: Values) => Promise<unknown>;
  cancel?: () => void;
  note?: string; // beside the buttons; what goes on record
  below?: (entered: Values) => ReactNode; // between fields and buttons
  testId?: string;
}

export function FieldForm({ title, action, fields, send, cancel, note, below, testId = "field-form" }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const zone = useZone();
  const box = useRef<HTMLFormElement>(null);
  const [entered, setEntered] = useState<Values>({});
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const wasAskedFor = cancel !== undefined; // a form without it stands there always
  useEffect(() => {
    if (!wasAskedFor) return;
    box.current?.scrollIntoView({ block: "nearest" });
    box.current?.querySelector<HTMLElement>("input, textarea, select")?.focus({ preventScroll: true });
  }, [wasAskedFor]);
  const shown = typeof fields === "function" ? fields(entered) : fields;
  const textOf = (field: Field) => {
    const text = entered[field.name] ?? field.starts ?? "";
    return field.type === "secret" ? text : text.trim();
  };

  /** What is wrong with a field; null: nothing. */
  const faultOf = (field: Field): string | null => {
    const text = textOf(field);
    if (text === "") return field.isOptional ? null : (field.missing ?? t("form.missing"));
    if (field.type === "time" && instantIn(text, zone) === null) return t("form.timeBad");
    return field.fault?.(text) ?? null;
  };
  const read = (field: Field): string => {
    const instant = field.type === "time" ? instantIn(textOf(field), zone) : null;
    return instant === null ? textOf(field) : new Date(instant).toISOString();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return; // the button keeps the focus, so that Esc still closes the form
    setTried(true);
    const wrong = shown.find((field) => faultOf(field) !== null);
    if (wrong) {
      box.current?.querySelector<HTMLElement>(`[data-field="${wrong.name}"] :is(input, textarea, select)`)?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await send(Object.fromEntries(shown.map((field) => [field.name, read(field)])));
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };

  return (
    <form
      ref={box}
      className={css.form}
      onSubmit={submit}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.current?.requestSubmit();
        if (event.key !== "Escape" || !cancel) return;
        event.stopPropagation();
        cancel();
      }}
      noValidate
      data-testid={testId}
    >
      <strong className={css.title}>{title}</strong>
      {shown.map((field) => (
        <Line
          key={field.name}
          field={field}
          id={`${id}${field.name}`}
          value={entered[field.name] ?? field.starts ?? ""}
          set={(value) => setEntered((before) => ({ ...before, [field.name]: value }))}
          fault={isTried ? faultOf(field) : null}
        />
      ))}
      {below && <div className={css.wide}>{below(entered)}</div>}
      {error !== null && (
        <div className={css.trouble}>
          <Trouble error={error} />
        </div>
      )}
      <div className={css.buttons}>
        <Button type="primary" htmlType="submit" aria-disabled={isBusy} data-testid={`${testId}-submit`}>
          {action}
        </Button>
        {cancel && <Button onClick={cancel}>{t("confirm.cancel")}</Button>}
        <span className={css.note}>{note ?? t("form.audited")}</span>
      </div>
    </form>
  );
}

interface LineProps {
  field: Field;
  id: string;
  value: string;
  set: (value: string) => void;
  fault: string | null;
}

/** One field with its label, and what is wrong with it or what it asks for. */
function Line({ field, id, value, set, fault }: LineProps) {
  const { t } = useTranslation();
  const said = fault !== null ? <small role="alert">{fault}</small> : field.hint && <small>{field.hint}</small>;
  const label = (
    <>
      {field.label}
      {field.isOptional && <i>{t("form.optional")}</i>}
    </>
  );
  const testId = `field-${field.name}`;
  if (field.type === "many")
    return (
      <fieldset className={`${css.field} ${css.wide}`} data-field={field.name} data-testid={testId}>
        <legend>{label}</legend>
        <Checkbox.Group
          className={css.radios ?? ""}
          value={value.split(" ")}
          options={(field.options ?? []).map((one) => ({ ...one }))}
          onChange={(chosen) => set(chosen.join(" "))}
        />
        {said}
      </fieldset>
    );
  if (field.type === "radio")
    return (
      <fieldset className={`${css.field} ${css.wide}`} data-field={field.name} data-testid={testId}>
        <legend>{label}</legend>
        <Radio.Group className={css.radios ?? ""} value={value} onChange={(event) => set(event.target.value as string)}>
          {(field.options ?? []).map((one) => (
            <Radio key={one.value} value={one.value} data-testid={`${field.name}-${one.value}`}>
              {one.label}
            </Radio>
          ))}
        </Radio.Group>
        {said}
      </fieldset>
    );
  return (
    <label className={`${css.field} ${field.type === "area" ? css.wide : ""}`} htmlFor={id} data-field={field.name}>
      <span>{label}</span>
      <Control field={field} id={id} value={value} set={set} isBad={fault !== null} testId={testId} />
      {said}
    </label>
  );
}

interface ControlProps {
  field: Field;
  id: string;
  value: string;
  set: (value: string) => void;
  isBad: boolean;
  testId: string;
}

function Control({ field, id, value, set, isBad, testId }: ControlProps) {
  const { t } = useTranslation();
  const shared = {
    id,
    value,
    "data-testid": testId,
    "aria-invalid": isBad,
    onChange: (event: { target: { value: string } }) => set(event.target.value),
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
  if (field.type === "secret")
    return <Input.Password {...shared} maxLength={field.most ?? 256} autoComplete="current-password" status={status} />;
  return (
    <Input
      {...shared}
      {...(field.isPlain ? { autoCapitalize: "off", spellCheck: false } : {})}
      maxLength={field.most ?? 200}
      autoComplete="off"
      status={status}
      placeholder={field.type === "time" ? t("form.timeHint") : ""}
    />
  );
}
