import { InvalidInputError } from "../problem";
import { requireTimeInterval, type TimeInterval } from "../time/time-interval";
import { WEEKDAYS, type Weekday } from "../time/weekday";

/** A time of each day or of one day of each week, by the clock of the schedule. */
export interface OnCallHours {
  /** Nothing for every day. */
  readonly day?: Weekday;
  /** Minutes of the day at which it begins. */
  readonly from: number;
  /** Its length; it may end on a later day. */
  readonly minutes: number;
}

const DAY = 24 * 60;
const WEEK = WEEKDAYS.length * DAY;

type Segment = readonly [from: number, to: number];

/**
 * The same time as one restriction for each stretch without a break, which is how on-call tools write it. Nothing for
 * all of the week.
 *
 * @throws InvalidInputError for hours of another time zone, and for those that do not recur each week
 */
export function onCallHours(
  what: string,
  intervals: readonly TimeInterval[],
  timeZone: string,
): readonly OnCallHours[] {
  const segments = joined(
    intervals.flatMap((each) => segmentsOf(what, each, timeZone)),
  );
  const [first] = segments;
  if (first !== undefined && first[1] - first[0] === WEEK) {
    return [];
  }
  const daily = segments.every(([from, to]) =>
    segments.some(
      ([otherFrom, otherTo]) =>
        otherFrom === (from + DAY) % WEEK && otherTo - otherFrom === to - from,
    ),
  );
  return daily
    ? segments
        .filter(([from]) => from < DAY)
        .map(([from, to]) => ({ from, minutes: to - from }))
    : segments.map(([from, to]) => ({
        day: WEEKDAYS[Math.floor(from / DAY)] ?? "monday",
        from: from % DAY,
        minutes: to - from,
      }));
}

/** Minutes since the beginning of Monday. */
function segmentsOf(
  what: string,
  interval: TimeInterval,
  timeZone: string,
): readonly Segment[] {
  requireTimeInterval(`hours of ${what}`, interval);
  if (interval.timeZone !== timeZone) {
    throw new InvalidInputError(
      "on-call-zone",
      `hours of ${what} must be in the time zone of its schedule, ${timeZone}, got ${interval.timeZone}; make a schedule for each time zone and let one level of the escalation policy name them all`,
    );
  }
  return interval.spans.flatMap(
    ({ minutes = [0, DAY], weekdays = WEEKDAYS, ...others }) => {
      if (Object.values(others).some((each) => each !== undefined)) {
        throw new InvalidInputError(
          "on-call-recurrence",
          `hours of ${what} must recur each week, got ${interval.name}; make them by TimeInterval.weekly`,
        );
      }
      return weekdays.map((day): Segment => {
        const midnight = WEEKDAYS.indexOf(day) * DAY;
        return [midnight + minutes[0], midnight + minutes[1]];
      });
    },
  );
}

/** Segments that touch or overlap become one, also across the end of the week. */
function joined(segments: readonly Segment[]): readonly Segment[] {
  const result: Segment[] = [];
  for (const [from, to] of [...segments].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) {
      result[result.length - 1] = [last[0], Math.max(last[1], to)];
    } else {
      result.push([from, to]);
    }
  }
  const [first, last] = [result[0], result.at(-1)];
  return first !== undefined &&
    last !== undefined &&
    first !== last &&
    first[0] === 0 &&
    last[1] === WEEK
    ? [...result.slice(1, -1), [last[0], WEEK + first[1]]]
    : result;
}
