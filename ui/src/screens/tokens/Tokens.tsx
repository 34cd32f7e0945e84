/** 接口令牌: what one's own programs may read, and until when (decision 0027). */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import type { NewToken as Made } from "@/api/schema";
import { tokensQuery } from "@/api/tokens";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { Secret } from "@/components/Secret";
import { Stale } from "@/components/Stale";
import { NewToken } from "./NewToken";
import css from "./Tokens.module.css";
import { TokenTable } from "./TokenTable";

export function Tokens() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data, error, refetch, dataUpdatedAt } = useQuery(tokensQuery);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const isFull = data !== undefined && data.items.length >= data.at_most;
  const canMake = data !== undefined && !isFull;
  useHotkeys("n", () => canMake && setMaking(true), { preventDefault: true }, [canMake]);
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <div className={css.screen} data-testid="tokens">
      <header className={css.top}>
        <h2>{t("tokens.title")}</h2>
        <div className={css.add}>
          {isFull && <span className={css.why}>{t("tokens.full", { n: data.at_most })}</span>}
          <Button
            type="primary"
            icon={<PlusOutlined aria-hidden="true" />}
            disabled={!canMake || isMaking}
            onClick={() => setMaking(true)}
            title="N"
            data-testid="new-token"
          >
            {t("tokens.make")}
          </Button>
        </div>
      </header>
      <Stale error={error} since={dataUpdatedAt} retry={() => void refetch()} />
      <section className={css.scroller} tabIndex={0} aria-label={t("tokens.title")}>
        {made && (
          <Secret
            title={t("tokens.made", { name: made.told.name })}
            text={made.token}
            once={t("tokens.once")}
            action={t("tokens.kept")}
            done={() => setMade(null)}
            testId="token"
          />
        )}
        {isMaking && canMake && (
          <NewToken
            told={data}
            done={(told) => {
              setMaking(false);
              setMade(told);
              void queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
            }}
            cancel={() => setMaking(false)}
          />
        )}
        {!data ? (
          <Bone width="100%" height="10rem" />
        ) : data.items.length > 0 ? (
          <TokenTable items={data.items} />
        ) : (
          !isMaking && <Nothing title={t("tokens.none")} hint={t("tokens.noneHint")} />
        )}
        <p className={css.note}>{t("tokens.note")}</p>
        <pre className={css.sample}>curl -H "Authorization: Bearer lw_…" {window.location.origin}/api/warnings</pre>
      </section>
    </div>
  );
}
