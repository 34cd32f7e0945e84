/** Opens a case: from the list, or from a warning or a call record, which is pinned to it at once. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CASE_KINDS, caseQuery, ORIGINS, openCase } from "@/api/cases";
import type { CaseDetail, NewCase, Pin } from "@/api/schema";
import { type Field, FieldForm } from "./FieldForm";

const FROM = { warning: "warning", record: "search" } as const; // where a case that is opened from it comes from

interface Props {
  pin?: Pick<Pin, "what" | "ref">;
  done: (opened: CaseDetail) => void;
  cancel: () => void;
}

export function NewCaseForm({ pin, done, cancel }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fields: Field[] = [
    { name: "title", label: t("cases.field.title") },
    {
      name: "kind",
      label: t("cases.field.kind"),
      type: "choice",
      options: CASE_KINDS.map((value) => ({ value, label: t(`cases.kind.${value}`) })),
      starts: pin ? "telecom_fraud" : "",
    },
    ...(pin
      ? []
      : [
          {
            name: "origin",
            label: t("cases.field.origin"),
            type: "choice" as const,
            options: ORIGINS.map((value) => ({ value, label: t(`cases.origin.${value}`) })),
          },
        ]),
    { name: "note", label: t("cases.field.note"), type: "area", isOptional: true, most: 1000 },
  ];
  return (
    <FieldForm
      title={t("cases.new")}
      action={t("cases.open")}
      fields={fields}
      cancel={cancel}
      testId="new-case"
      send={async ({ title = "", kind, origin, note = "" }) => {
        const body = {
          title,
          kind: kind as NewCase["kind"],
          origin: pin ? FROM[pin.what] : (origin as NewCase["origin"]),
          note,
          ...(pin ? { pin: { kind: "pin" as const, note: "", ...pin } } : {}),
        };
        const opened = await openCase(body);
        queries.setQueryData(caseQuery(opened.number).queryKey, opened);
        await queries.invalidateQueries({ queryKey: ["cases"], predicate: (one) => one.queryKey[1] !== "one" });
        done(opened);
      }}
    />
  );
}
