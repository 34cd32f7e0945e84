/** Figures as people read them. */

const grouped = new Intl.NumberFormat("en-US");

/** "1,174,002". */
export function count(n: number): string {
  return grouped.format(n);
}

/** Up to three significant digits, no exponent: 0.034, 12.5, 250, 1,200. */
export function figure(n: number): string {
  if (Number.isInteger(n)) return count(n);
  const digits = Math.abs(n) >= 100 ? 0 : Math.abs(n) >= 10 ? 1 : Math.abs(n) >= 0.1 ? 2 : 3;
  return String(Number(n.toFixed(digits)));
}

/** "97 %"; never rounds up to 100 nor down to 0. */
export function percent(ratio: number): string {
  if (ratio <= 0) return "0 %";
  if (ratio >= 1) return "100 %";
  return `${Math.min(99, Math.max(1, Math.round(ratio * 100)))} %`;
}

/** A probability to two digits however small: "97 %", "4.2 %", "0.031 %"; never rounds up to 100 nor down to 0. */
export function chance(p: number): string {
  if (p <= 0) return "0 %";
  if (p >= 0.995) return p >= 1 ? "100 %" : "99 %";
  const digits = Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(p * 100))));
  return p < 0.00005 ? "<0.005 %" : `${Number((p * 100).toFixed(digits))} %`;
}

/** Where a probability stands between 1 in 10,000 and certainty, 0 to 1, each factor of ten as wide. */
export function chanceShare(p: number): number {
  return p <= 0 ? 0 : Math.min(1, Math.max(0, 1 + Math.log10(p) / 4));
}

/** A reason's figure in its unit: "39′14″", "24 h", "72 %", "120". */
export function measured(n: number, unit: "count" | "seconds" | "share" | "flag"): string {
  if (unit === "share") return percent(n);
  if (unit !== "seconds") return figure(n);
  const s = Math.max(0, Math.round(n));
  if (s >= 7200) return `${Math.round(s / 3600)} h`;
  return `${Math.floor(s / 60)}′${String(s % 60).padStart(2, "0")}″`;
}

/** "320 ms", "4.2 s", "3 min". */
export function span(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
