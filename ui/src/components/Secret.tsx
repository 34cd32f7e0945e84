/** Something that is shown this once: to be copied or read out before it is put away. */
import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./Secret.module.css";

interface Props {
  title: string;
  text: string;
  once: string; // why it must be kept now
  action: string; // of putting it away
  done: () => void;
  testId: string;
}

export function Secret({ title, text, once, action, done, testId }: Props) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.focus(), []);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <section ref={section} className={css.told} aria-label={title} tabIndex={-1} data-testid="told">
      <h2>{title}</h2>
      <p className={css.secret}>
        <code data-testid={testId}>{text}</code>
        {navigator.clipboard && ( // browsers give it to safe addresses alone
          <Button
            icon={isCopied ? <CheckOutlined aria-hidden="true" /> : <CopyOutlined aria-hidden="true" />}
            onClick={() => void copy()}
            data-testid="secret-copy"
          >
            {isCopied ? t("secret.copied") : t("secret.copy")}
          </Button>
        )}
      </p>
      <p role="status">{once}</p>
      <div>
        <Button type="primary" onClick={done} data-testid="secret-done">
          {action}
        </Button>
      </div>
    </section>
  );
}
