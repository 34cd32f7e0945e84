/** Where a change stands on its way, and who took each step when: 起草 → 回测 → 批准 → 发布. */
import { CheckOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { ChangeDetail } from "@/api/schema";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { shortTime } from "@/lib/time";
import css from "./Progress.module.css";

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
    <ol className={css.steps} aria-label={t("rules.step.title")}>
      {STEPS.map((step, n) => {
        const state = n < done ? "done" : n === done && !isOver ? "now" : "ahead";
        return (
          <li key={step} className={css[state]} {...(state === "now" ? { "aria-current": "step" as const } : {})}>
            <span className={css.dot} aria-hidden="true">
              {state === "done" ? <CheckOutlined /> : n + 1}
            </span>
            {t(`rules.step.${step}`)}
            {told[step].map((words) => words && <small key={words}>{words}</small>)}
            {state === "ahead" && <span className="sr-only">{t("rules.step.ahead")}</span>}
          </li>
        );
      })}
    </ol>
  );
}
