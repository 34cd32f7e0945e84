/** A start password, shown once: to be copied or read out before it is put away. */
import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StartPassword as Told } from "@/api/schema";
import css from "./Accounts.module.css";

export function StartPassword({ told, done }: { told: Told; done: () => void }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.focus(), []);
  const copy = async () => {
    await navigator.clipboard.writeText(told.start_password);
    setCopied(true);
  };
  const title = t("accounts.told.title", { login: told.login });
  return (
    <section ref={section} className={css.told} aria-label={title} tabIndex={-1} data-testid="told">
      <h2>{title}</h2>
      <p className={css.secret}>
        <code data-testid="start-password">{told.start_password}</code>
        {navigator.clipboard && ( // browsers give it to safe addresses alone
          <Button
            icon={isCopied ? <CheckOutlined aria-hidden="true" /> : <CopyOutlined aria-hidden="true" />}
            onClick={() => void copy()}
            data-testid="start-copy"
          >
            {isCopied ? t("accounts.told.copied") : t("accounts.told.copy")}
          </Button>
        )}
      </p>
      <p role="status">{t("accounts.told.once")}</p>
      <div className={css.buttons}>
        <Button type="primary" onClick={done} data-testid="start-done">
          {t("accounts.told.done")}
        </Button>
      </div>
    </section>
  );
}
