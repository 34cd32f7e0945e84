/** One act's form: what it needs and no more. Checked here for quick words; the server checks it again. */
import { useQuery } from "@tanstack/react-query";
import { Button, Input, InputNumber, Radio, Select } from "antd";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ActBody, WarningDetail } from "@/api/schema";
import { deskQuery } from "@/api/warnings";
import { Trouble } from "@/components/Trouble";
import { useZone } from "@/components/zone";
import { DISPOSITIONS, FALSE_CAUSES, type Form, LANGUAGES, LATE_CAUSES, OUTCOMES, TEMPLATES } from "./acts";
import css from "./Desk.module.css";
import { bodyOf, type Entered, emptyOf, faultsOf, needsOf } from "./entered";

interface Props {
  form: Form;
  detail: WarningDetail;
  login: string;
  put: (act: Partial<ActBody> & Pick<ActBody, "kind">) => Promise<void>;
  cancel: () => void;
}

export function ActForm({ form, detail, login, put, cancel }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const desk = useQuery(deskQuery);
  const [entered, setEntered] = useState<Entered>(() => emptyOf(form));
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const box = useRef<HTMLFormElement>(null);
  const isLate = detail.missed.length > 0;
  const needs = needsOf(form, entered, isLate);
  const faults = isTried ? faultsOf(form, entered, isLate, zone) : [];
  useEffect(() => {
    box.current?.scrollIntoView({ block: "nearest" });
    box.current?.querySelector<HTMLElement>("input, textarea")?.focus({ preventScroll: true });
  }, []);
  const set = (more: Partial<Entered>) => setEntered((before) => ({ ...before, ...more }));
  const fault = (field: keyof Entered) =>
    faults.includes(field) && <small role="alert">{t(`desk.fault.${field}`)}</small>;

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return; // the button keeps the focus, so that Esc still closes the form and not the panel
    setTried(true);
    if (faultsOf(form, entered, isLate, zone).length > 0) return;
    setBusy(true);
    setError(null);
    try {
      await put(bodyOf(form, entered, zone));
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const choice = <T extends string>(
    field: "outcome" | "disposition" | "template" | "language",
    values: readonly T[],
    says: (value: T) => string,
  ) => (
    <fieldset className={css.field}>
      <legend>{t(`desk.field.${field}`)}</legend>
      <Radio.Group
        className={css.choices ?? ""}
        value={entered[field]}
        onChange={(event) => set({ [field]: event.target.value })}
        data-testid={`field-${field}`}
      >
        {values.map((value) => (
          <Radio key={value} value={value} data-testid={`${field}-${value}`}>
            {says(value)}
          </Radio>
        ))}
      </Radio.Group>
      {fault(field)}
    </fieldset>
  );
  const select = (
    field: "to" | "station" | "false_cause" | "late_cause",
    options: { value: string; label: string }[],
  ) => (
    <label className={css.field} htmlFor={`act-${field}`}>
      <span>{t(`desk.field.${field}`)}</span>
      <Select
        id={`act-${field}`}
        value={entered[field] || null}
        onChange={(value) => set({ [field]: value })}
        options={options}
        loading={desk.isPending}
        getPopupContainer={() => box.current ?? document.body}
        showSearch={{ optionFilterProp: "label" }}
        notFoundContent={t(field === "station" ? "desk.noStations" : "desk.none")}
        status={faults.includes(field) ? "error" : ""}
        data-testid={`field-${field}`}
      />
      {fault(field)}
    </label>
  );

  return (
    <form
      ref={box}
      className={css.form}
      onSubmit={send}
      aria-label={t(`desk.act.${form}`)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        cancel();
      }}
      data-testid="act-form"
    >
      {needs.includes("to") &&
        select(
          "to",
          (desk.data?.colleagues ?? [])
            .filter((one) => one.login !== (detail.work.holder?.login ?? login))
            .map((one) => ({ value: one.login, label: `${one.name} · ${t(`role.${one.role}`)}` })),
        )}
      {needs.includes("station") &&
        select(
          "station",
          (desk.data?.stations ?? []).map((name) => ({ value: name, label: name })),
        )}
      {needs.includes("outcome") &&
        (form === "call" || form === "visit" || form === "follow_up") &&
        choice("outcome", OUTCOMES[form], (value) => t(`desk.outcome.${value}`))}
      {form === "message" && (
        <>
          {choice("template", TEMPLATES, (value) => t(`desk.template.${value}`))}
          {choice("language", LANGUAGES, (value) => t(`desk.language.${value}`))}
          <p className={css.text} data-testid="text" lang={entered.language === "en" ? "en" : "zh-CN"}>
            {detail.texts.find((one) => one.template === entered.template && one.language === entered.language)?.text}
          </p>
        </>
      )}
      {needs.includes("disposition") && choice("disposition", DISPOSITIONS, (value) => t(`desk.disposition.${value}`))}
      {needs.includes("false_cause") &&
        select(
          "false_cause",
          FALSE_CAUSES.map((value) => ({ value, label: t(`desk.falseCause.${value}`) })),
        )}
      {needs.includes("lost_at") && (
        <div className={css.pair}>
          <label className={css.field} htmlFor="act-lost-at">
            <span>{t("desk.field.lost_at")}</span>
            <Input
              id="act-lost-at"
              value={entered.lost_at}
              onChange={(event) => set({ lost_at: event.target.value })}
              placeholder={t("desk.lostAtHint")}
              status={faults.includes("lost_at") ? "error" : ""}
              autoComplete="off"
            />
            {fault("lost_at")}
          </label>
          <label className={css.field} htmlFor="act-lost-cny">
            <span>{t("desk.field.lost_cny")}</span>
            <InputNumber<number>
              id="act-lost-cny"
              value={entered.lost_cny}
              onChange={(value) => set({ lost_cny: value })}
              min={1}
              precision={0}
              style={{ width: "100%" }}
            />
          </label>
        </div>
      )}
      {needs.includes("late_cause") &&
        select(
          "late_cause",
          LATE_CAUSES.map((value) => ({ value, label: t(`desk.lateCause.${value}`) })),
        )}
      <label className={css.field} htmlFor="act-note">
        <span>{t("desk.field.note")}</span>
        <Input.TextArea
          id="act-note"
          value={entered.note}
          onChange={(event) => set({ note: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.current?.requestSubmit();
          }}
          rows={2}
          maxLength={1000}
          placeholder={t("desk.noteHint")}
          status={faults.includes("note") ? "error" : ""}
          data-testid="field-note"
        />
        {fault("note")}
      </label>
      {error !== null && (
        <div className={css.trouble}>
          <Trouble error={error} />
        </div>
      )}
      <div className={css.sent}>
        <Button type="primary" htmlType="submit" aria-disabled={isBusy} data-testid="act-submit">
          {t(form === "message" ? "desk.send" : "desk.put")}
        </Button>
        <Button onClick={cancel}>{t("desk.cancel")}</Button>
        <span className={css.note}>{t(form === "message" ? "desk.sendsNow" : "desk.audited")}</span>
      </div>
    </form>
  );
}
