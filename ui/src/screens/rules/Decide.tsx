/** Approve, reject, publish: each confirmed, by the person signed in, as the server allows; what cannot be done says why. */
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { approve, publish, RULES_KEY, reject } from "@/api/rules";
import type { ChangeDetail } from "@/api/schema";
import { Confirm } from "@/components/Confirm";
import { useZone } from "@/components/zone";
import { fullTime } from "@/lib/time";
import css from "./Changes.module.css";
import { type Deed, optionsOf } from "./decisions";

const KEYS: Record<Deed, string> = { approve: "A", reject: "X", publish: "P" };
const DO: Record<Deed, (change: ChangeDetail, reason: string) => Promise<ChangeDetail>> = { approve, reject, publish };

const signedIn = getRouteApi("/in");

export function Decide({ change }: { change: ChangeDetail }) {
  const { t } = useTranslation();
  const zone = useZone();
  const queries = useQueryClient();
  const { me } = signedIn.useRouteContext();
  const [asked, setAsked] = useState<{ deed: Deed; of: ChangeDetail } | null>(null);
  const options = optionsOf(change, me);
  const ask = (deed: Deed) => {
    if (options.some((option) => option.deed === deed && option.why === null)) setAsked({ deed, of: change });
  };
  useHotkeys("a", () => ask("approve"), { preventDefault: true }, [change, me]);
  useHotkeys("x", () => ask("reject"), { preventDefault: true }, [change, me]);
  useHotkeys("p", () => ask("publish"), { preventDefault: true }, [change, me]);
  if (options.length === 0) return null;

  const settle = async () => {
    await queries.invalidateQueries({ queryKey: RULES_KEY });
  };
  const act = async (deed: Deed, of: ChangeDetail, reason: string) => {
    try {
      await DO[deed](of, reason); // of what the person had before him when he asked, not of what came since
      setAsked(null);
    } finally {
      await settle();
    }
  };
  const whys = [...new Set(options.map((option) => option.why).filter((why) => why !== null))];
  const time = change.backtested_at ? fullTime(Date.parse(change.backtested_at), zone) : "";
  return (
    <div className={css.decide} data-testid="decide">
      <div className={css.deeds}>
        {options.map(({ deed, why }) => (
          <Button
            key={deed}
            type={deed === "reject" || why ? "default" : "primary"}
            disabled={why !== null}
            onClick={() => ask(deed)}
            data-testid={`deed-${deed}`}
          >
            {t(`rules.act.${deed}`)}
            <kbd>{KEYS[deed]}</kbd>
          </Button>
        ))}
        {whys.map((why) => (
          <span key={why} className={css.why} data-testid="why-not">
            {t(`rules.why.${why}`)}
          </span>
        ))}
      </div>
      {asked && (
        <Confirm
          key={asked.deed}
          title={t(`rules.sure.${asked.deed}`, { n: change.change_id })}
          hint={t(`rules.sure.${asked.deed}Hint`, { digest: asked.of.digest.slice(0, 12), time })}
          action={t(`rules.act.${asked.deed}`)}
          needsReason={asked.deed !== "publish"}
          isDanger={asked.deed === "reject"}
          note={t("rules.sure.audited")}
          submit={(reason) => act(asked.deed, asked.of, reason)}
          cancel={() => setAsked(null)}
        />
      )}
    </div>
  );
}
