/** The list: one's own cases first; a commander sees the titles of the others, too. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import { useRef, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { CASE_VIEWS, type CaseView, casesQuery } from "@/api/cases";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { NewCaseForm } from "@/components/NewCaseForm";
import { Nothing } from "@/components/Nothing";
import { Search } from "@/components/Search";
import { Stale } from "@/components/Stale";
import { endsPair } from "@/lib/keys";
import css from "./Cases.module.css";
import { CaseTable } from "./CaseTable";
import { found } from "./words";

const route = getRouteApi("/in/cases");

export function CaseList() {
  const { t } = useTranslation();
  const { view = "mine", q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch, dataUpdatedAt } = useQuery(casesQuery(view));
  const [isAdding, setAdding] = useState(false);
  const table = useRef<HTMLDivElement>(null);
  const walk = (by: number) => {
    const rows = [...(table.current?.querySelectorAll<HTMLButtonElement>("[data-row]") ?? [])];
    const here = rows.indexOf(document.activeElement as HTMLButtonElement);
    rows[here < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, here + by))]?.focus();
  };
  const options = { preventDefault: true, ignoreEventWhen: endsPair };
  useHotkeys("n", () => setAdding(true), options);
  useHotkeys("j", () => walk(1), options);
  useHotkeys("k", () => walk(-1), options);
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  const open = (number: string) => void navigate({ search: (before) => ({ ...before, id: number }) });
  const items = data && found(data.items, q);
  return (
    <div className={css.screen}>
      <header className={css.top}>
        <Segmented<CaseView>
          value={view}
          onChange={(next) => void navigate({ search: next === "mine" ? {} : { view: next }, replace: true })}
          options={CASE_VIEWS.map((value) => ({ value, label: t(`cases.view.${value}`) }))}
          aria-label={t("cases.views")}
        />
        <Search
          words={q}
          search={(words) =>
            void navigate({
              search: ({ q: _, ...before }) => (words === "" ? before : { ...before, q: words }),
              replace: true,
            })
          }
          label={t("cases.search")}
          hint={t("cases.searchHint")}
          className={css.search}
          testId="case-search"
        />
        <Button
          type="primary"
          icon={<PlusOutlined aria-hidden="true" />}
          onClick={() => setAdding(true)}
          title="N"
          data-testid="new-case-button"
        >
          {t("cases.new")}
        </Button>
      </header>
      <Stale error={error} since={dataUpdatedAt} retry={() => void refetch()} />
      <section className={css.scroller} tabIndex={0} aria-label={t("cases.title")} ref={table}>
        {isAdding && <NewCaseForm done={(opened) => open(opened.number)} cancel={() => setAdding(false)} />}
        {!items ? (
          <Bone width="100%" height="14rem" />
        ) : items.length > 0 ? (
          <CaseTable items={items} open={open} />
        ) : (
          <Nothing title={t(q ? "cases.noneFound" : "cases.none")} hint={t("cases.noneHint")} />
        )}
      </section>
    </div>
  );
}
