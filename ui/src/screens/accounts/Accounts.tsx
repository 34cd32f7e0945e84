/** 账号: who has one, how it stands, and what the two administrators do about it (decision 0024). */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { accountsQuery } from "@/api/accounts";
import type { AccountRow, StartPassword as Told } from "@/api/schema";
import { may } from "@/api/session";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Stale } from "@/components/Stale";
import { AccountPanel } from "./AccountPanel";
import css from "./Accounts.module.css";
import { AccountTable } from "./AccountTable";
import { NewAccount } from "./NewAccount";
import { Seats } from "./Seats";
import { StartPassword } from "./StartPassword";

const route = getRouteApi("/in/accounts");
const signedIn = getRouteApi("/in");

/** Opens accounts in the address; J and K walk through them. */
function useOpenAccount(items: readonly AccountRow[]) {
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (login: string | null) =>
    void navigate({ search: login === null ? {} : { id: login }, replace: id !== undefined && login !== null });
  const walk = (by: number) => {
    const here = items.findIndex((account) => account.login === id);
    const next = items[here < 0 ? 0 : Math.min(items.length - 1, Math.max(0, here + by))];
    if (next) open(next.login);
  };
  useHotkeys("j", () => walk(1), [items, id]);
  useHotkeys("k", () => walk(-1), [items, id]);
  useHotkeys("escape", () => id !== undefined && open(null), [id]);
  return { id, open };
}

export function Accounts() {
  const { t } = useTranslation();
  const { me } = signedIn.useRouteContext();
  const queries = useQueryClient();
  const { data, error, refetch, dataUpdatedAt } = useQuery(accountsQuery);
  const { id, open } = useOpenAccount(data?.items ?? []);
  const [isAdding, setAdding] = useState(false);
  const [told, setTold] = useState<Told | null>(null);
  const isFull = data !== undefined && data.active >= data.max_accounts;
  const canAdd = may(me, "accounts.manage") && data !== undefined && !isFull;
  useHotkeys("n", () => canAdd && setAdding(true), { preventDefault: true }, [canAdd]);
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;

  const opened = async (start: Told) => {
    setAdding(false);
    setTold(start);
    await queries.invalidateQueries({ queryKey: accountsQuery.queryKey });
  };
  return (
    <div className={css.screen}>
      <header className={css.top}>
        {data ? <Seats active={data.active} most={data.max_accounts} /> : <Bone width="16rem" height="1.6rem" />}
        {may(me, "accounts.manage") && (
          <div className={css.add}>
            {isFull && <span className={css.why}>{t("accounts.full")}</span>}
            <Button
              type="primary"
              icon={<PlusOutlined aria-hidden="true" />}
              disabled={!canAdd || isAdding}
              onClick={() => setAdding(true)}
              title="N"
              data-testid="new-account"
            >
              {t("accounts.add")}
            </Button>
          </div>
        )}
      </header>
      <Stale error={error} since={dataUpdatedAt} retry={() => void refetch()} />
      <div className={css.split}>
        <section className={css.scroller} tabIndex={0} aria-label={t("accounts.title")}>
          {told && <StartPassword key={told.start_password} told={told} done={() => setTold(null)} />}
          {isAdding && canAdd && <NewAccount done={(start) => void opened(start)} cancel={() => setAdding(false)} />}
          {data ? (
            <AccountTable items={data.items} own={me.login} openLogin={id} open={open} />
          ) : (
            <Bone width="100%" height="14rem" />
          )}
          {data?.items.length === 1 && <p className={css.note}>{t("accounts.alone")}</p>}
          <p className={css.note}>{t("accounts.divided")}</p>
        </section>
        {id !== undefined && data && (
          <AccountPanel
            key={id}
            login={id}
            account={data.items.find((account) => account.login === id)}
            dormantDays={data.dormant_days}
            close={() => open(null)}
            tell={setTold}
          />
        )}
      </div>
    </div>
  );
}
