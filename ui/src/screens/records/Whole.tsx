/** Asks for one record's full numbers: within a case of one's own, or outside all of them, which is glass. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ownCases, ownCasesQuery } from "@/api/cases";
import { unmaskRecord } from "@/api/records";
import type { UnmaskedRecord } from "@/api/schema";
import { Failure } from "@/components/Failure";
import { FieldForm, type Values } from "@/components/FieldForm";
import { isPurpose } from "@/lib/purpose";

const OUTSIDE = "none";

interface Props {
  id: string;
  purpose: string; // of the search
  latest: string | undefined; // number of the case that this record was just put into
  show: (numbers: UnmaskedRecord) => void;
  cancel: () => void;
}

export function Whole({ id, purpose, latest = "", show, cancel }: Props) {
  const { t } = useTranslation();
  const own = useQuery(ownCasesQuery);
  const isOutside = ({ case_number: number }: Values) => number === OUTSIDE;
  if (own.error) return <Failure error={own.error} retry={() => void own.refetch()} />;
  if (!own.data) return null;
  return (
    <FieldForm
      title={t("records.unmask")}
      action={t("unmask.confirm")}
      fields={(entered) => [
        {
          name: "case_number",
          label: t("records.inCase"),
          type: "choice",
          starts: latest,
          options: [
            ...ownCases(own.data).map((row) => ({ value: row.number, label: `${row.number} ${row.title}` })),
            { value: OUTSIDE, label: t("records.outside") },
          ],
          hint: t("records.inCaseHint"),
          missing: t("records.inCaseMissing"),
        },
        {
          name: "purpose",
          label: t(isOutside(entered) ? "unmask.glassReason" : "unmask.purpose"),
          starts: purpose,
          missing: t("unmask.tooShort"),
          fault: (text) => (isPurpose(text) ? null : t("unmask.tooShort")),
          ...(isOutside(entered) ? { hint: t("records.willAlarm") } : {}),
        },
      ]}
      send={async (values) =>
        show(await unmaskRecord(id, values.purpose ?? "", isOutside(values) ? null : (values.case_number ?? "")))
      }
      cancel={cancel}
      testId="record-whole"
    />
  );
}
