/** The two tables as one: a rule of the calling side and what it says of the person called on one line, grouped by signal, searchable. */
import type { RuleRow } from "@/api/schema";

/** A line: a row of either side; `ofPerson` is what the called side's table makes of a rule of the calling side. */
export interface Line {
  row: RuleRow;
  ofPerson: RuleRow | null;
}

export interface Group {
  signal: string; // "" for what belongs to none
  lines: Line[];
}

/** Rows of the called side on all that is known of a number: they belong to no one signal. */
const OF_NO_SIGNAL: ReadonlySet<string> = new Set(["approach", "approach_unknown", "caller.any"]);

export function linesOf(rows: readonly RuleRow[]): Line[] {
  const ofCallers = new Map(rows.filter((row) => row.of_caller).map((row) => [row.of_caller, row]));
  return rows
    .filter((row) => !row.of_caller)
    .map((row) => ({ row, ofPerson: row.side === "caller" ? (ofCallers.get(row.name) ?? null) : null }));
}

export interface Wanted {
  side: RuleRow["side"] | undefined;
  isChangedOnly: boolean;
  words: string; // all must occur
}

/** Lines that fit; `text` gives all that can be searched in one. */
export function wantedLines(lines: readonly Line[], wanted: Wanted, text: (line: Line) => string): Line[] {
  const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter(
    (line) =>
      (!wanted.side || line.row.side === wanted.side) &&
      (!wanted.isChangedOnly || isChanged(line)) &&
      words.every((word) => text(line).toLowerCase().includes(word)),
  );
}

export function isChanged(line: Line): boolean {
  return line.row.is_changed || (line.ofPerson?.is_changed ?? false);
}

const place = (signal: string) => (signal === "" ? Number.POSITIVE_INFINITY : Number(signal.slice(1)));

/** By signal, S1 first; within one, in the tables' order. */
export function groupsOf(lines: readonly Line[]): Group[] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const signal = OF_NO_SIGNAL.has(line.row.name) ? "" : line.row.signal;
    groups.set(signal, [...(groups.get(signal) ?? []), line]);
  }
  return [...groups]
    .map(([signal, found]) => ({ signal, lines: found }))
    .sort((a, b) => place(a.signal) - place(b.signal));
}
