/** The view state that each address carries. Unknown or malformed values are dropped: an address is typed by people. */
import { CASE_VIEWS, type CaseView } from "@/api/cases";
import type { Level } from "@/api/schema";
import { LEVELS, VIEWS, type View } from "@/api/warnings";
import { isDay } from "@/lib/time";

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;

function given<T extends object>(found: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as never;
}

export interface BoardSearch {
  level?: string; // "urgent,high"; none: all
  view?: Exclude<View, "waiting">; // none: those that wait to be taken
  q?: string; // text filter
  id?: string; // warning whose panel is open
  report?: 1 | 7 | 30; // days of the desk's report, while it is open
}

function levels(value: unknown): string | undefined {
  const asked = text(value)?.split(",") ?? [];
  const known = LEVELS.filter((level: Level) => asked.includes(level));
  return known.length > 0 && known.length < LEVELS.length ? known.join(",") : undefined;
}

export function boardSearch(raw: Raw): BoardSearch {
  const view = VIEWS.find((one) => one === raw.view);
  const report = ([1, 7, 30] as const).find((days) => days === raw.report);
  return given({
    report,
    level: levels(raw.level),
    view: view === "waiting" ? undefined : view,
    q: text(raw.q),
    id: text(raw.id),
  });
}

/** Parts of a case; the screen's own list says the same. */
const CASE_PARTS = ["clues", "tasks", "files", "requests", "members"] as const;

export interface CasesSearch {
  view?: Exclude<CaseView, "mine">; // none: one's own that are open
  q?: string; // text filter
  id?: string; // number of the case whose page is open
  tab?: (typeof CASE_PARTS)[number]; // none: the timeline
}

export function casesSearch(raw: Raw): CasesSearch {
  const view = CASE_VIEWS.find((one) => one === raw.view);
  return given({
    view: view === "mine" ? undefined : view,
    q: text(raw.q),
    id: text(raw.id),
    tab: CASE_PARTS.find((one) => one === raw.tab),
  });
}

export interface RecordsSearch {
  q?: string; // query
  id?: string; // record whose panel is open
}

export function recordsSearch(raw: Raw): RecordsSearch {
  return given({ q: text(raw.q), id: text(raw.id) });
}

export interface FeedsSearch {
  rejects?: string; // feed whose rejected rows are open
}

export function feedsSearch(raw: Raw): FeedsSearch {
  return given({ rejects: text(raw.rejects) });
}

export const RULE_TABS = ["table", "changes", "versions", "whitelist", "challenger"] as const;
export type RuleTab = (typeof RULE_TABS)[number];

export interface RulesSearch {
  tab?: Exclude<RuleTab, "table">; // none: the table
  q?: string; // text filter of the table
  side?: "caller" | "person"; // none: both
  changed?: true; // rows that differ from the rules as they came
  id?: number; // change whose panel is open
}

export function rulesSearch(raw: Raw): RulesSearch {
  const tab = RULE_TABS.find((one) => one === raw.tab);
  const side = raw.side === "caller" || raw.side === "person" ? raw.side : undefined;
  const id = Number(text(raw.id));
  return given({
    tab: tab === "table" ? undefined : tab,
    q: text(raw.q),
    side,
    changed: raw.changed === true ? (true as const) : undefined,
    id: Number.isSafeInteger(id) && id > 0 ? id : undefined,
  });
}

export interface AccountsSearch {
  id?: string; // login of the account whose panel is open
}

export function accountsSearch(raw: Raw): AccountsSearch {
  return given({ id: text(raw.id) });
}

export interface AuditSearch {
  actor?: string;
  action?: string; // "warning.": all that begin so
  subject?: string;
  since?: string; // day of the centre's zone, "2026-11-30"
  until?: string; // day, included
  q?: string; // words of the purpose
  judged?: true; // alarms that have a verdict; none: those that wait for one
  seq?: number; // entry whose panel is open
  alarm?: number; // alarm whose panel is open
}

const number = (value: unknown): number | undefined => {
  const found = Number(text(value));
  return Number.isSafeInteger(found) && found > 0 ? found : undefined;
};

const date = (value: unknown): string | undefined => {
  const found = text(value);
  return found !== undefined && isDay(found) ? found : undefined;
};

export function auditSearch(raw: Raw): AuditSearch {
  const action = text(raw.action);
  const alarm = number(raw.alarm);
  return given({
    actor: text(raw.actor),
    action: action && /^[a-z_.]{1,64}$/.test(action) ? action : undefined,
    subject: text(raw.subject),
    since: date(raw.since),
    until: date(raw.until),
    q: text(raw.q),
    judged: raw.judged === true ? (true as const) : undefined,
    seq: alarm === undefined ? number(raw.seq) : undefined,
    alarm,
  });
}

export interface LoginSearch {
  next?: string; // address to go to afterwards, of this site
  ended?: boolean; // the session ended by itself
}

export function loginSearch(raw: Raw): LoginSearch {
  const next = text(raw.next);
  const isOurs = next !== undefined && /^\/(?![/\\]|login)/.test(next); // "//host" and "/\\host" lead elsewhere
  return given({ next: isOurs ? next : undefined, ended: raw.ended === true ? true : undefined });
}
