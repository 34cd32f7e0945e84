/** An error that matters: what failed, under which request id, and a way to try again. Stays until it is over. */
import { ReloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { ServerError } from "@/api/client";
import { useErrorText } from "./errorText";
import css from "./states.module.css";

export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  const text = useErrorText();
  const requestId = error instanceof ServerError ? error.requestId : null;
  return (
    <div className={css.state} role="alert" data-testid="failure">
      <strong className={css.title}>{t("error.title")}</strong>
      <span>{text(error)}</span>
      {requestId && <code className={css.id}>{t("error.requestId", { id: requestId })}</code>}
      <Button icon={<ReloadOutlined aria-hidden="true" />} onClick={retry}>
        {t("error.retry")}
      </Button>
    </div>
  );
}
