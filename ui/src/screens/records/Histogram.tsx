/** Records over time. A brush, by mouse or by keys, narrows the query to its span. */
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SearchSummary } from "@/api/schema";
import { useZone } from "@/components/zone";
import { count } from "@/lib/numbers";
import { fullTime } from "@/lib/time";
import css from "./Records.module.css";

interface Props {
  summary: SearchSummary;
  brush: (from: number, until: number) => void;
}

export function Histogram({ summary, brush }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const { bars, bar_s } = summary;
  const [span, setSpan] = useState<{ from: number; to: number } | null>(null);
  const [isDragging, setDragging] = useState(false);
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const last = bars.length - 1;
  const [low, high] = span ? [Math.min(span.from, span.to), Math.max(span.from, span.to)] : [-1, -1];
  const startOf = (n: number) => Date.parse(bars[n]?.start_at ?? "");
  const apply = () => {
    if (span) brush(startOf(low), startOf(high) + bar_s * 1000);
    setSpan(null);
  };
  const press = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by !== 0) {
      const to = Math.max(0, Math.min(last, (span?.to ?? (by > 0 ? -1 : last + 1)) + by));
      setSpan({ from: event.shiftKey && span ? span.from : to, to });
    } else if (event.key === "Enter" && span) apply();
    else if (event.key === "Escape" && span) setSpan(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (bars.length === 0) return null;
  const at = span?.to ?? last;
  const total = span ? bars.slice(low, high + 1).reduce((sum, bar) => sum + bar.count, 0) : summary.counted;
  const from = fullTime(startOf(span ? low : 0), zone);
  const until = fullTime(startOf(span ? high : last) + bar_s * 1000, zone);
  const words = t("records.span", { from, until, n: count(total) });
  return (
    <div className={css.histogram}>
      <div
        className={css.bars}
        role="slider"
        tabIndex={0}
        aria-label={t("records.histogram")}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at}
        aria-valuetext={words}
        onKeyDown={press}
        onPointerLeave={() => {
          if (isDragging) setSpan(null);
          setDragging(false);
        }}
        onPointerUp={() => {
          if (isDragging) apply();
          setDragging(false);
        }}
        data-testid="histogram"
      >
        {bars.map((bar, n) => (
          <span
            key={bar.start_at}
            className={n >= low && n <= high ? css.chosen : ""}
            onPointerDown={(event) => {
              event.preventDefault();
              setDragging(true);
              setSpan({ from: n, to: n });
            }}
            onPointerEnter={() => isDragging && setSpan((now) => ({ from: now?.from ?? n, to: n }))}
            title={`${fullTime(Date.parse(bar.start_at), zone)} · ${count(bar.count)}`}
          >
            <i style={{ height: `${bar.count === 0 ? 0 : Math.max(4, (100 * bar.count) / most)}%` }} />
          </span>
        ))}
      </div>
      <p className={css.axis}>
        <span className="num">{words}</span>
        <span>{t(span ? "records.brushEnter" : "records.brushHint")}</span>
      </p>
    </div>
  );
}
