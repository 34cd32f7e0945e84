/** Clues: numbers, devices, addresses, accounts, persons; each in one form, masked, with its source. */
import { useTranslation } from "react-i18next";
import type { Entity } from "@/api/schema";
import { Nothing } from "@/components/Nothing";
import { useZone } from "@/components/zone";
import { fullTime } from "@/lib/time";
import { Adding } from "./Adding";
import type { PartProps } from "./CasePage";
import css from "./Cases.module.css";
import { Strike } from "./Strike";
import { writes } from "./words";

const KINDS: readonly Entity["what"][] = [
  "number",
  "imei",
  "imsi",
  "ip",
  "domain",
  "app",
  "account",
  "person",
  "device",
];

export function Clues({ detail, whole, put }: PartProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const canWrite = writes(detail);
  return (
    <div className={css.part} data-testid="part-clues">
      {canWrite && (
        <Adding
          label={t("cases.addClue")}
          fields={[
            {
              name: "what",
              label: t("cases.field.what"),
              type: "choice",
              options: KINDS.map((value) => ({ value, label: t(`cases.clue.${value}`) })),
            },
            { name: "value", label: t("cases.field.value"), hint: t("cases.valueHint") },
            { name: "source", label: t("cases.field.source"), hint: t("cases.sourceHint") },
            { name: "note", label: t("cases.field.note"), isOptional: true },
          ]}
          send={({ what, value = "", source = "", note = "" }) =>
            put({ kind: "entity", what: what as Entity["what"], value, source, note })
          }
        />
      )}
      {detail.entities.length === 0 ? (
        <Nothing title={t("cases.noClues")} hint={t("cases.noCluesHint")} />
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t("cases.field.what")}</th>
              <th>{t("cases.field.value")}</th>
              <th>{t("cases.field.source")}</th>
              <th>{t("cases.col.added")}</th>
              {canWrite && <th>{t("cases.col.deed")}</th>}
            </tr>
          </thead>
          <tbody>
            {detail.entities.map((clue) => (
              <tr key={clue.nth} data-testid="clue">
                <td>{t(`cases.clue.${clue.kind}`)}</td>
                <td className="num">{whole.get(clue.nth) ?? clue.masked}</td>
                <td>{[clue.source, clue.note].filter(Boolean).join(" · ")}</td>
                <td>
                  {clue.added_by.name} <span className="num">{fullTime(Date.parse(clue.added_at), zone)}</span>
                </td>
                {canWrite && (
                  <td>
                    <Strike nth={clue.nth} put={put} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
