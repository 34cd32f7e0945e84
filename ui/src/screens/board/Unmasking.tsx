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
import { Hides } from "@/components/Hides";
import { languageOf } from "@/i18n";
import { placeName } from "@/i18n/words";
import { useBrief } from "@/lib/brief";
import { endsPair } from "@/lib/keys";
import { isPurpose } from "@/lib/purpose";
import css from "./Unmasking.module.css";

const route = getRouteApi("/in");

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
  const brief = useBrief<Unmasked>();
  const [isAsking, setAsking] = useState(false);
  const canUnmask = may(me, "warnings.unmask");
  const full = brief.value;
  const ask = () => canUnmask && !full && setAsking(true);
  useHotkeys("u", ask, { preventDefault: true, ignoreEventWhen: endsPair }, [canUnmask, full]);

  return (
    <section className={css.box} aria-label={t("panel.callers")}>
      <div className={css.head}>
        <h3>{t("panel.callers")}</h3>
        {!full && !isAsking && (
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
        {full && <Hides brief={brief} />}
      </div>
      {isAsking && (
        <Asking
          id={id}
          isMine={isMine}
          cancel={() => setAsking(false)}
          show={(numbers) => {
            brief.show(numbers);
            setAsking(false);
          }}
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
    if (!isPurpose(purpose)) {
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
