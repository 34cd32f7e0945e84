/** Keeps the search that is shown, under a name. */
import { StarOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { saveSearch, searchesQuery } from "@/api/searches";
import { FieldForm } from "@/components/FieldForm";
import css from "./Saving.module.css";

export function Saving({ query }: { query: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [kept, setKept] = useState("");
  return (
    <div className={css.saving}>
      <Button
        size="small"
        type="text"
        icon={<StarOutlined aria-hidden="true" />}
        onClick={() => setOpen(!isOpen)}
        aria-expanded={isOpen}
        data-testid="save-search"
      >
        {t("records.saved.save")}
      </Button>
      {kept !== "" && <span role="status">{t("records.saved.done", { name: kept })}</span>}
      {isOpen && (
        <FieldForm
          title={t("records.saved.save")}
          action={t("records.saved.save")}
          fields={[{ name: "name", label: t("records.saved.name"), hint: t("records.saved.nameHint"), most: 64 }]}
          send={async ({ name = "" }) => {
            queries.setQueryData(searchesQuery.queryKey, await saveSearch(name, query));
            setKept(name);
            setOpen(false);
          }}
          cancel={() => setOpen(false)}
          testId="saving"
        />
      )}
    </div>
  );
}
