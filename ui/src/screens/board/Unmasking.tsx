/** Full numbers, for a stated purpose: audited by the server, shown for a minute, kept nowhere. */
import { EyeOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import { Button, Input, type InputRef } from "antd";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import type { CallerView, Unmasked } from "@/api/schema";
import { may } from "@/api/session";
import { unmask } from "@/api/warnings";
import { useErrorText } from "@/components/errorText";
import { languageOf } from "@/i18n";
import { placeName } from "@/i18n/words";
import { useNow } from "@/lib/clock";
import { endsPair } from "@/lib/keys";
import css from "./Unmasking.module.css";

const SHOWN_MS = 60_000;
const SHORTEST_PURPOSE = 4;
const route = getRouteApi("/in");

type Stage = { at: "masked" } | { at: "asking" } | { at: "shown"; numbers: Unmasked; until: number };

function Countdown({ until, hide }: { until: number; hide: () => void }) {
  const { t } = useTranslation();
  useNow();
  const left = Math.ceil((until - Date.now()) / 1000);
  useEffect(() => {
    const timer = setTimeout(hide, Math.max(0, until - Date.now()));
    return () => clearTimeout(timer);
  }, [until, hide]);
  return <span className="num">{t("unmask.hidesIn", { s: Math.max(0, left) })}</span>;
}

interface Props {
  id: string;
  called: string; // masked
  callers: readonly CallerView[];
  /** The person has this warning in hand. */
  isMine: boolean;
}

export function Unmasking({ id, called, callers, isMine }: Props) {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  const { me } = route.useRouteContext();
  const [stage, setStage] = useState<Stage>({ at: "masked" });
  const [hide] = useState(() => () => setStage({ at: "masked" }));
  const canUnmask = may(me, "warnings.unmask");
  const ask = () => canUnmask && setStage({ at: "asking" });
  useHotkeys("u", ask, { preventDefault: true, ignoreEventWhen: endsPair }, [canUnmask]);
  const full = stage.at === "shown" ? stage.numbers : null;

  return (
    <section className={css.box} aria-label={t("panel.callers")}>
      <div className={css.head}>
        <h3>{t("panel.callers")}</h3>
        {stage.at === "masked" && (
          <Button
            size="small"
            icon={<EyeOutlined aria-hidden="true" />}
            onClick={ask}
            disabled={!canUnmask}
            title={canUnmask ? "U" : t("unmask.forbidden")}
            data-testid="unmask"
          >
            {t(isMine ? "unmask.open" : "unmask.breakGlass")}
          </Button>
        )}
        {stage.at === "shown" && (
          <span className={css.until}>
            {t("unmask.audited")} · <Countdown until={stage.until} hide={hide} />
            <Button size="small" onClick={hide}>
              {t("unmask.hide")}
            </Button>
          </span>
        )}
      </div>
      {stage.at === "asking" && (
        <Asking
          id={id}
          isMine={isMine}
          cancel={hide}
          show={(numbers) => setStage({ at: "shown", numbers, until: Date.now() + SHOWN_MS })}
        />
      )}
      {full && (
        <p className={css.called} data-testid="unmasked-called">
          {t("panel.called")} <strong className="num">{full.called || called}</strong>
        </p>
      )}
      <ul className={css.callers}>
        {callers.map((caller, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: callers keep their order of appearance, and two may look alike when masked
          <li key={n}>
            <span className={`num ${css.number}`}>{full?.callers[n] ?? caller.masked}</span>
            <span className={css.use}>{t(`numberUse.${caller.kind}`)}</span>
            <span className={css.use}>{placeName(caller.place, language)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface AskingProps {
  id: string;
  isMine: boolean;
  cancel: () => void;
  show: (numbers: Unmasked) => void;
}

function Asking({ id, isMine, cancel, show }: AskingProps) {
  const { t } = useTranslation();
  const text = useErrorText();
  const [purpose, setPurpose] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const input = useRef<InputRef>(null);
  useEffect(() => input.current?.focus(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if ([...purpose.trim()].length < SHORTEST_PURPOSE) {
      setProblem(t("unmask.tooShort"));
      input.current?.focus();
      return;
    }
    setBusy(true);
    try {
      show(await unmask(id, purpose.trim(), !isMine));
    } catch (error) {
      setProblem(text(error));
      setBusy(false);
    }
  };

  return (
    <form className={css.form} onSubmit={submit}>
      <label htmlFor="purpose">{t(isMine ? "unmask.purpose" : "unmask.glassReason")}</label>
      <Input
        id="purpose"
        ref={input}
        value={purpose}
        onChange={(event) => setPurpose(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          cancel();
        }}
        placeholder={t(isMine ? "unmask.purposeHint" : "unmask.glassHint")}
        maxLength={500}
        autoComplete="off"
        aria-describedby="purpose-note"
        data-testid="purpose"
      />
      <Button type="primary" htmlType="submit" disabled={isBusy} data-testid="unmask-confirm">
        {t("unmask.confirm")}
      </Button>
      <Button onClick={cancel}>{t("unmask.cancel")}</Button>
      <p id="purpose-note" className={problem ? css.problem : css.note} role={problem ? "alert" : undefined}>
        {problem || t(isMine ? "unmask.willAudit" : "unmask.willAlarm")}
      </p>
    </form>
  );
}
