/** Makes a token: what it is for, what it may read, for how long; password and code say that it is oneself who asks. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Can, NewToken as Made, TokenList } from "@/api/schema";
import { secondFactorQuery } from "@/api/secondFactor";
import { makeToken } from "@/api/tokens";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { FieldForm } from "@/components/FieldForm";
import { scopeWord } from "./scopes";

const USUAL_DAYS = 30;
const DAYS = /^[1-9]\d{0,2}$/;

interface Props {
  told: TokenList;
  done: (made: Made) => void;
  cancel: () => void;
}

export function NewToken({ told, done, cancel }: Props) {
  const { t } = useTranslation();
  const { data: factor, error, refetch } = useQuery(secondFactorQuery);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!factor) return <Bone width="100%" height="14rem" />;
  const most = told.most_days;
  const words = (scope: Can) => {
    const word = scopeWord(scope);
    return word ? t(`tokens.scope.${word}`) : scope;
  };
  return (
    <FieldForm
      title={t("tokens.make")}
      action={t("tokens.submit")}
      fields={[
        { name: "name", label: t("tokens.name"), hint: t("tokens.nameHint"), most: 64 },
        {
          name: "days",
          label: t("tokens.days"),
          hint: t("tokens.daysHint", { n: most }),
          starts: String(USUAL_DAYS),
          most: 3,
          fault: (text) => (DAYS.test(text) && Number(text) <= most ? null : t("tokens.daysHint", { n: most })),
        },
        {
          name: "scopes",
          label: t("tokens.may"),
          type: "many",
          options: told.may_carry.map((scope) => ({ value: scope, label: words(scope) })),
          missing: t("tokens.mayMissing"),
        },
        { name: "password", label: t("tokens.password"), type: "secret", hint: t("tokens.passwordHint") },
        ...(factor.is_set ? [{ name: "code", label: t("tokens.code"), isPlain: true, most: 32 }] : []),
      ]}
      send={async ({ name = "", days, scopes = "", password = "", code }) =>
        done(
          await makeToken({
            name,
            days: Number(days),
            scopes: scopes.split(" ") as Can[],
            password,
            code: code ?? null,
          }),
        )
      }
      cancel={cancel}
      testId="new-token-form"
    />
  );
}
