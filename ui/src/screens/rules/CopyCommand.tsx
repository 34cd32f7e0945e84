/** A command to be run on the server, to copy. */
import { CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import css from "./Report.module.css";

export function CopyCommand({ command }: { command: string }) {
  const { t } = useTranslation();
  return (
    <p className={css.command}>
      <code>{command}</code>
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined aria-hidden="true" />}
        aria-label={t("rules.report.copy")}
        onClick={() => void navigator.clipboard?.writeText(command)}
      />
    </p>
  );
}
