/** A back-test's figures before and after, as rows. */
import type { BacktestView, ShareView } from "@/api/schema";
import { count, figure, percent } from "@/lib/numbers";

export interface FigureRow {
  key: "aDay" | "precision" | "hours" | "missed" | "inTime" | "lead" | "persons" | "silenced";
  before: number | null;
  after: number | null;
  isWorse: boolean; // fewer people helped; other figures are for the reader to judge
  show: (value: number) => string;
  of?: readonly [ShareView, ShareView]; // of a share its counts
}

const minutes = (s: number | null | undefined) => (s === null || s === undefined ? null : s / 60);

export function figuresOf(found: BacktestView, inMinutes: (n: string) => string): FigureRow[] {
  const { today, changed, days } = found;
  const row = (
    key: FigureRow["key"],
    value: (run: BacktestView["today"]) => number | null,
    show: FigureRow["show"] = count,
    isWorse: (before: number, after: number) => boolean = () => false,
  ): FigureRow => {
    const [before, after] = [value(today), value(changed)];
    return { key, before, after, show, isWorse: before !== null && after !== null && isWorse(before, after) };
  };
  const victims = (run: BacktestView["today"]) => run.victims?.notice ?? null;
  const rows = [
    row("aDay", (run) => run.warnings_a_day, figure),
    {
      ...row("precision", (run) => run.precision_worked_on.share, percent),
      of: [today.precision_worked_on, changed.precision_worked_on] as const,
    },
    row("hours", (run) => run.officer_hours / Math.max(days, 1), figure),
    row(
      "missed",
      (run) => victims(run)?.missed ?? null,
      count,
      (before, after) => after > before,
    ),
    row(
      "inTime",
      (run) => victims(run)?.in_time ?? null,
      count,
      (before, after) => after < before,
    ),
    row(
      "lead",
      (run) => minutes(victims(run)?.median_lead_s),
      (value) => inMinutes(figure(Math.round(value))),
    ),
    row("persons", (run) => run.persons),
    row("silenced", (run) => run.silenced),
  ];
  return rows.filter(({ before, after }) => before !== null || after !== null);
}
