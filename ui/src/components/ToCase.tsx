/** C puts what is open into a case: a new one, or one of one's own. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { caseQuery, ownCases, ownCasesQuery, putOnCase } from "@/api/cases";
import type { CaseDetail, Pin } from "@/api/schema";
import { FieldForm } from "@/components/FieldForm";
import { KeyHint } from "@/components/KeyHint";
import { NewCaseForm } from "@/components/NewCaseForm";
import { endsPair } from "@/lib/keys";
import css from "./ToCase.module.css";

type Way = "new" | "pin";

interface Props {
  pin: Pick<Pin, "what" | "ref">;
  /** Numbers of the cases that hold it already. */
  known: readonly string[];
  done: (told: CaseDetail) => void;
}

export function ToCase({ pin, known, done }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [way, setWay] = useState<Way>("new");
  const own = useQuery({ ...ownCasesQuery, enabled: isOpen });
  useHotkeys("c", () => setOpen(true), { preventDefault: true, ignoreEventWhen: endsPair });
  const mine = ownCases(own.data).filter((row) => !known.includes(row.number));
  const close = () => setOpen(false);
  const finish = (told: CaseDetail) => {
    done(told);
    close();
  };
  const put = async (number: string) => {
    const row = mine.find((one) => one.number === number);
    if (!row) return;
    const told = await putOnCase(number, row.entries, { kind: "pin", ...pin, note: "" }).catch(
      async (refused: unknown) => {
        await own.refetch(); // somebody wrote meanwhile: the next try knows of it
        throw refused;
      },
    );
    queries.setQueryData(caseQuery(number).queryKey, told);
    finish(told);
  };
  return (
    <>
      <div className={css.buttons}>
        <Button onClick={() => setOpen(!isOpen)} aria-expanded={isOpen} title="C" data-testid="to-case">
          {t("cases.toCase")}
          <KeyHint of="C" />
        </Button>
        {isOpen && mine.length > 0 && (
          <Button type="text" onClick={() => setWay(way === "new" ? "pin" : "new")} data-testid="other-way">
            {t(way === "new" ? "cases.pinTo" : "cases.new")}
          </Button>
        )}
      </div>
      {isOpen && way === "new" && <NewCaseForm pin={pin} done={finish} cancel={close} />}
      {isOpen && way === "pin" && (
        <FieldForm
          title={t("cases.pinTo")}
          action={t("cases.pin")}
          fields={[
            {
              name: "number",
              label: t("cases.title"),
              type: "choice",
              options: mine.map((row) => ({ value: row.number, label: `${row.number} ${row.title}` })),
            },
          ]}
          send={({ number = "" }) => put(number)}
          cancel={close}
          testId="pin-form"
        />
      )}
    </>
  );
}
