/** The query as text and its purpose; what was understood stands under it as chips, or what is wrong, at its characters. */
import { CloseOutlined } from "@ant-design/icons";
import { Button, Input, type InputRef } from "antd";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { ServerError } from "@/api/client";
import type { QueryView } from "@/api/schema";
import { isPurpose } from "@/lib/purpose";
import css from "./Records.module.css";
import { marked } from "./terms";

interface Props {
  query: string; // of the address
  purpose: string;
  view: QueryView | undefined;
  error: unknown;
  ask: (query: string, purpose: string) => void;
}

export function QueryBar({ query, purpose, view, error, ask }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(query);
  const [why, setWhy] = useState(purpose);
  const [isWhyMissing, setWhyMissing] = useState(false);
  const input = useRef<InputRef>(null);
  const whyInput = useRef<InputRef>(null);
  useEffect(() => setText(query), [query]);
  useHotkeys("/", () => input.current?.focus({ cursor: "all" }), { useKey: true, preventDefault: true });
  const fault = error instanceof ServerError ? error.at : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isMissing = !isPurpose(why);
    setWhyMissing(isMissing);
    if (isMissing) whyInput.current?.focus();
    else ask(text.trim(), why.trim());
  };
  return (
    <form className={css.bar} onSubmit={submit} aria-label={t("records.form")}>
      <div className={css.fields}>
        <Input
          ref={input}
          className={css.query ?? ""}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t("records.hint")}
          aria-label={t("records.query")}
          aria-invalid={fault !== null}
          aria-describedby="query-told"
          spellCheck={false}
          autoComplete="off"
          suffix={<kbd className={css.key}>/</kbd>}
          data-testid="query"
        />
        <Input
          ref={whyInput}
          className={css.purpose ?? ""}
          value={why}
          onChange={(event) => setWhy(event.target.value)}
          placeholder={t("records.purposeHint")}
          aria-label={t("records.purpose")}
          aria-invalid={isWhyMissing}
          maxLength={500}
          autoComplete="off"
          data-testid="search-purpose"
        />
        <Button type="primary" htmlType="submit" data-testid="search-run">
          {t("records.run")}
        </Button>
      </div>
      <div id="query-told" className={css.told}>
        {isWhyMissing && (
          <p className={css.problem} role="alert">
            {t("records.purposeMissing")}
          </p>
        )}
        {fault && <Wrong text={query} fault={fault} />}
        {!fault && view && <Chips view={view} take={(left) => ask(left, why.trim())} />}
        {!fault && !view && !isWhyMissing && <p className={css.note}>{t("records.examples")}</p>}
      </div>
    </form>
  );
}

function Wrong({ text, fault }: { text: string; fault: NonNullable<ServerError["at"]> }) {
  const { t } = useTranslation();
  const [before, wrong, after] = marked(text, fault.start, fault.end);
  return (
    <p className={css.problem} role="alert" data-testid="query-fault" data-fault={fault.fault}>
      <code>
        {before}
        <u className={css.wrong}>{wrong}</u>
        {after}
      </code>
      <span>{t("records.faultAt", { n: fault.start + 1, text: t(`records.fault.${fault.fault}`) })}</span>
    </p>
  );
}

function Chips({ view, take }: { view: QueryView; take: (without: string) => void }) {
  const { t } = useTranslation();
  return (
    <ul className={css.chips} aria-label={t("records.terms")}>
      {view.terms.map((term) => (
        <li key={`${term.shown}${term.without}`} className={term.is_not ? css.not : ""} data-testid="chip">
          <span className="num">
            {term.is_not && <strong>{t("records.not")} </strong>}
            {term.shown}
          </span>
          <button
            type="button"
            onClick={() => take(term.without)}
            aria-label={t("records.takeOut", { term: term.shown })}
            title={t("records.takeOut", { term: term.shown })}
          >
            <CloseOutlined aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
