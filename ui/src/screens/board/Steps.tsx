/** Where a warning stands on its way: 预警 → 签收 → 电话劝阻 → 见面劝阻 → 回访 → 归档. */
import { useTranslation } from "react-i18next";
import type { ActKind, Stage, StepView, WarningRow } from "@/api/schema";
import { StepLine } from "@/components/StepLine";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { shortTime } from "@/lib/time";

const STEPS = ["warning", "accept", "call", "visit", "revisit", "archive"] as const;
type Key = (typeof STEPS)[number];

/** Acts that take a warning there. */
const BY: Readonly<Record<Key, readonly ActKind[]>> = {
  warning: [],
  accept: ["take", "hand_over", "reopen"],
  call: ["call"],
  visit: ["visit"],
  revisit: ["follow_up"],
  archive: ["close"],
};
/** Steps that are behind it at each stage. */
const DONE: Readonly<Record<Stage, number>> = {
  waiting: 1,
  taken: 2,
  called: 3,
  visited: 4,
  followed_up: 5,
  closed: 6,
};

export function Steps({ row, acts }: { row: WarningRow; acts: readonly StepView[] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const now = serverNow();
  const done = DONE[row.work.stage];
  const actOf = (key: Key) =>
    [...acts].reverse().find((one) => BY[key].includes(one.kind) && !one.is_undone && !one.is_in_vain);
  return (
    <StepLine
      title={t("panel.steps.title")}
      steps={STEPS.map((key, n) => {
        const act = n < done ? actOf(key) : undefined;
        return {
          key,
          says: t(`panel.steps.${key}`),
          told: act ? [act.actor.name, shortTime(Date.parse(act.at), now, zone)] : [],
          isSkipped: key !== "warning" && n < done && !act && acts.length > 0,
        };
      })}
      done={done}
      isOpen={row.work.stage !== "closed"}
      ahead={t("panel.steps.ahead")}
      skipped={t("panel.steps.skipped")}
      testId="steps"
    />
  );
}
