/** A warning's level: word, shape and colour, so that none of the three is needed to tell it. */
import { useTranslation } from "react-i18next";
import type { Level as LevelName } from "@/api/schema";
import css from "./Level.module.css";

const SHAPES: Record<LevelName, string> = {
  urgent: "M8 0 16 8 8 16 0 8z",
  high: "M8 1.2 15.4 14.500H.600z",
  normal: "M8 1.500a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z",
  notice: "M2.5 2.500h11v11h-11z",
};

/** Diamond, triangle, disc, square: from the most pressing to the least; the last two are hollow. */
export function LevelShape({ level }: { level: LevelName }) {
  const isHollow = level === "normal" || level === "notice";
  return (
    <svg className={css.shape} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={SHAPES[level]}
        fill={isHollow ? "none" : "currentColor"}
        stroke="currentColor"
        strokeWidth={isHollow ? 2 : 0}
      />
    </svg>
  );
}

export function Level({ level }: { level: LevelName }) {
  const { t } = useTranslation();
  return (
    <span className={`${css.level} ${css[level]}`} data-level={level} data-testid="level">
      <LevelShape level={level} />
      {t(`level.${level}`)}
    </span>
  );
}
