/** "3 条新预警": rows wait here until somebody asks for them, so that nothing moves under the cursor. */
import { ArrowUpOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { count } from "@/lib/numbers";
import css from "./Pill.module.css";

export function Pill({ fresh, risen, settle }: { fresh: number; risen: number; settle: () => void }) {
  const { t } = useTranslation();
  const news = [
    fresh > 0 && t("warnings.fresh", { n: count(fresh) }),
    risen > 0 && t("warnings.risen", { n: count(risen) }),
  ].filter((part) => part !== false);
  return (
    <div className={css.place} aria-live="polite">
      {news.length > 0 && (
        <button
          type="button"
          className={css.pill}
          onClick={settle}
          data-testid="fresh-pill"
          data-fresh={fresh}
          data-risen={risen}
        >
          <ArrowUpOutlined aria-hidden="true" />
          {news.join(" · ")}
          <span className={css.key}>{t("warnings.freshKey")}</span>
        </button>
      )}
    </div>
  );
}
