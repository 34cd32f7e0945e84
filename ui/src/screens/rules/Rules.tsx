/** 规则: what warnings follow, what is about to change, what was in force before, what is kept quiet, and the model in shadow. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { changesQuery } from "@/api/rules";
import { Challenger } from "./Challenger";
import { Changes } from "./Changes";
import { waitsFor } from "./decisions";
import { InForce } from "./InForce";
import css from "./Rules.module.css";
import { RuleTable } from "./RuleTable";
import { Versions } from "./Versions";
import { Whitelist } from "./Whitelist";

const TABS = ["table", "changes", "versions", "whitelist", "challenger"] as const;
type Tab = (typeof TABS)[number];
const CONTENT = {
  table: RuleTable,
  changes: Changes,
  versions: Versions,
  whitelist: Whitelist,
  challenger: Challenger,
} as const;

const route = getRouteApi("/in/rules");

function useWaiting(): number {
  const { me } = getRouteApi("/in").useRouteContext();
  const { data } = useQuery(changesQuery);
  return data?.items.filter((change) => waitsFor(change, me)).length ?? 0;
}

export function Rules() {
  const { t } = useTranslation();
  const { tab = "table" } = route.useSearch();
  const navigate = route.useNavigate();
  const waiting = useWaiting();
  const Content = CONTENT[tab];
  const show = (one: Tab) => void navigate({ search: one === "table" ? {} : { tab: one } });
  useHotkeys("1,2,3,4,5", (_event, key) => {
    const one = TABS[Number(key.keys?.[0]) - 1];
    if (one) show(one);
  });

  return (
    <div className={css.screen}>
      <header className={css.top}>
        <InForce />
        <nav className={css.tabs} aria-label={t("rules.title")}>
          {TABS.map((one) => (
            <button
              key={one}
              type="button"
              className={one === tab ? css.here : ""}
              aria-current={one === tab ? "page" : undefined}
              onClick={() => show(one)}
              data-testid={`tab-${one}`}
            >
              {t(`rules.tab.${one}`)}
              {one === "changes" && waiting > 0 && (
                <span className={css.waiting}>
                  <span aria-hidden="true">{waiting}</span>
                  <span className="sr-only">{t("rules.waiting", { n: waiting })}</span>
                </span>
              )}
            </button>
          ))}
        </nav>
      </header>
      <Content />
    </div>
  );
}
