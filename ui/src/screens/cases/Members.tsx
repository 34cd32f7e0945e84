/** Who was let in, as what and until when; the lead lets people in and out. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { caseQuery, setAccess } from "@/api/cases";
import type { AccessBody } from "@/api/schema";
import { deskQuery } from "@/api/warnings";
import { Trouble } from "@/components/Trouble";
import { useZone } from "@/components/zone";
import { fullTime } from "@/lib/time";
import { Adding } from "./Adding";
import type { PartProps } from "./CasePage";
import css from "./Cases.module.css";

const signedIn = getRouteApi("/in");
const ROLES = ["member", "viewer", "lead"] as const;

export function Members({ detail }: PartProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const { me } = signedIn.useRouteContext();
  const queries = useQueryClient();
  const desk = useQuery(deskQuery);
  const [error, setError] = useState<unknown>(null);
  const canLetIn = detail.access?.role === "lead" || me.role === "commander";
  const set = async (body: Omit<AccessBody, "seen">) => {
    try {
      await setAccess(detail.number, { ...body, seen: detail.entries });
    } finally {
      await queries.invalidateQueries({ queryKey: caseQuery(detail.number).queryKey });
    }
  };
  const letOut = async (login: string) => {
    setError(null);
    await set({ login, role: null, until: null }).catch(setError);
  };
  return (
    <div className={css.part} data-testid="part-members">
      {canLetIn && (
        <Adding
          label={t("cases.letIn")}
          fields={[
            {
              name: "login",
              label: t("cases.field.person"),
              type: "choice",
              options: (desk.data?.colleagues ?? [])
                .filter((one) => one.login !== me.login)
                .map((one) => ({ value: one.login, label: `${one.name} · ${t(`role.${one.role}`)}` })),
            },
            {
              name: "role",
              label: t("cases.field.role"),
              type: "choice",
              options: ROLES.map((value) => ({ value, label: t(`cases.role.${value}`) })),
            },
            {
              name: "until",
              label: t("cases.field.until"),
              type: "time",
              isOptional: true,
              hint: t("cases.untilHint"),
            },
          ]}
          send={({ login = "", role, until }) => set({ login, role: role as "member", until: until || null })}
        />
      )}
      {error !== null && <Trouble error={error} />}
      <ul className={css.cards}>
        {detail.members.map((one) => (
          <li key={one.login} data-testid="member">
            <strong>{one.name}</strong>
            <span>{t(`cases.role.${one.role}`)}</span>
            {one.until && (
              <span className="num">
                {t(one.is_past ? "cases.ended" : "cases.until", { time: fullTime(Date.parse(one.until), zone) })}
              </span>
            )}
            {canLetIn && (
              <Button size="small" onClick={() => void letOut(one.login)} data-testid={`let-out-${one.login}`}>
                {t("cases.letOut")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
