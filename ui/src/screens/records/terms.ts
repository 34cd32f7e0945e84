/** Terms of the query language that a click, a key or a brush writes. */
import type { FoundRecord } from "@/api/schema";
import { fullTime } from "@/lib/time";
import type { ColumnKey } from "./columns";

/** The value, in quotes where it needs them. */
export function quoted(value: string): string {
  return /^[^\s()（）"“”\\-][^\s()（）"“”\\]*$/.test(value) ? value : `"${value.replace(/["“”\\]/g, "\\$&")}"`;
}

const told = (field: string, value: string | null) => (value ? `${field}:${quoted(value)}` : null);

/** The term that asks for what a cell shows; null where there is nothing to ask for. */
export function termOf(row: FoundRecord, column: ColumnKey): string | null {
  switch (column) {
    case "cli":
      return told("cli", row.cli_key);
    case "called":
      return told("called", row.called_key);
    case "imei":
      return told("imei", row.imei_key);
    case "talk":
      return `answered:${row.answered_at ? "yes" : "no"}`;
    case "route":
      return told("route", row.route);
    case "feed":
      return told("feed", row.feed);
    case "trunk":
      return told("trunk", row.trunk_in);
    case "ip":
      return told("ip", row.source_ip);
    case "cell":
      return told("cell", row.cell);
    default:
      return null;
  }
}

/** The query with one more term, for or against. */
export function narrowed(open: string, term: string, isNot: boolean): string {
  return `${open} ${isNot ? "-" : ""}${term}`.trim();
}

/** The query over a span of time; whole seconds. */
export function within(timeless: string, from: number, until: number, zone: string): string {
  const at = (ms: number) => fullTime(ms, zone).replace(" ", "T");
  return `${timeless} from:${at(from)} to:${at(until)}`.trim();
}

/** The query for the text parts before, at and after the characters of a fault, which are counted in code points. */
export function marked(text: string, start: number, end: number): [string, string, string] {
  const chars = [...text];
  const last = Math.max(end, start + 1);
  return [chars.slice(0, start).join(""), chars.slice(start, last).join("") || " ", chars.slice(last).join("")];
}
