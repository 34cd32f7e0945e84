/** From which day to which, both included, by the centre's own calendar: typed, or one of the usual spans. */
import { Input } from "antd";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { day, isDay } from "@/lib/time";
import css from "./Filters.module.css";
import { useAuditView } from "./useAuditView";

const DAY_MS = 86_400_000;
const USUAL = [1, 7, 30] as const; // days, today included

function Day({ what }: { what: "since" | "until" }) {
  const { t } = useTranslation();
  const { search, narrow } = useAuditView();
  const id = useId();
  const asked = search[what] ?? "";
  const [typed, setTyped] = useState(asked);
  useEffect(() => setTyped(asked), [asked]);
  const isWrong = typed.trim() !== "" && !isDay(typed.trim());
  const ask = () => !isWrong && typed.trim() !== asked && narrow({ [what]: typed.trim() });
  return (
    <label className={css.day} htmlFor={id}>
      <span>{t(`audit.${what}`)}</span>
      <Input
        id={id}
        className={css.date ?? ""}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onPressEnter={ask}
        onBlur={ask}
        placeholder={t("audit.dayHint")}
        status={isWrong ? "error" : ""}
        aria-invalid={isWrong}
        maxLength={10}
        data-testid={`filter-${what}`}
      />
    </label>
  );
}

export function Span() {
  const { t } = useTranslation();
  const zone = useZone();
  const { search, narrow } = useAuditView();
  const begin = (days: number) => day(serverNow() - (days - 1) * DAY_MS, zone);
  const usual = search.until ? undefined : USUAL.find((days) => begin(days) === search.since);
  const value = usual ?? (search.since || search.until ? "own" : "all");
  const choose = (chosen: string) => {
    if (chosen !== "own") narrow({ since: chosen === "all" ? undefined : begin(Number(chosen)), until: undefined });
  };
  return (
    <div className={css.span}>
      <select
        className={css.select}
        value={value}
        onChange={(event) => choose(event.target.value)}
        aria-label={t("audit.span")}
        data-testid="filter-span"
      >
        <option value="all">{t("audit.anyTime")}</option>
        {USUAL.map((days) => (
          <option key={days} value={days}>
            {days === 1 ? t("audit.today") : t("audit.lastDays", { n: days })}
          </option>
        ))}
        {value === "own" && <option value="own">{t("audit.ownSpan")}</option>}
      </select>
      <Day what="since" />
      <Day what="until" />
    </div>
  );
}
