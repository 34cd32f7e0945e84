/** The verdict on an alarm: one of three, with words, on the alarm as it was seen. Nobody judges himself. */
import { useQueryClient } from "@tanstack/react-query";
import { Button, Input, type InputRef, Radio } from "antd";
import { type FormEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { AUDIT_KEY, judge } from "@/api/audit";
import type { AlarmRow, Verdict } from "@/api/schema";
import { Problem } from "@/components/Problem";
import { Trouble } from "@/components/Trouble";
import css from "./Judging.module.css";

const VERDICTS: readonly Verdict[] = ["justified", "mistake", "misuse"];
const SHORTEST = 4;
const MOST = 500;

export function Judging({ alarm }: { alarm: AlarmRow }) {
  const { t } = useTranslation();
  if (alarm.is_own)
    return (
      <div data-testid="own-alarm">
        <Problem isMild>{t("audit.alarm.ownHint")}</Problem>
      </div>
    );
  return <Form key={alarm.alarm_id} alarm={alarm} />;
}

function Form({ alarm }: { alarm: AlarmRow }) {
  const { t } = useTranslation();
  const id = useId();
  const queries = useQueryClient();
  const input = useRef<InputRef>(null);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [words, setWords] = useState("");
  const [lack, setLack] = useState<"verdict" | "words" | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const isShort = [...words.trim()].length < SHORTEST;
    setLack(verdict === null ? "verdict" : isShort ? "words" : null);
    if (verdict === null) return;
    if (isShort) return void input.current?.focus();
    setBusy(true);
    setError(null);
    try {
      await judge(alarm, verdict, words.trim());
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ queryKey: AUDIT_KEY });
    }
  };

  return (
    <form className={css.form} onSubmit={send} aria-label={t("audit.judge.title")} data-testid="judging">
      <strong>{t("audit.judge.title")}</strong>
      <Radio.Group
        value={verdict}
        onChange={(event) => setVerdict(event.target.value as Verdict)}
        aria-label={t("audit.judge.title")}
        className={css.choices ?? ""}
        options={VERDICTS.map((value) => ({ value, label: t(`audit.verdict.${value}`) }))}
      />
      <label className={css.words} htmlFor={id}>
        <span>{t("audit.judge.words")}</span>
        <Input
          id={id}
          ref={input}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          placeholder={t("audit.judge.wordsHint")}
          maxLength={MOST}
          autoComplete="off"
          status={lack === "words" ? "error" : ""}
          data-testid="judge-words"
        />
      </label>
      <div className={css.buttons}>
        <Button type="primary" htmlType="submit" disabled={isBusy} data-testid="judge-submit">
          {t("audit.judge.submit")}
        </Button>
        <span className="quiet">{t("audit.judge.audited")}</span>
      </div>
      <div className={css.trouble}>
        {lack && <div role="alert">{t(`audit.judge.lack.${lack}`)}</div>}
        {error !== null && <Trouble error={error} />}
      </div>
    </form>
  );
}
