/** Times as a duty room reads them: 24-hour clock, the centre's own zone, tabular digits. Instants come in as ISO 8601 strings, UTC. */

const formatters = new Map<string, Intl.DateTimeFormat>();

function parts(at: number, zone: string): Record<string, string> {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formatters.set(zone, formatter);
  }
  return Object.fromEntries(formatter.formatToParts(at).map((part) => [part.type, part.value]));
}

/** "2026-11-22" in the zone. */
export function day(at: number, zone: string): string {
  const p = parts(at, zone);
  return `${p.year}-${p.month}-${p.day}`;
}

/** "08:33:11" in the zone. */
export function timeOfDay(at: number, zone: string): string {
  const p = parts(at, zone);
  return `${p.hour}:${p.minute}:${p.second}`;
}

/** "08:33:11" for today's instants, "11-21 08:33:11" for others of the year, with the year for the rest. */
export function shortTime(at: number, now: number, zone: string): string {
  const then = day(at, zone);
  const today = day(now, zone);
  if (then === today) return timeOfDay(at, zone);
  return `${then.slice(0, 4) === today.slice(0, 4) ? then.slice(5) : then} ${timeOfDay(at, zone)}`;
}

/** "2026-11-22 08:33:11" in the zone. */
export function fullTime(at: number, zone: string): string {
  return `${day(at, zone)} ${timeOfDay(at, zone)}`;
}

const two = (n: number) => String(n).padStart(2, "0");

/** A running clock: "0:41", "12:04", "1:02:03", "3d 04:05"; negative spans (clock skew) read "0:00". */
export function elapsed(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const days = Math.floor(s / 86_400);
  const hours = Math.floor(s / 3600) % 24;
  const minutes = Math.floor(s / 60) % 60;
  if (days > 0) return `${days}d ${two(hours)}:${two(minutes)}`;
  if (hours > 0) return `${hours}:${two(minutes)}:${two(s % 60)}`;
  return `${minutes}:${two(s % 60)}`;
}

/** Talk time in the field's notation: "0′07″", "4′12″", "1h04′". */
export function talkTime(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(s / 60) % 60;
  const hours = Math.floor(s / 3600);
  return hours > 0 ? `${hours}h${two(minutes)}′` : `${minutes}′${two(s % 60)}″`;
}

const TYPED = /^(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2})[:：](\d{2})$/;

/** The instant (ms since 1970) at which clocks of the zone show "2026-11-30 14:05"; null of anything else. Where a clock shows it twice, the first. */
export function instantIn(text: string, zone: string): number | null {
  const found = TYPED.exec(text.trim());
  if (!found) return null;
  const [, y, mo, d, h, mi] = found.map(Number) as [number, number, number, number, number, number];
  const wanted = Date.UTC(y, mo - 1, d, h, mi);
  const shown = (at: number) => Date.parse(`${day(at, zone)}T${timeOfDay(at, zone)}Z`);
  const guess = wanted - (shown(wanted) - wanted);
  const at = shown(guess) === wanted ? guess : wanted - (shown(guess) - guess);
  return shown(at) === wanted && new Date(wanted).getUTCDate() === d ? at : null;
}

/** The instant at which a day such as "2026-11-22" begins in the zone, ms since 1970. */
export function startOfDay(date: string, zone: string): number {
  const asUtc = Date.parse(`${date}T00:00:00Z`);
  const ahead = (at: number) => Date.parse(`${day(at, zone)}T${timeOfDay(at, zone)}Z`) - at;
  return asUtc - ahead(asUtc - ahead(asUtc));
}

/** True of a day that the calendar has between 1990 and 2099, written "2026-11-30". */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return (
    !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) && text >= "1990-01-02" && text < "2099-12-31"
  );
}
