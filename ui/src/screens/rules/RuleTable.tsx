/** Both rule tables in force, by signal: what each row measures, from where it counts, and on which feeds it can speak. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button, Checkbox, Segmented } from "antd";
import { useDeferredValue, useMemo } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { rulesQuery } from "@/api/rules";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { Search } from "@/components/Search";
import { Stale } from "@/components/Stale";
import { languageOf } from "@/i18n";
import { signalName } from "@/i18n/signals";
import type { Language } from "@/lib/remembered";
import { type Group, groupsOf, type Line, linesOf, wantedLines } from "./lines";
import { RuleLine } from "./RuleLine";
import css from "./Rules.module.css";
import table from "./RuleTable.module.css";
import { signed } from "./values";
import { type RuleWords, useRuleWords } from "./words";

const route = getRouteApi("/in/rules");

function textOf({ row, ofPerson }: Line, words: RuleWords): string {
  const language = (code: Language) => `${signalName(row.signal, code)} ${words(row, code)}`;
  const on = row.when.map((condition) => condition.on).join(" ");
  return [row.signal, row.name, ofPerson?.name, language("zh-CN"), language("en"), row.source, on, ...row.needs].join(
    " ",
  );
}

function GroupRows({ group }: { group: Group }) {
  const { i18n } = useTranslation();
  const name = signalName(group.signal, languageOf(i18n.language));
  return (
    <tbody>
      {group.signal !== "" && (
        <tr className={table.group}>
          <th colSpan={4} scope="rowgroup">
            <span className={table.signal}>{group.signal}</span> {name}
          </th>
        </tr>
      )}
      {group.lines.map((line) => (
        <RuleLine key={`${line.row.side}.${line.row.name}`} line={line} />
      ))}
    </tbody>
  );
}

export function RuleTable() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch, dataUpdatedAt } = useQuery(rulesQuery);
  const words = useDeferredValue(search.q ?? "");
  const ruleWords = useRuleWords();
  const all = useMemo(() => linesOf(data?.rows ?? []), [data]);
  const lines = useMemo(
    () =>
      wantedLines(all, { side: search.side, isChangedOnly: search.changed ?? false, words }, (line) =>
        textOf(line, ruleWords),
      ),
    [all, search.side, search.changed, words, ruleWords],
  );
  const setQuery = (q: string) =>
    void navigate({ search: ({ q: before, ...rest }) => (q === "" ? rest : { ...rest, q }), replace: true });
  const setSide = (side: "all" | "caller" | "person") =>
    void navigate({ search: ({ side: before, ...rest }) => (side === "all" ? rest : { ...rest, side }) });
  const setChanged = (changed: boolean) =>
    void navigate({ search: ({ changed: before, ...rest }) => (changed ? { ...rest, changed: true as const } : rest) });
  useHotkeys("escape", () => search.q && setQuery(""), { enableOnFormTags: true }, [search.q]);

  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <>
      <Stale error={error} since={dataUpdatedAt} retry={() => void refetch()} />
      <div className={css.tools}>
        <Search
          words={search.q ?? ""}
          search={setQuery}
          label={t("rules.search")}
          hint={t("rules.searchHint")}
          className={css.search}
          testId="rule-search"
        />
        <Segmented
          value={search.side ?? "all"}
          onChange={setSide}
          aria-label={t("rules.side.label")}
          options={(["all", "caller", "person"] as const).map((value) => ({ value, label: t(`rules.side.${value}`) }))}
        />
        <Checkbox checked={search.changed ?? false} onChange={(event) => setChanged(event.target.checked)}>
          {t("rules.onlyChanged")}
        </Checkbox>
        <span className="quiet num" aria-live="polite">
          {data && t("rules.shown", { n: lines.length, all: all.length })}
        </span>
        {data && (
          <span className={`quiet ${table.start}`} title={t("rules.startNote")}>
            {t("rules.start", { odds: signed(data.base) })}
            {data.is_base_changed && <em className={table.mark}>{t("rules.changedMark")}</em>}
          </span>
        )}
      </div>
      <section className={css.scroller} tabIndex={0} aria-label={t("rules.table")}>
        {!data && <Bone width="100%" height="20rem" />}
        {data && lines.length === 0 && (
          <Nothing title={t("rules.none")} hint={t("rules.noneHint")}>
            <Button onClick={() => void navigate({ search: {} })}>{t("rules.clear")}</Button>
          </Nothing>
        )}
        {lines.length > 0 && (
          <table className={`${css.table} ${table.rules}`}>
            <thead>
              <tr>
                <th>{t("rules.col.rule")}</th>
                <th>{t("rules.col.counts")}</th>
                <th>{t("rules.col.person")}</th>
                <th>{t("rules.col.feeds")}</th>
              </tr>
            </thead>
            {groupsOf(lines).map((group) => (
              <GroupRows key={group.signal} group={group} />
            ))}
          </table>
        )}
      </section>
    </>
  );
}
