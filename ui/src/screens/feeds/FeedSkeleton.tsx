/** A feed's card while the feeds load. */
import { Bone } from "@/components/Bone";
import css from "./Feeds.module.css";

export function FeedSkeleton() {
  return (
    <div className={css.card} data-testid="feed-loading">
      <Bone width="50%" height="1.3rem" />
      <Bone width="90%" height="2.4rem" />
      <Bone width="100%" height="3.4rem" />
      <Bone width="100%" height="5rem" />
    </div>
  );
}
