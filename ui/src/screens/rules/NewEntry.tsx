/** Drafts a whitelist entry. Checked here for quick words; the server checks it again as it does a change file. */
import { Button, Input, type InputRef } from "antd";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { draftEntry } from "@/api/rules";
import type { Whitelist } from "@/api/schema";
import { Trouble } from "@/components/Trouble";
import { type Entered, FIELDS, type Field, faultsOf, plainNumber } from "./entry";
import css from "./Whitelist.module.css";

interface Props {
  told: Whitelist;
  done: (changeId: number) => void;
  cancel: () => void;
}

const EMPTY: Entered = { number: "", expires: "", reason: "", source: "", why: "" };

export function NewEntry({ told, done, cancel }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [entered, setEntered] = useState<Entered>(EMPTY);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const first = useRef<InputRef>(null);
  useEffect(() => first.current?.focus(), []);
  const faults = isTried ? faultsOf(entered, told) : {};
  const hints: Partial<Record<Field, string>> = {
    number: t("rules.white.numberHint"),
    expires: t("rules.white.expiresHint", { day: told.latest_end }),
  };
  const faultWords = {
    missing: t("rules.white.missing"),
    number: t("rules.white.numberBad"),
    expires: t("rules.white.expiresBad", { from: told.earliest_end, until: told.latest_end }),
  };

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faultsOf(entered, told)).length > 0) return;
    setBusy(true);
    setError(null);
    try {
      const change = await draftEntry({
        ...entered,
        expires: entered.expires.trim(),
        number: plainNumber(entered.number),
        serial: told.serial,
      });
      done(change.change_id);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };

  return (
    <form
      className={css.form}
      onSubmit={send}
      aria-label={t("rules.white.addTitle")}
      onKeyDown={(event) => event.key === "Escape" && cancel()}
      data-testid="entry-form"
    >
      <h2>{t("rules.white.addTitle")}</h2>
      {FIELDS.map((field) => {
        const fault = faults[field];
        return (
          <label key={field} htmlFor={`${id}${field}`}>
            <span>{t(`rules.white.${field}`)}</span>
            <Input
              id={`${id}${field}`}
              {...(field === "number" ? { ref: first } : {})}
              value={entered[field]}
              onChange={(event) => setEntered({ ...entered, [field]: event.target.value })}
              status={fault ? "error" : ""}
              maxLength={500}
              autoComplete="off"
              data-testid={`entry-${field}`}
            />
            {fault ? <small role="alert">{faultWords[fault]}</small> : hints[field] && <small>{hints[field]}</small>}
          </label>
        );
      })}
      <p className="quiet">{t("rules.white.way")}</p>
      {error !== null && (
        <div className={css.trouble}>
          <Trouble error={error} />
        </div>
      )}
      <div className={css.buttons}>
        <Button type="primary" htmlType="submit" disabled={isBusy} data-testid="entry-submit">
          {t("rules.white.draft")}
        </Button>
        <Button onClick={cancel}>{t("confirm.cancel")}</Button>
      </div>
    </form>
  );
}
