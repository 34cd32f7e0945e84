/** Strikes out a slip beside it; it stays legible in the timeline. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/components/Confirm";
import type { PartProps } from "./CasePage";

export function Strike({ nth, put }: { nth: number; put: PartProps["put"] }) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  if (!isAsked)
    return (
      <Button type="text" size="small" onClick={() => setAsked(true)} data-testid={`strike-${nth}`}>
        {t("cases.strike")}
      </Button>
    );
  return (
    <Confirm
      title={t("cases.strikeSure", { nth })}
      hint={t("cases.strikeHint")}
      action={t("cases.strike")}
      needsReason
      submit={(why) => put({ kind: "strike", nth, why })}
      cancel={() => setAsked(false)}
    />
  );
}
