/** Why a deed was refused: in the language on screen, and the server's own sentence where it says more. */
import { useTranslation } from "react-i18next";
import { ServerError } from "@/api/client";
import { useErrorText } from "./errorText";

/** Codes whose sentence names the thing and what to do. */
const TELLING: ReadonlySet<string> = new Set([
  "moved_on",
  "altered",
  "unusable_request",
  "out_of_order",
  "not_member",
  "case_full",
]);

export function Trouble({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const text = useErrorText();
  const own = error instanceof ServerError ? error : null;
  return (
    <div role="alert" data-testid="trouble">
      {text(error)}
      {own && TELLING.has(own.code) && <div lang="en">{own.message}</div>}
      {own?.requestId && own.status >= 500 && <code> {t("error.requestId", { id: own.requestId })}</code>}
    </div>
  );
}
