/** Two thin bars under each other: before and after, or one side and the other. The figures stand beside them. */
import css from "./Bars.module.css";

/** Width of a bar: nothing for nothing, a line at least for something. */
export function barWidth(n: number, most: number): string {
  return n <= 0 || most <= 0 ? "0" : `max(2px, ${((n / most) * 100).toFixed(1)}%)`;
}

interface Props {
  before: number | null;
  after: number | null;
  most: number; // what a full bar is
}

export function Bars({ before, after, most }: Props) {
  return (
    <span className={css.bars} aria-hidden="true">
      <span className={css.before} style={{ width: barWidth(before ?? 0, most) }} />
      <span className={css.after} style={{ width: barWidth(after ?? 0, most) }} />
    </span>
  );
}

/** The colour of something drawn, before its name. `colour`: the class that it is drawn with. */
export function ColourKey({ colour }: { colour: string | undefined }) {
  return <span className={`${css.key} ${colour ?? ""}`} aria-hidden="true" />;
}

/** That of either bar. */
export function BarKey({ of }: { of: "before" | "after" }) {
  return <ColourKey colour={css[of]} />;
}
