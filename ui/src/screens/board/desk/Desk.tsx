/** The officer's side of a warning: who has it, what is due, and the keys to do it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import type { ActBody, WarningDetail, WarningRow } from "@/api/schema";
import { may } from "@/api/session";
import { actOn, deskQuery, detailQuery } from "@/api/warnings";
import { Due } from "@/components/Due";
import { KeyHint } from "@/components/KeyHint";
import { Trouble } from "@/components/Trouble";
import { useNow } from "@/lib/clock";
import { endsPair } from "@/lib/keys";
import { ActForm } from "./ActForm";
import { choiceOf, dueForm, type Form } from "./acts";
import css from "./Desk.module.css";

const signedIn = getRouteApi("/in");

const KEYS: Partial<Record<Form, string>> = { call: "D", message: "M", hand_over: "T", false_alarm: "X" };

/** Until it is known what there is to work with. */
const NO_DESK = { sends_messages: false, undo_s: 0 } as const;

/** Situations in which there is more to say than what is due. */
const HINTS = ["unreached", "unreached_often", "doubts", "refused", "paid", "in_contact"] as const;

interface Props {
  row: WarningRow;
  detail: WarningDetail | null; // null: not read yet, enough to take it
}

export function Desk({ row, detail }: Props) {
  const { t } = useTranslation();
  const { me } = signedIn.useRouteContext();
  const queries = useQueryClient();
  const [form, setForm] = useState<Form | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const desk = useQuery(deskQuery);
  const choice = choiceOf(me, row, detail, desk.data ?? NO_DESK, useNow());
  const hint = HINTS.find((one) => one === row.work.situation);
  const canWork = may(me, "warnings.work");
  const next = dueForm(row);
  const isThere = form !== null && choice.forms.includes(form);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was refused is told until the warning moves on
  useEffect(() => setError(null), [row.seq]);

  const put = async (act: Partial<ActBody> & Pick<ActBody, "kind">) => {
    const told = await actOn(row.warning_id, { ...act, seen: (detail ?? row).work.steps });
    queries.setQueryData(detailQuery(row.warning_id).queryKey, told);
  };
  const putNow = async (act: Partial<ActBody> & Pick<ActBody, "kind">) => {
    if (isBusy) return;
    setBusy(true);
    setError(null);
    try {
      await put(act);
    } catch (refused) {
      setError(refused);
      void queries.invalidateQueries({ queryKey: detailQuery(row.warning_id).queryKey, exact: true });
    }
    setBusy(false);
  };
  const open = (wanted: Form) => choice.forms.includes(wanted) && setForm(wanted);
  const options = { preventDefault: true, ignoreEventWhen: endsPair };
  const deps = [row, detail, isBusy, choice.forms.join()];
  useHotkeys("a", () => canWork && choice.canTake && void putNow({ kind: "take" }), options, deps);
  useHotkeys("d", () => open("call"), options, deps);
  useHotkeys("m", () => open("message"), options, deps);
  useHotkeys("t", () => open("hand_over"), options, deps);
  useHotkeys("x", () => open("false_alarm"), options, deps);

  return (
    <section className={css.box} aria-label={t("desk.title")} data-testid="desk">
      <div className={css.head}>
        <Holder row={row} login={me.login} />
        {row.work.due && row.work.stage !== "waiting" && (
          <span className={css.due}>
            {t("desk.next")} <Due due={row.work.due} isLong />
          </span>
        )}
      </div>
      {detail && detail.missed.length > 0 && (
        <p className={css.missed}>
          {t("desk.missed", {
            n: detail.missed.length,
            what: detail.missed.map((one) => t(`desk.kind.${one.kind}`)).join(t("desk.and")),
          })}
        </p>
      )}
      {hint && <p className={css.hint}>{t(`desk.hint.${hint}`)}</p>}
      {canWork && (
        <div className={css.buttons}>
          {choice.canTake && (
            <Button
              type="primary"
              onClick={() => void putNow({ kind: "take" })}
              disabled={isBusy}
              title="A"
              data-testid="act-take"
            >
              {t("desk.act.take")}
              <KeyHint of="A" />
            </Button>
          )}
          {choice.forms.map((one) => (
            <Button
              key={one}
              type={one === next && !isThere ? "primary" : "default"}
              onClick={() => setForm(one === form ? null : one)}
              aria-expanded={one === form}
              data-testid={`act-${one}`}
            >
              {t(`desk.act.${one}`)}
              {KEYS[one] && <KeyHint of={KEYS[one]} />}
            </Button>
          ))}
          {choice.undo && (
            <Button
              type="text"
              onClick={() => choice.undo && void putNow({ kind: "undo", undoes: choice.undo.nth })}
              disabled={isBusy}
              data-testid="act-undo"
            >
              {t("desk.undo", { what: t(`desk.kind.${choice.undo.kind}`) })}
            </Button>
          )}
        </div>
      )}
      {error !== null && (
        <div className={css.trouble}>
          <Trouble error={error} />
        </div>
      )}
      {isThere && form !== null && detail && desk.data && (
        <ActForm
          key={form}
          form={form}
          detail={detail}
          desk={desk.data}
          login={me.login}
          put={(act) => put(act).then(() => setForm(null))}
          cancel={() => setForm(null)}
        />
      )}
    </section>
  );
}

function Holder({ row, login }: { row: WarningRow; login: string }) {
  const { t } = useTranslation();
  const { holder, stage } = row.work;
  const name = holder?.name ?? "";
  if (stage === "closed") return <strong>{t("desk.closedBy", { name })}</strong>;
  if (!holder) return <strong>{t("desk.nobody")}</strong>;
  return <strong>{holder.login === login ? t("desk.yours") : t("desk.theirs", { name })}</strong>;
}
