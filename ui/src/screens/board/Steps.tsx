/** Where a warning stands on its way: 预警 → 签收 → 电话劝阻 → 见面劝阻 → 回访 → 归档. */
import { useTranslation } from "react-i18next";
import type { WarningRow } from "@/api/schema";
import { StepLine } from "@/components/StepLine";

const STEPS = ["warning", "accept", "call", "visit", "revisit", "archive"] as const;
/** A warning that stands has been raised and waits to be accepted; the later steps are entered where cases are worked. */
const DONE = 1;

export function Steps({ row }: { row: WarningRow }) {
  const { t } = useTranslation();
  return (
    <StepLine
      title={t("panel.steps.title")}
      steps={STEPS.map((step) => ({ key: step, says: t(`panel.steps.${step}`) }))}
      done={DONE}
      isOpen={row.state === "open"}
      ahead={t("panel.steps.ahead")}
      testId="steps"
    />
  );
}
