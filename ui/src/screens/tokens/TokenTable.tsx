/** The tokens that are good; each is ended in two steps. */
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TokenView } from "@/api/schema";
import { endToken, tokensQuery } from "@/api/tokens";
import { Confirm } from "@/components/Confirm";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { fullTime, shortTime } from "@/lib/time";
import { scopeWord } from "./scopes";
import css from "./Tokens.module.css";

export function TokenTable({ items }: { items: readonly TokenView[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const zone = useZone();
  const [ending, setEnding] = useState<TokenView | null>(null);
  const end = async (token: TokenView) => {
    try {
      queries.setQueryData(tokensQuery.queryKey, await endToken(token.token_id));
      setEnding(null);
    } finally {
      await queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
    }
  };
  return (
    <>
      <table className={css.table}>
        <thead>
          <tr>
            <th>{t("tokens.name")}</th>
            <th>{t("tokens.begins")}</th>
            <th>{t("tokens.may")}</th>
            <th>{t("tokens.used")}</th>
            <th>{t("tokens.until")}</th>
            <th>{t("tokens.deed")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((token) => (
            <tr key={token.token_id} data-testid="token-row">
              <td>
                <strong>{token.name}</strong>
              </td>
              <td>
                <code>lw_{token.token_id}_…</code>
              </td>
              <td>
                {token.scopes
                  .map((scope) => {
                    const word = scopeWord(scope);
                    return word ? t(`tokens.scope.${word}`) : scope;
                  })
                  .join(t("tokens.and"))}
              </td>
              <td className="num">
                {token.used_at ? (
                  shortTime(Date.parse(token.used_at), serverNow(), zone)
                ) : (
                  <span className="quiet">{t("tokens.never")}</span>
                )}
              </td>
              <td className="num">{fullTime(Date.parse(token.expires_at), zone)}</td>
              <td>
                <Button size="small" onClick={() => setEnding(token)} data-testid="end-token">
                  {t("tokens.end")}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {ending && (
        <Confirm
          key={ending.token_id}
          title={t("tokens.endSure", { name: ending.name })}
          hint={t("tokens.endHint")}
          action={t("tokens.end")}
          needsReason={false}
          isDanger
          submit={() => end(ending)}
          cancel={() => setEnding(null)}
        />
      )}
    </>
  );
}
