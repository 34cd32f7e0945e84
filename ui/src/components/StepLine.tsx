/** Steps on a way in order: those done, the one that is due, those ahead. */
import { CheckOutlined } from "@ant-design/icons";
import css from "./StepLine.module.css";

export interface Step {
  key: string;
  says: string;
  /** Who took it, and when, as far as it is known. */
  told?: (string | null)[];
  /** The way went on without it. */
  isSkipped?: boolean;
}

interface Props {
  title: string;
  steps: readonly Step[];
  done: number;
  /** False: the way has ended, nothing is due. */
  isOpen: boolean;
  /** What a screen reader hears of a step ahead. */
  ahead: string;
  /** What is said of a step that was left out. */
  skipped?: string;
  testId?: string;
}

export function StepLine({ title, steps, done, isOpen, ahead, skipped, testId }: Props) {
  return (
    <ol className={css.steps} aria-label={title} {...(testId ? { "data-testid": testId } : {})}>
      {steps.map((step, n) => {
        const isPast = n < done;
        const state = isPast && !step.isSkipped ? "done" : n === done && isOpen ? "now" : "ahead";
        return (
          <li key={step.key} className={css[state]} {...(state === "now" ? { "aria-current": "step" as const } : {})}>
            <span className={css.dot} aria-hidden="true">
              {state === "done" ? <CheckOutlined /> : isPast ? "–" : n + 1}
            </span>
            {step.says}
            {step.told?.map((words) => words && <small key={words}>{words}</small>)}
            {state === "ahead" && <span className="sr-only">{isPast ? skipped : ahead}</span>}
          </li>
        );
      })}
    </ol>
  );
}
