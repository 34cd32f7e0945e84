/** All that is on record, newest first, and the pins; notes are written here. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CaseDetail } from "@/api/schema";
import { Level } from "@/components/Level";
import { useZone } from "@/components/zone";
import { fullTime, talkTime } from "@/lib/time";
import { Adding } from "./Adding";
import type { PartProps } from "./CasePage";
import css from "./Cases.module.css";
import { Strike } from "./Strike";
import { writes } from "./words";

type Entry = CaseDetail["timeline"][number];
const signedIn = getRouteApi("/in");

function Says({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const kind = entry.kind as "open"; // whichever of the kinds it is
  const what = t(`cases.did.${kind}`);
  const word = wordOf(entry);
  return (
    <span className={css.did}>
      {what}
      {word && ` · ${t(word)}`}
      {entry.who && ` · ${entry.who.name}`}
      {entry.refers !== null && ` · ${t("cases.entry", { nth: entry.refers })}`}
    </span>
  );
}

function wordOf({ kind, word }: Entry) {
  if (word === null) return null;
  if (kind === "entity") return `cases.clue.${word as "number"}` as const;
  if (kind === "grant") return `cases.role.${word as "lead"}` as const;
  if (kind === "pin") return `cases.pinKind.${word as "warning"}` as const;
  return `cases.reason.${word as "solved"}` as const;
}

export function Timeline({ detail, whole, put }: PartProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const { me } = signedIn.useRouteContext();
  const canStrike = (entry: Entry) =>
    writes(detail) &&
    entry.kind === "note" &&
    !entry.is_struck &&
    (entry.actor.login === me.login || detail.access?.role === "lead");
  return (
    <div className={css.part} data-testid="part-timeline">
      {writes(detail) && (
        <Adding
          label={t("cases.addNote")}
          fields={[{ name: "text", label: t("cases.field.text"), type: "area" }]}
          send={({ text = "" }) => put({ kind: "note", text })}
        />
      )}
      {detail.pins.length > 0 && (
        <ul className={css.pins} aria-label={t("cases.pins")}>
          {detail.pins.map((pin) => (
            <li key={pin.nth}>
              {pin.level && <Level level={pin.level} />}
              {pin.kind === "warning" ? (
                <Link to="/warnings" search={{ view: "all", id: pin.ref }}>
                  {pin.called_masked ?? pin.ref}
                </Link>
              ) : (
                <span className="num">
                  {pin.at
                    ? t("cases.pinnedCall", {
                        at: fullTime(Date.parse(pin.at), zone),
                        cli: pin.cli_masked ?? "",
                        called: pin.called_masked ?? "",
                        talk: talkTime(pin.talk_ms ?? 0),
                      })
                    : t("cases.pinPurged", { ref: pin.ref })}
                </span>
              )}
              <span className="quiet">{t(`cases.pinKind.${pin.kind}`)}</span>
              {writes(detail) && <Strike nth={pin.nth} put={put} />}
            </li>
          ))}
        </ul>
      )}
      <ol className={css.timeline} data-testid="timeline">
        {detail.timeline
          .slice()
          .reverse()
          .map((entry) => (
            <li key={entry.nth} className={entry.is_struck ? css.struck : ""}>
              <time className="num" dateTime={entry.at}>
                {fullTime(Date.parse(entry.at), zone)}
              </time>
              <span>{entry.actor.name}</span>
              <div>
                <Says entry={entry} />
                {entry.is_struck && <em>{t("cases.struck")}</em>}
                {(whole.get(entry.nth) ?? entry.text) && <p>{whole.get(entry.nth) ?? entry.text}</p>}
                {canStrike(entry) && <Strike nth={entry.nth} put={put} />}
              </div>
              <span className={`num ${css.nth}`}>{entry.nth}</span>
            </li>
          ))}
      </ol>
    </div>
  );
}
