import type { Duration } from "../../units";
import { scenarioDuration, type Scenario } from "./scenario";

/** What Prometheus would have stored of a scenario: one entry per scrape that found the metrics. */
export interface Scrapes {
  /** Number of entries. */
  readonly count: number;
  /** Seconds since the start, rising. */
  readonly times: Float64Array;
  /** All events until then. */
  readonly total: Float64Array;
  /** Bad events until then. */
  readonly bad: Float64Array;
  /** By number of the scrape since the start: 1 when it found the metrics. */
  readonly found: Uint8Array;
}

/**
 * Scrapes a scenario at multiples of `interval`. Events are whole, as counters count: what is left of one scrape is
 * carried over to the next. A scrape at the very end of a phase belongs to it.
 *
 * @param onePerScrape whether each scrape is an event itself, as with probes
 */
export function scrapesOf(
  scenario: Scenario,
  interval: Duration,
  onePerScrape: boolean,
): Scrapes {
  const every = interval.toSeconds();
  const most = Math.floor(scenarioDuration(scenario).toSeconds() / every) + 1;
  const times = new Float64Array(most);
  const total = new Float64Array(most);
  const bad = new Float64Array(most);
  const found = new Uint8Array(most);
  let count = 0;
  let scrape = 0;
  let start = 0;
  let events = 0;
  let badEvents = 0;
  for (const phase of scenario) {
    const { absent, errorRatio, eventsPerSecond } = phase;
    const seconds = phase.duration.toSeconds();
    const eventsAfter = (elapsed: number) =>
      onePerScrape ? count : whole(events + elapsed * eventsPerSecond);
    const before = eventsAfter(0);
    for (
      ;
      scrape < most && scrape * every <= start + seconds && !absent;
      scrape++
    ) {
      const time = scrape * every;
      const counted = onePerScrape ? count + 1 : eventsAfter(time - start);
      times[count] = time;
      total[count] = counted;
      bad[count] = whole(badEvents + (counted - before) * errorRatio);
      found[scrape] = 1;
      count++;
    }
    // Bad events are a share of whole ones, so that no scrape finds more bad events than events.
    badEvents += (eventsAfter(seconds) - before) * errorRatio;
    events += seconds * eventsPerSecond;
    start += seconds;
    scrape = Math.max(scrape, Math.floor(start / every) + 1);
  }
  return { count, times, total, bad, found };
}

/** Events per second in the 5 minutes until each scrape that found the metrics. */
export interface GivenRates {
  readonly total: Float64Array;
  readonly bad: Float64Array;
}

/**
 * The rates that another program would have recorded of a scenario: events of the last 5 minutes / 300, without the
 * extrapolation of `rate()`.
 */
export function givenRates({ count, times, total, bad }: Scrapes): GivenRates {
  const rates = {
    total: new Float64Array(count),
    bad: new Float64Array(count),
  };
  let before = -1;
  for (let scrape = 0; scrape < count; scrape++) {
    const start = (times[scrape] ?? 0) - GIVEN_SECONDS;
    while (before + 1 < scrape && (times[before + 1] ?? 0) <= start) {
      before++;
    }
    const since = (values: Float64Array) =>
      ((values[scrape] ?? 0) - (values[before] ?? 0)) / GIVEN_SECONDS;
    rates.total[scrape] = since(total);
    rates.bad[scrape] = since(bad);
  }
  return rates;
}

const GIVEN_SECONDS = 300;

/** Takes care of the binary noise of a sum, so that 0.1 events in each of 10 seconds make a whole one. */
function whole(events: number): number {
  return Math.floor(events + 1e-6);
}
