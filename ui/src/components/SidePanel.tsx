/** What is open beside a list, under a head with a way out. Not modal: the list stays alive. */
import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./SidePanel.module.css";

interface Props {
  /** What a screen reader calls it. */
  label: string;
  /** The title as h2, and what stands beside it. */
  head: ReactNode;
  close: () => void;
  /** How wide it is. */
  className: string | undefined;
  testId: string;
  children: ReactNode;
}

export function SidePanel({ label, head, close, className, testId, children }: Props) {
  const { t } = useTranslation();
  return (
    <aside className={`${css.panel} ${className ?? ""}`} aria-label={label} data-testid={testId}>
      <header className={css.head}>
        {head}
        <Button
          type="text"
          className={css.close ?? ""}
          icon={<CloseOutlined aria-hidden="true" />}
          aria-label={t("panel.close")}
          title={`${t("panel.close")} (Esc)`}
          onClick={close}
        />
      </header>
      {children}
    </aside>
  );
}
