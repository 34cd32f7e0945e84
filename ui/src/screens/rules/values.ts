/** Values of rules as people read them: seconds as minutes, shares as percent, log-odds with their sign. */
import type { Condition, RuleRow, Step } from "@/api/schema";
import { figure } from "@/lib/numbers";

export type Unit = RuleRow["unit"];

/** A number as it is, without the noise of binary fractions: what people decide on is never rounded. */
export function exact(value: number): string {
  const plain = Number(value.toPrecision(12));
  return Number.isInteger(plain) ? figure(plain) : String(plain);
}

/** "50", "10′", "90″", "24 h", "55.5 %". */
export function valueIn(value: number, unit: Unit): string {
  if (unit === "share") return `${exact(value * 100)} %`;
  if (unit !== "seconds") return exact(value);
  if (value >= 7200 && value % 3600 === 0) return `${exact(value / 3600)} h`;
  return value >= 60 && value % 60 === 0 ? `${exact(value / 60)}′` : `${exact(value)}″`;
}

/** "+2.23", "−0.4", "0". */
export function signed(value: number): string {
  if (value === 0) return "0";
  return value > 0 ? `+${exact(value)}` : `−${exact(-value)}`;
}

/** Where a step begins: "≥ 10′", or "≤ 24 h" where less is worse. */
export function stepStart(step: Step, unit: Unit, isFalling: boolean): string {
  if (unit === "flag") return "✓"; // it is so
  return `${isFalling ? "≤" : "≥"} ${valueIn(step.start, unit)}`;
}

/** Steps that say something new: one that adds the same as the one before is left out. */
export function tellingSteps(steps: readonly Step[]): Step[] {
  return steps.filter((step, n) => step.odds !== (steps[n - 1]?.odds ?? 0));
}

/** "short_share_1h ≥ 0.5", "x 1…4", "x = 1". */
export function conditionText({ on, at_least, at_most }: Condition): string {
  if (at_least !== null && at_least === at_most) return `${on} = ${exact(at_least)}`;
  if (at_least !== null && at_most !== null) return `${on} ${exact(at_least)}…${exact(at_most)}`;
  return at_least !== null ? `${on} ≥ ${exact(at_least)}` : `${on} ≤ ${exact(at_most ?? 0)}`;
}

/** What a fact adds from one value on, before and after. */
export interface StepPair {
  start: number;
  before: number;
  after: number;
}

/** At every value where either table has a step: what each adds from there on; nothing before its first step. */
export function stepPairs(before: readonly Step[], after: readonly Step[], isFalling: boolean): StepPair[] {
  const isReached = (start: number, step: Step) => (isFalling ? step.start >= start : step.start <= start);
  const odds = (steps: readonly Step[], start: number) =>
    steps.filter((step) => isReached(start, step)).at(-1)?.odds ?? 0;
  const starts = [...new Set([...before, ...after].map((step) => step.start))].sort((a, b) =>
    isFalling ? b - a : a - b,
  );
  return starts.map((start) => ({ start, before: odds(before, start), after: odds(after, start) }));
}
