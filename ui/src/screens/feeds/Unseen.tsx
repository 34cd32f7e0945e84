/** What it means for detection that nothing comes: nobody may take the silence of a carrier for peace. */
import { useTranslation } from "react-i18next";
import type { FeedCardView } from "@/api/schema";
import css from "./Feeds.module.css";

type Fed = Pick<FeedCardView, "kind" | "state">;

/** Files come in batches, and the next one tells what was not seen; a capture that was silent tells nothing afterwards. */
export function unseen(feed: Fed): "later" | "blind" | null {
  if (feed.state === "refused" || feed.state === "failed") return "blind";
  if (feed.state !== "quiet") return null;
  return feed.kind === "files" ? "later" : "blind";
}

export function Unseen({ feed }: { feed: Fed }) {
  const { t } = useTranslation();
  const what = unseen(feed);
  if (!what) return null;
  return (
    <p className={css.unseen} data-testid="unseen">
      {t(`feeds.unseen.${what}`)}
    </p>
  );
}
