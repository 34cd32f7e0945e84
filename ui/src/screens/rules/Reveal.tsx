/** Full numbers of whitelist entries, for a stated purpose: audited by the server, shown for a minute, kept nowhere. */
import { EyeOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { may } from "@/api/session";
import { Confirm } from "@/components/Confirm";
import css from "./Reveal.module.css";

const SHOWN_MS = 60_000;
const SHORTEST_PURPOSE = 4;
const signedIn = getRouteApi("/in");

export interface Revealed {
  numbers: readonly string[] | null;
  set: (numbers: readonly string[] | null) => void;
}

/** Numbers that hide again by themselves. */
export function useRevealed(): Revealed {
  const [numbers, set] = useState<readonly string[] | null>(null);
  useEffect(() => {
    if (!numbers) return;
    const timer = setTimeout(() => set(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [numbers]);
  return { numbers, set };
}

interface Props {
  revealed: Revealed;
  ask: (purpose: string) => Promise<readonly string[]>;
}

export function Reveal({ revealed, ask }: Props) {
  const { t } = useTranslation();
  const { me } = signedIn.useRouteContext();
  const [isAsking, setAsking] = useState(false);
  const canSee = may(me, "rules.change");
  useHotkeys("u", () => canSee && !revealed.numbers && setAsking(true), { preventDefault: true }, [canSee, revealed]);
  if (revealed.numbers)
    return (
      <span className={css.until}>
        {t("unmask.audited")}
        <Button size="small" onClick={() => revealed.set(null)}>
          {t("rules.reveal.hide")}
        </Button>
      </span>
    );
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
          revealed.set(await ask(purpose));
          setAsking(false);
        }}
        cancel={() => setAsking(false)}
      />
    </div>
  );
}
