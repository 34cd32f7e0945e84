/** What a case is, who leads it, how long one may see it; and the deeds on the whole of it. */
import { Button } from "antd";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { unmaskCase } from "@/api/cases";
import type { Close } from "@/api/schema";
import { Confirm } from "@/components/Confirm";
import { FieldForm } from "@/components/FieldForm";
import { Hides } from "@/components/Hides";
import { KeyHint } from "@/components/KeyHint";
import { useZone } from "@/components/zone";
import type { Brief } from "@/lib/brief";
import { endsPair } from "@/lib/keys";
import { SHORTEST_PURPOSE } from "@/lib/purpose";
import { fullTime } from "@/lib/time";
import type { PartProps } from "./CasePage";
import css from "./Cases.module.css";
import { leadsOf, type Whole, wholeOf } from "./words";

const REASONS: readonly Close["reason"][] = ["solved", "handed_over", "no_offence", "no_trace", "other"];
type Asked = "unmask" | "retitle" | "close" | "reopen" | null;

interface Props extends Pick<PartProps, "detail" | "put"> {
  brief: Brief<Whole>; // its texts in full
}

export function CaseHead({ detail, brief, put }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [asked, setAsked] = useState<Asked>(null);
  const role = detail.access?.role;
  const canUnmask = role !== undefined && role !== "viewer" && brief.value === null;
  useHotkeys("u", () => canUnmask && setAsked("unmask"), { preventDefault: true, ignoreEventWhen: endsPair }, [
    canUnmask,
  ]);
  const until = detail.access?.until;
  const done = () => setAsked(null);
  return (
    <div className={css.head} data-testid="case-head">
      <h2>{detail.title}</h2>
      <p className={css.facts}>
        <span>
          {detail.is_open
            ? t("cases.isOpen")
            : t("cases.closedAs", { reason: t(`cases.reason.${detail.close_reason ?? "other"}`) })}
        </span>
        <span>{t(`cases.kind.${detail.kind}`)}</span>
        <span>{t(`cases.origin.${detail.origin}`)}</span>
        <span>{t("cases.ledBy", { name: leadsOf(detail) })}</span>
        {role && <span>{t("cases.youAre", { role: t(`cases.role.${role}`) })}</span>}
        {until && <span className={css.until}>{t("cases.until", { time: fullTime(Date.parse(until), zone) })}</span>}
      </p>
      <div className={css.buttons}>
        {canUnmask && (
          <Button onClick={() => setAsked("unmask")} title="U" data-testid="case-unmask">
            {t("cases.unmask")}
            <KeyHint of="U" />
          </Button>
        )}
        {brief.value && <Hides brief={brief} />}
        {role === "lead" && detail.is_open && (
          <Button onClick={() => setAsked("retitle")} data-testid="case-retitle">
            {t("cases.retitle")}
          </Button>
        )}
        {role === "lead" && (
          <Button onClick={() => setAsked(detail.is_open ? "close" : "reopen")} data-testid="case-end">
            {t(detail.is_open ? "cases.close" : "cases.reopen")}
          </Button>
        )}
      </div>
      {asked === "unmask" && (
        <Confirm
          title={t("cases.unmask")}
          hint={t("cases.unmaskHint")}
          action={t("cases.unmask")}
          needsReason
          label={t("cases.purpose")}
          least={SHORTEST_PURPOSE}
          missing={t("cases.purposeMissing")}
          submit={async (purpose) => {
            brief.show(wholeOf(await unmaskCase(detail.number, purpose)));
            done();
          }}
          cancel={done}
        />
      )}
      {asked === "retitle" && (
        <FieldForm
          title={t("cases.retitle")}
          action={t("cases.retitle")}
          fields={[{ name: "title", label: t("cases.field.title") }]}
          send={({ title = "" }) => put({ kind: "retitle", title }).then(done)}
          cancel={done}
          testId="retitle"
        />
      )}
      {asked === "close" && (
        <FieldForm
          title={t("cases.close")}
          action={t("cases.close")}
          fields={[
            {
              name: "reason",
              label: t("cases.field.reason"),
              type: "choice",
              options: REASONS.map((value) => ({ value, label: t(`cases.reason.${value}`) })),
            },
            { name: "note", label: t("cases.field.note"), type: "area", isOptional: true },
          ]}
          send={({ reason, note = "" }) => put({ kind: "close", reason: reason as Close["reason"], note }).then(done)}
          cancel={done}
        />
      )}
      {asked === "reopen" && (
        <FieldForm
          title={t("cases.reopen")}
          action={t("cases.reopen")}
          fields={[{ name: "note", label: t("cases.field.why"), type: "area" }]}
          send={({ note = "" }) => put({ kind: "reopen", note }).then(done)}
          cancel={done}
        />
      )}
    </div>
  );
}
