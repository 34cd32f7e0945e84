/** Cases that a warning is pinned to, as far as one may know; C opens one from it, or pins it to one of one's own. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { caseQuery, casesQuery, putOnCase, warningCasesQuery } from "@/api/cases";
import { may } from "@/api/session";
import { FieldForm } from "@/components/FieldForm";
import { NewCaseForm } from "@/components/NewCaseForm";
import { endsPair } from "@/lib/keys";
import css from "./Desk.module.css";

const signedIn = getRouteApi("/in");
type Way = "new" | "pin";

export function InCases({ warningId }: { warningId: string }) {
  const { me } = signedIn.useRouteContext();
  return may(me, "cases.work") ? <Pinned warningId={warningId} /> : null;
}

function Pinned({ warningId }: { warningId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const pinned = useQuery(warningCasesQuery(warningId));
  const [isOpen, setOpen] = useState(false);
  const [way, setWay] = useState<Way>("new");
  const own = useQuery({ ...casesQuery("mine"), enabled: isOpen });
  useHotkeys("c", () => setOpen(true), { preventDefault: true, ignoreEventWhen: endsPair });
  const items = pinned.data?.items ?? [];
  const mine = (own.data?.items ?? []).filter(
    (row) =>
      (row.access?.role === "lead" || row.access?.role === "member") && !items.some((one) => one.number === row.number),
  );
  const close = () => setOpen(false);
  const pin = async (number: string) => {
    const row = mine.find((one) => one.number === number);
    if (!row) return;
    const told = await putOnCase(number, row.entries, { kind: "pin", what: "warning", ref: warningId, note: "" }).catch(
      async (refused: unknown) => {
        await own.refetch(); // somebody wrote meanwhile: the next try knows of it
        throw refused;
      },
    );
    queries.setQueryData(caseQuery(number).queryKey, told);
    await queries.invalidateQueries({ queryKey: warningCasesQuery(warningId).queryKey });
    close();
  };
  return (
    <section className={css.box} aria-label={t("cases.title")} data-testid="in-cases">
      <div className={css.head}>
        <strong>{t("cases.title")}</strong>
        {items.map((row) => (
          <Link key={row.number} className={css.link} to="/cases" search={{ id: row.number }}>
            {row.number} {row.title}
          </Link>
        ))}
        {pinned.data && items.length === 0 && <span className={css.note}>{t("cases.pinnedNowhere")}</span>}
      </div>
      <div className={css.buttons}>
        <Button onClick={() => setOpen(!isOpen)} aria-expanded={isOpen} title="C" data-testid="to-case">
          {t("cases.toCase")}
          <kbd className={css.key}>C</kbd>
        </Button>
        {isOpen && mine.length > 0 && (
          <Button type="text" onClick={() => setWay(way === "new" ? "pin" : "new")} data-testid="other-way">
            {t(way === "new" ? "cases.pinTo" : "cases.new")}
          </Button>
        )}
      </div>
      {isOpen && way === "new" && <NewCaseForm warningId={warningId} done={close} cancel={close} />}
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
          send={({ number = "" }) => pin(number)}
          cancel={close}
          testId="pin-form"
        />
      )}
    </section>
  );
}
