import type { TimeInterval } from "./time-interval";
import { isWithin } from "./within";

const MINUTE = 60_000;
/** All time zones are whole quarters of an hour apart. */
const QUARTER_HOUR = 15;
const WEEK = 7 * 24 * 60 * 60_000;

/**
 * Weeks of one year in which some places have summer time and others do not: in the middle of each season, and around the
 * changes in America (second Sunday of March, first of November), Europe (last Sundays of March and October) and
 * Australia (first Sundays of April and October).
 */
const LOOKED_AT = [
  "2027-01-11",
  "2027-03-08",
  "2027-03-15",
  "2027-03-22",
  "2027-03-29",
  "2027-04-05",
  "2027-07-12",
  "2027-09-27",
  "2027-10-04",
  "2027-10-25",
  "2027-11-01",
  "2027-11-08",
];

/** A time of a week that is in none of the intervals, as people read it. */
export function firstUncovered(
  intervals: readonly TimeInterval[],
): string | undefined {
  // A gap begins with a day or where an interval ends.
  const ends = intervals.flatMap(({ spans }) =>
    spans.map(({ minutes }) => (minutes?.[1] ?? 0) % QUARTER_HOUR),
  );
  const looks = [...new Set([0, ...ends])];
  for (const week of LOOKED_AT) {
    const begin = Date.parse(`${week}T00:00:00Z`);
    for (let time = begin; time < begin + WEEK; time += QUARTER_HOUR * MINUTE) {
      const at = looks
        .map((minute) => new Date(time + minute * MINUTE))
        .find((each) => !intervals.some((some) => isWithin(some, each)));
      if (at !== undefined) {
        return new Intl.DateTimeFormat("en-GB", {
          timeZone: "UTC",
          weekday: "long",
          hour: "2-digit",
          minute: "2-digit",
          timeZoneName: "short",
          day: "numeric",
          month: "long",
        }).format(at);
      }
    }
  }
  return undefined;
}
