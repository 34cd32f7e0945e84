/** Technical support that was asked for, and how long the answers took. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FieldForm } from "@/components/FieldForm";
import { Nothing } from "@/components/Nothing";
import { useZone } from "@/components/zone";
import { elapsed, fullTime } from "@/lib/time";
import { Adding } from "./Adding";
import type { PartProps } from "./CasePage";
import css from "./Cases.module.css";
import { writes } from "./words";

export function Requests({ detail, whole, put }: PartProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const [asked, setAsked] = useState<number | null>(null);
  const at = (instant: string) => fullTime(Date.parse(instant), zone);
  const canWrite = writes(detail);
  return (
    <div className={css.part} data-testid="part-requests">
      {canWrite && (
        <Adding
          label={t("cases.addRequest")}
          fields={[
            { name: "to", label: t("cases.field.to") },
            { name: "wanted_by", label: t("cases.field.wanted"), type: "time", isOptional: true },
            { name: "what", label: t("cases.field.question"), type: "area" },
          ]}
          send={({ to = "", what = "", wanted_by }) => put({ kind: "ask", to, what, wanted_by: wanted_by || null })}
        />
      )}
      {detail.requests.length === 0 && <Nothing title={t("cases.noRequests")} hint={t("cases.noRequestsHint")} />}
      <ul className={css.cards}>
        {detail.requests.map((request) => (
          <li key={request.nth} data-testid="request">
            <strong>{whole.has(request.nth) ? whole.get(request.nth) : `${request.to} · ${request.what}`}</strong>
            <span className="num">
              {t("cases.askedAt", { name: request.asked_by.name, time: at(request.asked_at) })}
            </span>
            {request.wanted_by && <span className="num">{t("cases.wantedBy", { time: at(request.wanted_by) })}</span>}
            {request.is_late && <span className={css.late}>{t("cases.late")}</span>}
            {request.answer_s !== null && (
              <span className="num">{t("cases.answeredIn", { time: elapsed(request.answer_s * 1000) })}</span>
            )}
            {request.answer !== null && <p>{request.answer}</p>}
            {request.answer === null && canWrite && asked !== request.nth && (
              <Button size="small" onClick={() => setAsked(request.nth)} data-testid={`answer-${request.nth}`}>
                {t("cases.answer")}
              </Button>
            )}
            {asked === request.nth && (
              <FieldForm
                title={t("cases.answer")}
                action={t("cases.answer")}
                fields={[{ name: "text", label: t("cases.field.answer"), type: "area" }]}
                send={({ text = "" }) => put({ kind: "answer", request: request.nth, text }).then(() => setAsked(null))}
                cancel={() => setAsked(null)}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
