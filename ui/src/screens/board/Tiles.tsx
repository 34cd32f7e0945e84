/** Open warnings by level; each tile filters by its level. */
import { useTranslation } from "react-i18next";
import type { Level, LevelCounts } from "@/api/schema";
import { LEVELS } from "@/api/warnings";
import { LevelShape } from "@/components/Level";
import { count } from "@/lib/numbers";
import css from "./Tiles.module.css";

interface Props {
  counts: LevelCounts | null;
  chosen: readonly Level[]; // empty: all
  toggle: (level: Level) => void;
}

export function Tiles({ counts, chosen, toggle }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css.tiles} role="group" aria-label={t("warnings.tilesLabel")}>
      {LEVELS.map((level, n) => {
        const isChosen = chosen.includes(level);
        const isAside = chosen.length > 0 && !isChosen;
        return (
          <button
            key={level}
            type="button"
            className={`${css.tile} ${css[level]} ${isAside ? css.aside : ""}`}
            aria-pressed={isChosen}
            aria-keyshortcuts={String(n + 1)}
            onClick={() => toggle(level)}
            data-testid={`tile-${level}`}
          >
            <span className={css.word}>
              <LevelShape level={level} />
              {t(`level.${level}`)}
            </span>
            <span className={css.count}>{counts ? count(counts[level]) : "–"}</span>
            <span className={css.means}>{t(`levelMeans.${level}`)}</span>
          </button>
        );
      })}
    </div>
  );
}
