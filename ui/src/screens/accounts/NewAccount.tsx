/** Opens an account: login, name, role and reason; the server makes the start password. */
import { Button, Input, type InputRef } from "antd";
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { openAccount } from "@/api/accounts";
import type { AccountRow, StartPassword } from "@/api/schema";
import { Trouble } from "@/components/Trouble";
import css from "./Accounts.module.css";
import { type Entered, type Field, faultsOf } from "./newAccount";

const ROLES: readonly AccountRow["role"][] = [
  "duty_officer",
  "analyst",
  "commander",
  "system_admin",
  "security_admin",
  "auditor",
];
const EMPTY: Entered = { login: "", name: "", role: "", reason: "" };

interface Props {
  done: (told: StartPassword) => void;
  cancel: () => void;
}

export function NewAccount({ done, cancel }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [entered, setEntered] = useState<Entered>(EMPTY);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const first = useRef<InputRef>(null);
  useEffect(() => first.current?.focus(), []);
  const faults = isTried ? faultsOf(entered) : {};
  const role = ROLES.find((one) => one === entered.role);
  const set = (field: Field) => (text: string) => setEntered({ ...entered, [field]: text });

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!role || Object.keys(faultsOf(entered)).length > 0) return;
    setBusy(true);
    setError(null);
    try {
      done(await openAccount({ ...entered, role }));
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };

  const field = (name: Field, control: ReactNode, hint?: string) => (
    <label htmlFor={`${id}${name}`}>
      <span>{t(`accounts.new.${name}`)}</span>
      {control}
      {faults[name] ? (
        <small role="alert">{faults[name] === "login" ? t("accounts.new.loginBad") : t("accounts.new.missing")}</small>
      ) : (
        hint && <small>{hint}</small>
      )}
    </label>
  );
  const text = (name: Exclude<Field, "role">, most: number) => (
    <Input
      id={`${id}${name}`}
      {...(name === "login" ? { ref: first, autoCapitalize: "off", spellCheck: false } : {})}
      value={entered[name]}
      onChange={(event) => set(name)(event.target.value)}
      status={faults[name] ? "error" : ""}
      maxLength={most}
      autoComplete="off"
      data-testid={`new-${name}`}
    />
  );

  return (
    <form
      className={css.form}
      onSubmit={send}
      aria-label={t("accounts.new.title")}
      onKeyDown={(event) => event.key === "Escape" && cancel()}
      noValidate
      data-testid="new-form"
    >
      <h2>{t("accounts.new.title")}</h2>
      {field("login", text("login", 64), t("accounts.new.loginHint"))}
      {field("name", text("name", 64))}
      {field(
        "role",
        <select
          id={`${id}role`}
          className={css.select}
          value={entered.role}
          onChange={(event) => set("role")(event.target.value)}
          aria-invalid={faults.role !== undefined}
          data-testid="new-role"
        >
          <option value="">{t("accounts.new.roleChoose")}</option>
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {t(`role.${one}`)}
            </option>
          ))}
        </select>,
        t("accounts.new.fixed"),
      )}
      {field("reason", text("reason", 500), t("confirm.audited"))}
      {error !== null && (
        <div className={css.trouble}>
          <Trouble error={error} />
        </div>
      )}
      <div className={css.buttons}>
        <Button type="primary" htmlType="submit" disabled={isBusy} data-testid="new-submit">
          {t("accounts.new.submit")}
        </Button>
        <Button onClick={cancel}>{t("confirm.cancel")}</Button>
      </div>
    </form>
  );
}
