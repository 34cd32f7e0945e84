/** Numbers that are known to be honest: until when, who vouches, and how many calls each entry has kept quiet. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { Fragment, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { draftRemoval, RULES_KEY, whitelistNumbers, whitelistQuery } from "@/api/rules";
import type { EntryRow, Whitelist as Told } from "@/api/schema";
import { may } from "@/api/session";
import { Nothing } from "@/components/Nothing";
import { useZone } from "@/components/zone";
import { useBrief } from "@/lib/brief";
import { serverNow } from "@/lib/clock";
import { count } from "@/lib/numbers";
import { shortTime } from "@/lib/time";
import { Answer } from "./Answer";
import { NewEntry } from "./NewEntry";
import { Reveal } from "./Reveal";
import { Deed, Question } from "./RowWithDeed";
import css from "./Rules.module.css";
import own from "./Whitelist.module.css";

const DAY_MS = 86_400_000;
const ENDS_SOON_DAYS = 14;
const route = getRouteApi("/in/rules");
const signedIn = getRouteApi("/in");

function Ends({ entry }: { entry: EntryRow }) {
  const { t } = useTranslation();
  const days = Math.ceil((Date.parse(entry.expires_at) - serverNow()) / DAY_MS);
  const isSoon = entry.is_expired || days <= ENDS_SOON_DAYS;
  return (
    <>
      <span className="num">{entry.expires}</span>
      <small className={isSoon ? css.over : "quiet"}>
        {entry.is_expired ? t("rules.white.over") : t("rules.white.days", { n: days })}
      </small>
    </>
  );
}

interface LineProps {
  entry: EntryRow;
  number: string | undefined; // in full, when it was asked for
  remove: (() => void) | null;
}

function EntryLine({ entry, number, remove }: LineProps) {
  const { t } = useTranslation();
  const zone = useZone();
  return (
    <tr data-testid="entry">
      <td>
        <strong className="num">{number ?? entry.masked}</strong>
        {entry.is_range && <small className="quiet">{t("rules.white.range")}</small>}
      </td>
      <td className={`num ${css.right}`}>{count(entry.silenced)}</td>
      <td className="num">
        {entry.last_at ? (
          shortTime(Date.parse(entry.last_at), serverNow(), zone)
        ) : (
          <span className="quiet">{t("rules.white.never")}</span>
        )}
      </td>
      <td>
        <Ends entry={entry} />
      </td>
      <td>{entry.reason}</td>
      <td>{entry.source}</td>
      <Deed says={t("rules.white.remove")} ask={remove} testId="remove-entry" />
    </tr>
  );
}

function Entries({ told, numbers }: { told: Told; numbers: readonly string[] | null }) {
  const { t } = useTranslation();
  const { me } = signedIn.useRouteContext();
  const drafted = useDrafted();
  const [asked, setAsked] = useState<EntryRow | null>(null);
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th>{t("rules.white.number")}</th>
          <th className={css.right}>{t("rules.white.silenced")}</th>
          <th>{t("rules.white.last")}</th>
          <th>{t("rules.white.expires")}</th>
          <th>{t("rules.white.reason")}</th>
          <th>{t("rules.white.source")}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {told.items.map((entry) => (
          <Fragment key={entry.place}>
            <EntryLine
              entry={entry}
              number={numbers?.[entry.place]}
              remove={may(me, "rules.change") ? () => setAsked(entry) : null}
            />
            {asked?.place === entry.place && (
              <Question
                columns={7}
                title={t("rules.white.removeSure", { number: entry.masked })}
                hint={t("rules.white.way")}
                action={t("rules.white.remove")}
                label={t("rules.white.why")}
                submit={async (why) => {
                  const change = await draftRemoval({ serial: told.serial, place: entry.place, why });
                  drafted(change.change_id);
                }}
                cancel={() => setAsked(null)}
              />
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

/** Leads to the change that was just drafted. */
function useDrafted(): (id: number) => void {
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  return (id) => {
    void queries.invalidateQueries({ queryKey: RULES_KEY });
    void navigate({ search: { tab: "changes", id } });
  };
}

export function Whitelist() {
  const { t } = useTranslation();
  const { me } = signedIn.useRouteContext();
  const query = useQuery(whitelistQuery);
  const [isAdding, setAdding] = useState(false);
  const drafted = useDrafted();
  const canDraft = may(me, "rules.change");
  useHotkeys("n", () => canDraft && setAdding(true), { preventDefault: true }, [canDraft]);
  return (
    <Answer query={query} label={t("rules.white.list")}>
      {(told) => (
        <Body
          key={told.serial}
          told={told}
          add={canDraft && !isAdding ? () => setAdding(true) : null}
          form={isAdding ? <NewEntry told={told} done={drafted} cancel={() => setAdding(false)} /> : null}
        />
      )}
    </Answer>
  );
}

interface BodyProps {
  told: Told;
  add: (() => void) | null;
  form: React.ReactNode;
}

/** Numbers in full belong to one version's whitelist; another version begins masked. */
function Body({ told, add, form }: BodyProps) {
  const { t } = useTranslation();
  const revealed = useBrief<readonly string[]>();
  return (
    <>
      <div className={own.head}>
        <p className="quiet">{t("rules.white.note")}</p>
        <div className={own.deeds}>
          {told.items.length > 0 && (
            <Reveal revealed={revealed} ask={(purpose) => whitelistNumbers(told.serial, purpose)} />
          )}
          {add && (
            <Button
              size="small"
              type="primary"
              icon={<PlusOutlined aria-hidden="true" />}
              onClick={add}
              title="N"
              data-testid="new-entry"
            >
              {t("rules.white.add")}
            </Button>
          )}
        </div>
      </div>
      {form}
      {told.items.length === 0 ? (
        <Nothing title={t("rules.white.empty")} hint={t("rules.white.emptyHint")} />
      ) : (
        <Entries told={told} numbers={revealed.value} />
      )}
    </>
  );
}
