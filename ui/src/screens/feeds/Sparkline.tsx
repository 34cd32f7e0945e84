/** The rate of the last two minutes; real points only, the newest at the right edge. */
import { useTranslation } from "react-i18next";
import { figure } from "@/lib/numbers";
import { POINTS } from "@/live/rates";
import css from "./Feeds.module.css";

const WIDTH = 240;
const HEIGHT = 36;
const STEP = WIDTH / (POINTS - 1);

/** SVG points of the line: x by age, y by value against the highest. */
export function linePoints(points: readonly number[]): string {
  const highest = Math.max(...points, 1);
  const first = POINTS - points.length;
  return points
    .map(
      (value, n) => `${((first + n) * STEP).toFixed(1)},${(HEIGHT - 2 - (value / highest) * (HEIGHT - 4)).toFixed(1)}`,
    )
    .join(" ");
}

export function Sparkline({ points, now }: { points: readonly number[]; now: number }) {
  const { t } = useTranslation();
  const label = t("feeds.rateHistory", { max: figure(Math.max(...points, 0)), now: figure(now) });
  return (
    <svg
      className={css.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT - 1.5} y2={HEIGHT - 1.5} className={css.base} />
      <polyline points={linePoints(points)} className={css.line} />
    </svg>
  );
}
