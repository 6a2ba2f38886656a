import fc from "fast-check";
import { TimeInterval } from "../../../lib/domain/time/time-interval";
import { WEEKDAYS } from "../../../lib/domain/time/weekday";

/** Zones with whole, half and quarter hours, with and without summer time, on both halves of the earth. */
export const timeZone = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Sydney",
  "Pacific/Auckland",
  "Pacific/Honolulu",
);

const twoDigits = (value: number): string => String(value).padStart(2, "0");

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map(twoDigits).join(":"));

const weekly = fc
  .record({
    days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
    from: clock,
    to: fc.oneof(clock, fc.constant("24:00")),
    timeZone,
  })
  .map((options) => TimeInterval.weekly(options));

const monthly = fc
  .record({
    daysOfMonth: fc.array(
      fc.oneof(
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: -31, max: -1 }),
      ),
      { minLength: 1, maxLength: 12 },
    ),
    months: fc.subarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], {
      minLength: 6,
    }),
    from: fc.constantFrom("00:00", "03:30", "08:00"),
    to: fc.constantFrom("12:00", "18:45", "24:00"),
    timeZone,
  })
  .map((options) => TimeInterval.monthly(options));

/** Periods that begin and end within some weeks of a moment. */
function onceNear(now: Date) {
  const moment = fc
    .integer({ min: -50_000, max: 50_000 })
    .map((minutes) =>
      new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, 16),
    );
  return fc
    .record({
      ends: fc.uniqueArray(moment, { minLength: 2, maxLength: 2 }),
      timeZone,
    })
    .map(({ ends, timeZone }) => {
      const [from = "", to = ""] = ends.sort();
      return TimeInterval.once({ from, to, timeZone });
    });
}

/** Intervals of every kind, many of which hold at the moment. */
export function timeIntervalNear(now: Date): fc.Arbitrary<TimeInterval> {
  return fc.oneof(weekly, monthly, onceNear(now));
}
