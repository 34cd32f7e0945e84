/** All changes, newest first; the one that is open stands beside the list. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { changesQuery } from "@/api/rules";
import type { ChangeRow } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { Problem } from "@/components/Problem";
import { Stale } from "@/components/Stale";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { shortTime } from "@/lib/time";
import { ChangePanel } from "./ChangePanel";
import { ChangeState } from "./ChangeState";
import css from "./Changes.module.css";
import { waitsFor } from "./decisions";
import rules from "./Rules.module.css";

const route = getRouteApi("/in/rules");
const signedIn = getRouteApi("/in");

function Item({ change, isOpen, open }: { change: ChangeRow; isOpen: boolean; open: () => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const { me } = signedIn.useRouteContext();
  return (
    <li>
      <button
        type="button"
        className={`${css.item} ${isOpen ? css.open : ""}`}
        aria-current={isOpen ? "true" : undefined}
        onClick={open}
        data-testid="change"
        data-change={change.change_id}
      >
        <strong className="num">{t("rules.changes.number", { n: change.change_id })}</strong>
        <span className={css.stateOf}>
          <ChangeState state={change.state} />
          {waitsFor(change, me) && <span className={css.yours}>{t("rules.changes.yours")}</span>}
        </span>
        <span className={css.reason}>{change.reason}</span>
        {change.is_altered && (
          <span className={css.altered}>
            <Problem isPart>{t("rules.changes.altered")}</Problem>
          </span>
        )}
        <span className={css.meta}>
          <span>
            {change.author === me.login ? t("rules.changes.mine") : t("rules.changes.by", { who: change.author })}
          </span>
          <span className="num">{shortTime(Date.parse(change.drafted_at), serverNow(), zone)}</span>
          {change.version && <span className="num">{change.version}</span>}
        </span>
      </button>
    </li>
  );
}

/** Opens changes in the address; J and K walk through them. */
function useOpenChange(items: readonly ChangeRow[]) {
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (one: number | null) =>
    void navigate({
      search: one === null ? { tab: "changes" } : { tab: "changes", id: one },
      replace: id !== undefined && one !== null,
    });
  const walk = (by: number) => {
    const here = items.findIndex((change) => change.change_id === id);
    const next = items[here < 0 ? 0 : Math.min(items.length - 1, Math.max(0, here + by))];
    if (next) open(next.change_id);
  };
  useHotkeys("j", () => walk(1), [items, id]);
  useHotkeys("k", () => walk(-1), [items, id]);
  useHotkeys("escape", () => id !== undefined && open(null), [id]);
  return { id, open };
}

export function Changes() {
  const { t } = useTranslation();
  const { data, error, refetch, dataUpdatedAt } = useQuery(changesQuery);
  const { id, open } = useOpenChange(data?.items ?? []);
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <>
      <Stale error={error} since={dataUpdatedAt} retry={() => void refetch()} />
      <div className={rules.split}>
        <section
          className={`${rules.scroller} ${rules.padded} ${id === undefined ? "" : css.beside}`}
          aria-label={t("rules.changes.list")}
        >
          {!data && <Bone width="100%" height="12rem" />}
          {data && data.items.length === 0 && (
            <Nothing title={t("rules.changes.empty")} hint={t("rules.changes.emptyHint")} />
          )}
          <ul className={css.list}>
            {data?.items.map((change) => (
              <Item
                key={change.change_id}
                change={change}
                isOpen={change.change_id === id}
                open={() => open(change.change_id)}
              />
            ))}
          </ul>
        </section>
        {id !== undefined && <ChangePanel key={id} id={id} close={() => open(null)} />}
      </div>
    </>
  );
}
