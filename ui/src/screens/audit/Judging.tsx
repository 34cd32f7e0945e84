/** The verdict on an alarm: one of three, with words, on the alarm as it was seen. Nobody judges himself. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AUDIT_KEY, judge } from "@/api/audit";
import type { AlarmRow, Verdict } from "@/api/schema";
import { FieldForm } from "@/components/FieldForm";
import { Problem } from "@/components/Problem";

const VERDICTS: readonly Verdict[] = ["justified", "mistake", "misuse"];
const SHORTEST = 4;
const MOST = 500;

export function Judging({ alarm }: { alarm: AlarmRow }) {
  const { t } = useTranslation();
  if (alarm.is_own)
    return (
      <div data-testid="own-alarm">
        <Problem isMild>{t("audit.alarm.ownHint")}</Problem>
      </div>
    );
  return <Form key={alarm.alarm_id} alarm={alarm} />;
}

function Form({ alarm }: { alarm: AlarmRow }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FieldForm
      title={t("audit.judge.title")}
      action={t("audit.judge.submit")}
      fields={[
        {
          name: "verdict",
          label: t("audit.judge.verdict"),
          type: "radio",
          options: VERDICTS.map((value) => ({ value, label: t(`audit.verdict.${value}`) })),
          missing: t("audit.judge.lack.verdict"),
        },
        {
          name: "words",
          label: t("audit.judge.words"),
          hint: t("audit.judge.wordsHint"),
          type: "area",
          most: MOST,
          missing: t("audit.judge.lack.words"),
          fault: (text) => ([...text].length < SHORTEST ? t("audit.judge.lack.words") : null),
        },
      ]}
      send={async ({ verdict, words = "" }) => {
        try {
          await judge(alarm, verdict as Verdict, words);
        } finally {
          await queries.invalidateQueries({ queryKey: AUDIT_KEY }); // it may have grown, or be judged by somebody else
        }
      }}
      note={t("audit.judge.audited")}
      testId="judging"
    />
  );
}
