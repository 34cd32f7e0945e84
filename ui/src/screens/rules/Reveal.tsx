/** Full numbers of whitelist entries, for a stated purpose: audited by the server, shown for a minute, kept nowhere. */
import { EyeOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { may } from "@/api/session";
import { Confirm } from "@/components/Confirm";
import { Hides } from "@/components/Hides";
import type { Brief } from "@/lib/brief";
import { SHORTEST_PURPOSE } from "@/lib/purpose";
import css from "./Reveal.module.css";

const signedIn = getRouteApi("/in");

interface Props {
  revealed: Brief<readonly string[]>;
  ask: (purpose: string) => Promise<readonly string[]>;
}

export function Reveal({ revealed, ask }: Props) {
  const { t } = useTranslation();
  const { me } = signedIn.useRouteContext();
  const [isAsking, setAsking] = useState(false);
  const canSee = may(me, "rules.change");
  useHotkeys("u", () => canSee && !revealed.value && setAsking(true), { preventDefault: true }, [canSee, revealed]);
  if (revealed.value) return <Hides brief={revealed} />;
  if (!isAsking)
    return (
      <Button
        size="small"
        icon={<EyeOutlined aria-hidden="true" />}
        disabled={!canSee}
        title={canSee ? "U" : t("unmask.forbidden")}
        onClick={() => setAsking(true)}
        data-testid="reveal"
      >
        {t("rules.reveal.open")}
      </Button>
    );
  return (
    <div className={css.asking}>
      <Confirm
        title={t("rules.reveal.open")}
        hint={t("unmask.purposeHint")}
        action={t("unmask.confirm")}
        needsReason
        label={t("unmask.purpose")}
        least={SHORTEST_PURPOSE}
        missing={t("unmask.tooShort")}
        submit={async (purpose) => {
          revealed.show(await ask(purpose));
          setAsking(false);
        }}
        cancel={() => setAsking(false)}
      />
    </div>
  );
}
