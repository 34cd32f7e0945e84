/** One step of setting a password or a second factor: what is asked, why it was refused, back and on. After a refusal the first field is typed anew. */
import { Button } from "antd";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Trouble } from "@/components/Trouble";
import card from "./Login.module.css";
import css from "./SecondFactor.module.css";

interface Props {
  action: string;
  isReady: boolean;
  send: () => Promise<void>;
  back: () => void;
  backSays?: string;
  children: ReactNode;
}

export function StepForm({ action, isReady, send, back, backSays, children }: Props) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const form = useRef<HTMLFormElement>(null);
  const again = () => {
    const field = form.current?.querySelector("input");
    field?.focus();
    field?.select();
  };
  useEffect(() => form.current?.querySelector("input")?.focus(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    setError(null);
    try {
      await send();
    } catch (refused) {
      setError(refused);
      setBusy(false);
      again();
    }
  };

  return (
    <form ref={form} onSubmit={submit} noValidate>
      {children}
      {error !== null && (
        <div className={card.trouble}>
          <Trouble error={error} />
        </div>
      )}
      <div className={css.acts}>
        <Button size="large" onClick={back}>
          {backSays ?? t("secondFactor.back")}
        </Button>
        <Button type="primary" size="large" htmlType="submit" disabled={isBusy || !isReady} data-testid="go-on">
          {action}
        </Button>
      </div>
    </form>
  );
}
