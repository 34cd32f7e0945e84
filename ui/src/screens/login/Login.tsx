/** Sign-in. States: first visit, session ended, wrong password, one-time code asked for or wrong, locked out (counting down), server away. Works without a mouse. */
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { Button, Input, type InputRef } from "antd";
import { type ChangeEvent, type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ServerError } from "@/api/client";
import { meQuery, signIn } from "@/api/session";
import { Mark } from "@/components/Mark";
import { CodeField } from "./CodeField";
import { FieldNote } from "./FieldNote";
import { LanguageSwitch } from "./LanguageSwitch";
import css from "./Login.module.css";
import { type Trouble, TroubleNote } from "./TroubleNote";

const route = getRouteApi("/login");

function troubleOf(error: unknown): Trouble {
  if (error instanceof ServerError && error.code === "locked_out") {
    return { what: "locked", until: Date.now() + (error.retryAfterS ?? 900) * 1000 };
  }
  if (error instanceof ServerError && error.code === "bad_credentials") return { what: "wrong" };
  if (error instanceof ServerError && error.code === "bad_code") return { what: "badCode" };
  if (error instanceof ServerError && error.code === "unreachable") return { what: "unreachable" };
  return { what: "other", error };
}

/** Signs in and goes where the person wanted to go. */
function useEnter(): (login: string, password: string, code: string | null) => Promise<void> {
  const queries = useQueryClient();
  const router = useRouter();
  const { next } = route.useSearch();
  return async (login, password, code) => {
    const me = await signIn(login, password, code);
    queries.clear();
    queries.setQueryData(meQuery.queryKey, me);
    router.history.replace(next ?? "/");
  };
}

export function Login() {
  const { t } = useTranslation();
  const { ended } = route.useSearch();
  const enter = useEnter();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string | null>(null); // null: not asked for
  const [isBusy, setBusy] = useState(false);
  const [hasCaps, setCaps] = useState(false);
  const [missing, setMissing] = useState<"login" | "password" | "code" | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(ended ? { what: "ended" } : null);
  const loginRef = useRef<InputRef>(null);
  const passwordRef = useRef<InputRef>(null);
  const codeRef = useRef<InputRef>(null);
  const asksCode = code !== null;

  useEffect(() => {
    document.title = `${t("login.title")} · ${t("product.full")}`;
    loginRef.current?.focus();
  }, [t]);

  useEffect(() => {
    if (asksCode) codeRef.current?.focus();
  }, [asksCode]);

  /** Another account or password is another sign-in: its code, if it needs one, is asked for anew. */
  const change = (set: (text: string) => void) => (event: ChangeEvent<HTMLInputElement>) => {
    set(event.target.value);
    setCode(null);
  };

  const watchCaps = (event: KeyboardEvent) => setCaps(event.getModifierState("CapsLock"));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const empty = login.trim() === "" ? "login" : password === "" ? "password" : code?.trim() === "" ? "code" : null;
    setMissing(empty);
    if (empty) return { login: loginRef, password: passwordRef, code: codeRef }[empty].current?.focus();
    setBusy(true);
    setTrouble(null);
    try {
      await enter(login.trim(), password, code);
    } catch (error) {
      setBusy(false);
      if (error instanceof ServerError && error.code === "code_needed") return setCode("");
      const what = troubleOf(error);
      setTrouble(what);
      (what.what === "badCode" ? codeRef : passwordRef).current?.focus({ cursor: "all" });
    }
  };

  return (
    <main className={css.page}>
      <div className={css.card}>
        <header className={css.brand}>
          <Mark />
          <div>
            <h1>{t("product.full")}</h1>
            <p>{t("product.line")}</p>
          </div>
        </header>
        <form onSubmit={submit} noValidate data-testid="sign-in">
          <label htmlFor="login">{t("login.login")}</label>
          <Input
            id="login"
            ref={loginRef}
            value={login}
            onChange={change(setLogin)}
            autoComplete="username"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={64}
            size="large"
            aria-invalid={missing === "login"}
            aria-describedby={missing === "login" ? "login-missing" : undefined}
            {...(missing === "login" ? { status: "error" as const } : {})}
            data-testid="login"
          />
          {missing === "login" && <FieldNote id="login-missing" text={t("login.loginMissing")} />}
          <label htmlFor="password">{t("login.password")}</label>
          <Input.Password
            id="password"
            ref={passwordRef}
            value={password}
            onChange={change(setPassword)}
            onKeyDown={watchCaps}
            onKeyUp={watchCaps}
            onBlur={() => setCaps(false)}
            autoComplete="current-password"
            maxLength={256}
            size="large"
            aria-invalid={missing === "password"}
            aria-describedby={missing === "password" ? "password-missing" : "caps"}
            {...(missing === "password" ? { status: "error" as const } : {})}
            data-testid="password"
          />
          <p id="caps" className={css.caps} aria-live="polite">
            {hasCaps ? t("login.capsLock") : ""}
          </p>
          {missing === "password" && <FieldNote id="password-missing" text={t("login.passwordMissing")} />}
          {code !== null && <CodeField ref={codeRef} code={code} setCode={setCode} isMissing={missing === "code"} />}
          {trouble && <TroubleNote trouble={trouble} />}
          <Button type="primary" htmlType="submit" size="large" block disabled={isBusy} data-testid="submit">
            {isBusy ? t("login.busy") : t("login.submit")}
          </Button>
        </form>
        <p className={css.notice}>{t("login.notice")}</p>
      </div>
      <LanguageSwitch />
    </main>
  );
}
