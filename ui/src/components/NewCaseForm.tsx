/** Opens a case: from the list, or from a warning, which is pinned to it at once. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CASE_KINDS, caseQuery, ORIGINS, openCase } from "@/api/cases";
import type { CaseDetail, NewCase } from "@/api/schema";
import { type Field, FieldForm } from "./FieldForm";

interface Props {
  warningId?: string;
  done: (opened: CaseDetail) => void;
  cancel: () => void;
}

export function NewCaseForm({ warningId, done, cancel }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fields: Field[] = [
    { name: "title", label: t("cases.field.title") },
    {
      name: "kind",
      label: t("cases.field.kind"),
      type: "choice",
      options: CASE_KINDS.map((value) => ({ value, label: t(`cases.kind.${value}`) })),
      starts: warningId ? "telecom_fraud" : "",
    },
    ...(warningId
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
          origin: warningId ? ("warning" as const) : (origin as NewCase["origin"]),
          note,
          ...(warningId ? { warning_id: warningId } : {}),
        };
        const opened = await openCase(body);
        queries.setQueryData(caseQuery(opened.number).queryKey, opened);
        await queries.invalidateQueries({ queryKey: ["cases"], predicate: (one) => one.queryKey[1] !== "one" });
        done(opened);
      }}
    />
  );
}
