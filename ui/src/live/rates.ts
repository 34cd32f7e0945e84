/** The last minutes of each feed's rate, for the sparkline; a fixed number of points a feed. */
import type { FeedCardView } from "@/api/schema";

export const POINTS = 120; // at one point a second: two minutes

export type Rates = ReadonlyMap<string, readonly number[]>;

/** The rates with one more point for each feed; feeds that are gone are forgotten. */
export function withRates(rates: Rates, feeds: readonly FeedCardView[]): Rates {
  return new Map(feeds.map((feed) => [feed.name, [...(rates.get(feed.name) ?? []), feed.rate_per_s].slice(-POINTS)]));
}
