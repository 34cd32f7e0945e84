/** Opens an account: login, name, role and reason; the server makes the start password. */
import { useTranslation } from "react-i18next";
import { openAccount } from "@/api/accounts";
import type { AccountRow, StartPassword } from "@/api/schema";
import { FieldForm } from "@/components/FieldForm";

const ROLES: readonly AccountRow["role"][] = [
  "duty_officer",
  "analyst",
  "commander",
  "system_admin",
  "security_admin",
  "auditor",
];
const LOGIN = /^[A-Za-z0-9._-]+$/;

interface Props {
  done: (told: StartPassword) => void;
  cancel: () => void;
}

export function NewAccount({ done, cancel }: Props) {
  const { t } = useTranslation();
  return (
    <FieldForm
      title={t("accounts.new.title")}
      action={t("accounts.new.submit")}
      fields={[
        {
          name: "login",
          label: t("accounts.new.login"),
          hint: t("accounts.new.loginHint"),
          isPlain: true,
          most: 64,
          fault: (text) => (LOGIN.test(text) ? null : t("accounts.new.loginBad")),
        },
        { name: "name", label: t("accounts.new.name"), most: 64 },
        {
          name: "role",
          label: t("accounts.new.role"),
          hint: t("accounts.new.fixed"),
          type: "choice",
          options: ROLES.map((value) => ({ value, label: t(`role.${value}`) })),
        },
        { name: "reason", label: t("accounts.new.reason"), most: 500 },
      ]}
      send={async ({ login = "", name = "", role, reason = "" }) =>
        done(await openAccount({ login, name, role: role as AccountRow["role"], reason }))
      }
      cancel={cancel}
      note={t("confirm.audited")}
      testId="new"
    />
  );
}
