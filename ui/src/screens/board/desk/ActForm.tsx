/** One act's form: what it needs and no more. The server checks it again. */
import { useTranslation } from "react-i18next";
import type { ActBody, DeskView, WarningDetail } from "@/api/schema";
import { type Field, FieldForm, type Values } from "@/components/FieldForm";
import { DISPOSITIONS, FALSE_CAUSES, type Form, LANGUAGES, LATE_CAUSES, TEMPLATES } from "./acts";
import css from "./Desk.module.css";
import { bodyOf, type Name, needsOf } from "./entered";

const MOST_NOTE = 1000;

interface Props {
  form: Form;
  detail: WarningDetail;
  desk: DeskView;
  login: string;
  put: (act: Partial<ActBody> & Pick<ActBody, "kind">) => Promise<void>;
  cancel: () => void;
}

export function ActForm({ form, detail, desk, login, put, cancel }: Props) {
  const { t } = useTranslation();
  const isLate = detail.missed.length > 0;
  const isMessage = form === "message";
  const ofForm: Readonly<Record<Name, () => Partial<Field>>> = {
    outcome: () => ({
      type: "radio",
      options: (form in desk.outcomes ? (desk.outcomes[form as keyof DeskView["outcomes"]] ?? []) : []).map(
        (value) => ({ value, label: t(`desk.outcome.${value}`) }),
      ),
    }),
    template: () => ({
      type: "radio",
      starts: "caution",
      options: TEMPLATES.map((value) => ({ value, label: t(`desk.template.${value}`) })),
    }),
    language: () => ({
      type: "radio",
      starts: "zh",
      options: LANGUAGES.map((value) => ({ value, label: t(`desk.language.${value}`) })),
    }),
    disposition: () => ({
      type: "radio",
      options: DISPOSITIONS.map((value) => ({ value, label: t(`desk.disposition.${value}`) })),
    }),
    to: () => ({
      type: "choice",
      options: desk.colleagues
        .filter((one) => one.login !== (detail.work.holder?.login ?? login))
        .map((one) => ({ value: one.login, label: `${one.name} · ${t(`role.${one.role}`)}` })),
    }),
    station: () => ({
      type: "choice",
      options: desk.stations.map((name) => ({ value: name, label: name })),
      ...(desk.stations.length === 0 ? { hint: t("desk.noStations") } : {}),
    }),
    false_cause: () => ({
      type: "radio",
      options: FALSE_CAUSES.map((value) => ({ value, label: t(`desk.falseCause.${value}`) })),
    }),
    late_cause: () => ({
      type: "radio",
      options: LATE_CAUSES.map((value) => ({ value, label: t(`desk.lateCause.${value}`) })),
    }),
    lost_at: () => ({ type: "time" }),
    lost_cny: () => ({
      isOptional: true,
      fault: (text) => (/^[1-9]\d{0,11}$/.test(text) ? null : t("desk.fault.lost_cny")),
    }),
    note: () => ({ type: "area", most: MOST_NOTE }),
  };
  const fields = (entered: Values): Field[] =>
    needsOf(form, entered, isLate).map(({ name, isOptional }) => ({
      name,
      label: t(`desk.field.${name}`),
      missing: t(`desk.fault.${name}`),
      isOptional,
      ...ofForm[name](),
    }));
  const textOf = ({ template = "caution", language = "zh" }: Values) =>
    detail.texts.find((one) => one.template === template && one.language === language);

  return (
    <FieldForm
      title={t(`desk.act.${form}`)}
      action={t(isMessage ? "desk.send" : "desk.put")}
      fields={fields}
      send={(values) => put(bodyOf(form, values))}
      cancel={cancel}
      note={t(isMessage ? "desk.sendsNow" : "desk.audited")}
      {...(isMessage
        ? {
            below: (entered: Values) => (
              <p className={css.text} data-testid="text" lang={entered.language === "en" ? "en" : "zh-CN"}>
                {textOf(entered)?.text}
              </p>
            ),
          }
        : {})}
      testId="act-form"
    />
  );
}
