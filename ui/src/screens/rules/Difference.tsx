/** What a change alters against the rules that it was drafted on: fields old → new, steps side by side, whitelist entries. */
import { ArrowRightOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { changeNumbers } from "@/api/rules";
import type { ChangeDetail, EntryDifference, EntryRow, FieldDifference, RowDifference, Step } from "@/api/schema";
import { type Brief, useBrief } from "@/lib/brief";
import css from "./Difference.module.css";
import { Reveal } from "./Reveal";
import { exact, signed, stepPairs, stepStart, type Unit, valueIn } from "./values";
import { useRuleWords } from "./words";

const FIELDS = ["starts", "full", "points", "window_s", "steps", "base"] as const;
const isKnown = (field: string): field is (typeof FIELDS)[number] => (FIELDS as readonly string[]).includes(field);
/** Fields that are values of what the row measures, told in its unit. */
const MEASURED = new Set(["starts", "full"]);

function useFieldWords(): (field: string) => string {
  const { t } = useTranslation();
  return (field) => {
    if (isKnown(field)) return t(`rules.diff.field.${field}`);
    const [, on, end] = /^when\.(.+)\.(at_least|at_most)$/.exec(field) ?? [];
    return on ? `${on} ${end === "at_least" ? "≥" : "≤"}` : field;
  };
}

function Numbers({ field, unit }: { field: FieldDifference; unit: Unit }) {
  const { t } = useTranslation();
  const show = (value: number | Step[] | null) => {
    if (value === null) return t("rules.diff.open");
    if (Array.isArray(value)) return "";
    if (field.field === "base") return signed(value);
    return MEASURED.has(field.field) ? valueIn(value, unit) : exact(value);
  };
  return (
    <span className="num">
      <s className={css.old}>{show(field.before)}</s> <ArrowRightOutlined aria-hidden="true" />{" "}
      <strong>{show(field.after)}</strong>
    </span>
  );
}

function Steps({ row, before, after }: { row: RowDifference; before: Step[]; after: Step[] }) {
  const { t } = useTranslation();
  return (
    <table className={css.steps}>
      <thead>
        <tr>
          <th scope="col">{t("rules.diff.stepFrom")}</th>
          <th scope="col">{t("rules.diff.from")}</th>
          <th scope="col">{t("rules.diff.to")}</th>
        </tr>
      </thead>
      <tbody>
        {stepPairs(before, after, row.is_falling).map((pair) => (
          <tr key={pair.start} className={pair.before === pair.after ? "" : css.differs} data-testid="step-pair">
            <th scope="row" className="num">
              {stepStart({ start: pair.start, odds: 0 }, row.unit, row.is_falling)}
            </th>
            <td className="num">{signed(pair.before)}</td>
            <td className="num">{signed(pair.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { row: RowDifference }) {
  const { t } = useTranslation();
  const ruleWords = useRuleWords();
  const fieldWords = useFieldWords();
  return (
    <li data-testid="diff-row" data-rule={row.name}>
      <div className={css.head}>
        {row.signal && <span className={css.signal}>{row.signal}</span>}
        <span className={css.words}>{ruleWords(row)}</span>
        <small className="quiet">
          {t(`rules.side.${row.side}`)} <code>{row.name}</code>
        </small>
      </div>
      <dl className={css.fields}>
        {row.fields.map((field) => (
          <div key={field.field}>
            <dt>{fieldWords(field.field)}</dt>
            <dd>
              {Array.isArray(field.before) && Array.isArray(field.after) ? (
                <Steps row={row} before={field.before} after={field.after} />
              ) : (
                <Numbers field={field} unit={row.unit} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

/** A field of an entry: as it is, or old → new. */
function Was({ before, after }: { before: string | undefined; after: string }) {
  if (before === undefined || before === after) return after;
  return (
    <>
      <s className={css.old}>{before}</s> <ArrowRightOutlined aria-hidden="true" /> {after}
    </>
  );
}

function Entry({ pair, number }: { pair: EntryDifference; number: string | undefined }) {
  const { t } = useTranslation();
  const kind = !pair.before ? "added" : !pair.after ? "removed" : "altered";
  const entry: EntryRow | null = pair.after ?? pair.before;
  if (!entry) return null;
  return (
    <li data-testid="diff-entry">
      <div className={css.head}>
        <span className={`${css.kind} ${css[kind]}`}>{t(`rules.diff.${kind}`)}</span>
        <strong className="num">{number ?? entry.masked}</strong>
        {entry.is_range && <small className="quiet">{t("rules.white.range")}</small>}
      </div>
      <dl className={css.fields}>
        {(["reason", "source", "expires"] as const).map((field) => (
          <div key={field}>
            <dt>{t(`rules.white.${field}`)}</dt>
            <dd>
              <Was before={pair.before?.[field]} after={entry[field]} />
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function Entries({ change, revealed }: { change: ChangeDetail; revealed: Brief<readonly string[]> }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={css.whitelist}>
        <h3>{t("rules.white.list")}</h3>
        <Reveal revealed={revealed} ask={(purpose) => changeNumbers(change, purpose)} />
      </div>
      <ul className={css.rows}>
        {change.entries.map((pair, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a change's text never alters, and two entries may look alike when masked
          <Entry key={n} pair={pair} number={revealed.value?.[n]} />
        ))}
      </ul>
    </>
  );
}

export function Difference({ change }: { change: ChangeDetail }) {
  const { t } = useTranslation();
  const revealed = useBrief<readonly string[]>();
  const n = change.rows.length + change.entries.length;
  return (
    <section className={css.difference} aria-label={t("rules.diff.title")} data-testid="difference">
      <h3>
        {t("rules.diff.title")}{" "}
        <small className="quiet">{n === 0 ? t("rules.diff.none") : t("rules.diff.rows", { n })}</small>
      </h3>
      <ul className={css.rows}>
        {change.rows.map((row) => (
          <Row key={`${row.side}.${row.name}`} row={row} />
        ))}
      </ul>
      {change.entries.length > 0 && <Entries change={change} revealed={revealed} />}
    </section>
  );
}
