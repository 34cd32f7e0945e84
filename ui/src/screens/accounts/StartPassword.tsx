/** A start password, shown once. */
import { useTranslation } from "react-i18next";
import type { StartPassword as Told } from "@/api/schema";
import { Secret } from "@/components/Secret";

export function StartPassword({ told, done }: { told: Told; done: () => void }) {
  const { t } = useTranslation();
  return (
    <Secret
      title={t("accounts.told.title", { login: told.login })}
      text={told.start_password}
      once={t("accounts.told.once")}
      action={t("accounts.told.done")}
      done={done}
      testId="start-password"
    />
  );
}
