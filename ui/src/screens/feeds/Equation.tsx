/** received = stored + rejected + duplicates, as a sum that a person can check; one that does not add up says by how much. */
import { useTranslation } from "react-i18next";
import type { FeedCardView } from "@/api/schema";
import { count } from "@/lib/numbers";
import css from "./Feeds.module.css";

type Counters = Pick<FeedCardView, "received" | "stored" | "rejected" | "duplicates">;

/** received − (stored + rejected + duplicates): 0 when the account balances. */
export function imbalance(feed: Counters): number {
  return feed.received - feed.stored - feed.rejected - feed.duplicates;
}

export function Equation({ feed }: { feed: Counters }) {
  const { t } = useTranslation();
  const apart = imbalance(feed);
  const term = (key: "received" | "stored" | "rejected" | "duplicates", sign = "") => (
    <span className={css.unit}>
      {sign && <span className={css.sign}>{sign}</span>}
      <span className={css.term} data-testid={`count-${key}`}>
        <strong className="num">{count(feed[key])}</strong>
        <span>{t(`feeds.${key}`)}</span>
      </span>
    </span>
  );
  return (
    <div className={css.equation} role="group" aria-label={t("feeds.equation")}>
      {term("received")}
      {term("stored", apart === 0 ? "=" : "≠")}
      {term("rejected", "+")}
      {term("duplicates", "+")}
      {apart !== 0 && (
        <strong className={css.apart} role="alert">
          {t("feeds.unbalanced", { n: count(apart) })}
        </strong>
      )}
    </div>
  );
}
