/** `?`: every key of the product on one sheet. */
import { useTranslation } from "react-i18next";
import { Layer } from "./Layer";
import css from "./Shortcuts.module.css";

const GLOBAL = [
  ["palette", "Ctrl K"],
  ["help", "?"],
  ["goWarnings", "G W"],
  ["goCases", "G K"],
  ["goFeeds", "G F"],
  ["goAudit", "G I"],
  ["goRules", "G U"],
  ["goAccounts", "G A"],
  ["escape", "Esc"],
] as const;

const BOARD = [
  ["nextRow", "J"],
  ["previousRow", "K"],
  ["open", "Enter"],
  ["filter", "/"],
  ["level", "1 2 3 4"],
  ["fresh", "N"],
  ["take", "A"],
  ["dissuade", "D"],
  ["message", "M"],
  ["handOver", "T"],
  ["falseAlarm", "X"],
  ["toCase", "C"],
  ["unmask", "U"],
] as const;

const CASES = [
  ["nextRow", "J"],
  ["previousRow", "K"],
  ["add", "N"],
  ["parts", "1 2 3 4 5 6"],
  ["unmask", "U"],
] as const;

const RULES = [
  ["tabs", "1 2 3 4 5"],
  ["search", "/"],
  ["nextChange", "J"],
  ["previousChange", "K"],
  ["approve", "A"],
  ["reject", "X"],
  ["publish", "P"],
  ["rollBack", "B"],
  ["newEntry", "N"],
  ["unmask", "U"],
] as const;

const AUDIT = [
  ["nextRow", "J"],
  ["previousRow", "K"],
  ["open", "Enter"],
  ["searchPurpose", "/"],
  ["nextAlarm", "A"],
  ["freshEntries", "N"],
  ["verify", "V"],
] as const;

const ACCOUNTS = [
  ["nextAccount", "J"],
  ["previousAccount", "K"],
  ["newAccount", "N"],
] as const;

const RECORDS = [
  ["query", "/"],
  ["runQuery", "Enter"],
  ["filterIn", "+"],
  ["filterOut", "-"],
  ["brushMore", "Shift →"],
  ["toCase", "C"],
  ["unmask", "U"],
] as const;

type Rows =
  | typeof GLOBAL
  | typeof BOARD
  | typeof RECORDS
  | typeof CASES
  | typeof RULES
  | typeof ACCOUNTS
  | typeof AUDIT;

export function Shortcuts({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const list = (title: "global" | "board" | "records" | "cases" | "rules" | "accounts" | "audit", rows: Rows) => (
    <section>
      <h3>{t(`keys.${title}`)}</h3>
      <dl>
        {rows.map(([what, keys]) => (
          <div key={what}>
            <dt>{t(`keys.${what}`)}</dt>
            <dd>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
  return (
    <Layer label={t("keys.title")} close={close} isWide>
      <div className={css.sheet} data-testid="shortcuts">
        <h2>{t("keys.title")}</h2>
        {list("global", GLOBAL)}
        {list("board", BOARD)}
        {list("records", RECORDS)}
        {list("cases", CASES)}
        {list("rules", RULES)}
        {list("accounts", ACCOUNTS)}
        {list("audit", AUDIT)}
      </div>
    </Layer>
  );
}
