/** Drafts a whitelist entry. The server checks it again as it does a change file. */
import { useTranslation } from "react-i18next";
import { draftEntry } from "@/api/rules";
import type { Whitelist } from "@/api/schema";
import { FieldForm } from "@/components/FieldForm";
import { isNumber, isTerm, plainNumber } from "./entry";

interface Props {
  told: Whitelist;
  done: (changeId: number) => void;
  cancel: () => void;
}

const WORDS = { most: 500 } as const;

export function NewEntry({ told, done, cancel }: Props) {
  const { t } = useTranslation();
  const term = { from: told.earliest_end, until: told.latest_end };
  return (
    <FieldForm
      title={t("rules.white.addTitle")}
      action={t("rules.white.draft")}
      fields={[
        {
          name: "number",
          label: t("rules.white.number"),
          hint: t("rules.white.numberHint"),
          fault: (text) => (isNumber(text) ? null : t("rules.white.numberBad")),
        },
        {
          name: "expires",
          label: t("rules.white.expires"),
          hint: t("rules.white.expiresHint", { day: told.latest_end }),
          fault: (text) => (isTerm(text, told) ? null : t("rules.white.expiresBad", term)),
        },
        { name: "reason", label: t("rules.white.reason"), ...WORDS },
        { name: "source", label: t("rules.white.source"), ...WORDS },
        { name: "why", label: t("rules.white.why"), ...WORDS },
      ]}
      send={async ({ number = "", expires = "", reason = "", source = "", why = "" }) => {
        const body = { number: plainNumber(number), expires, reason, source, why, serial: told.serial };
        done((await draftEntry(body)).change_id);
      }}
      cancel={cancel}
      note={t("rules.white.way")}
      testId="entry"
    />
  );
}
