/** One's saved searches: each fills the query bar; why one searches is asked anew. */
import { DeleteOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { removeSearch, searchesQuery } from "@/api/searches";
import { Trouble } from "@/components/Trouble";
import css from "./Saved.module.css";

export function Saved({ choose }: { choose: (query: string) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data, error } = useQuery(searchesQuery);
  const [refused, setRefused] = useState<unknown>(null);
  const remove = async (name: string) => {
    setRefused(null);
    try {
      queries.setQueryData(searchesQuery.queryKey, await removeSearch(name));
    } catch (failed) {
      setRefused(failed);
      await queries.invalidateQueries({ queryKey: searchesQuery.queryKey });
    }
  };
  if (!error && (data?.items.length ?? 0) === 0) return null;
  return (
    <section className={css.saved} aria-label={t("records.saved.title")} data-testid="saved">
      <h2>{t("records.saved.title")}</h2>
      {(error ?? refused) !== null && <Trouble error={error ?? refused} />}
      <ul>
        {data?.items.map((one) => (
          <li key={one.name}>
            <button type="button" className={css.choose} onClick={() => choose(one.query)} data-testid="saved-search">
              <strong>{one.name}</strong>
              <code>{one.shown}</code>
            </button>
            <Button
              type="text"
              icon={<DeleteOutlined aria-hidden="true" />}
              aria-label={t("records.saved.remove", { name: one.name })}
              onClick={() => void remove(one.name)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
