/** Errors in the language on screen; an unknown code shows the server's own sentence. */
import i18next from "i18next";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { ServerError } from "@/api/client";

export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return useCallback(
    (error) => {
      if (!(error instanceof ServerError)) return t("error.code.unexpected");
      const key = `error.code.${error.code}`; // any text: the server may know codes that this page does not
      return i18next.exists(key) ? (t as (key: string) => string)(key) : error.message;
    },
    [t],
  );
}
