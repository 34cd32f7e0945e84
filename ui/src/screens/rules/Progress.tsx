/** Where a change stands on its way, and who took each step when: 起草 → 回测 → 批准 → 发布. */
import { useTranslation } from "react-i18next";
import type { ChangeDetail } from "@/api/schema";
import { StepLine } from "@/components/StepLine";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { shortTime } from "@/lib/time";

const STEPS = ["drafted", "backtested", "approved", "published"] as const;
type Step = (typeof STEPS)[number];

/** How many steps are done: a change that was rejected has not been approved, one that was rolled back has been published. */
export function stepsDone({ state, backtested_at }: Pick<ChangeDetail, "state" | "backtested_at">): number {
  if (state === "rejected") return backtested_at ? 2 : 1;
  return state === "rolled_back" ? STEPS.length : STEPS.indexOf(state) + 1;
}

export function Progress({ change }: { change: ChangeDetail }) {
  const { t } = useTranslation();
  const zone = useZone();
  const done = stepsDone(change);
  const isOver = change.state === "rejected";
  const at = (iso: string | null) => iso && shortTime(Date.parse(iso), serverNow(), zone);
  const told: Record<Step, (string | null)[]> = {
    drafted: [change.author, at(change.drafted_at)],
    backtested: [at(change.backtested_at)],
    approved: isOver ? [] : [change.approver, at(change.decided_at)],
    published: [change.version],
  };
  return (
    <StepLine
      title={t("rules.step.title")}
      steps={STEPS.map((step) => ({ key: step, says: t(`rules.step.${step}`), told: told[step] }))}
      done={done}
      isOpen={!isOver}
      ahead={t("rules.step.ahead")}
    />
  );
}
