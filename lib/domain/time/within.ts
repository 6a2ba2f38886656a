import { daysIn } from "./time-input";
import type { TimeInterval, TimeSpan } from "./time-interval";
import { WEEKDAYS, type Weekday } from "./weekday";

/** What the calendar and clock of a place show. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly minute: number;
  readonly weekday: Weekday;
}

/** Whether a moment is in the interval, by the calendar and clock of its time zone. */
export function isWithin({ spans, timeZone }: TimeInterval, at: Date): boolean {
  const local = localTime(timeZone, at);
  return spans.some((span) => fits(span, local));
}

function fits(span: TimeSpan, local: LocalTime): boolean {
  const { minutes, weekdays, daysOfMonth, months, years } = span;
  const fromStart = (day: number): number =>
    day < 0 ? daysIn(local.year, local.month) + 1 + day : day;
  return (
    (minutes === undefined ||
      (minutes[0] <= local.minute && local.minute < minutes[1])) &&
    (weekdays?.includes(local.weekday) ?? true) &&
    (daysOfMonth?.some(
      ([first, last]) =>
        fromStart(first) <= local.day && local.day <= fromStart(last),
    ) ??
      true) &&
    (months?.includes(local.month) ?? true) &&
    (years?.includes(local.year) ?? true)
  );
}

/** Moments that are remembered of each time zone; the weeks at which `firstUncovered` looks are 8,064. */
const REMEMBERED = 50_000;
const remembered = new Map<string, Map<number, LocalTime>>();

/** What calendar and clock show at a moment, in a time zone. */
export function localTime(timeZone: string, at: Date): LocalTime {
  const moments = remembered.get(timeZone) ?? new Map<number, LocalTime>();
  remembered.set(timeZone, moments);
  const known = moments.get(at.getTime());
  if (known) {
    return known;
  }
  if (moments.size >= REMEMBERED) {
    moments.clear();
  }
  const local = readLocalTime(timeZone, at);
  moments.set(at.getTime(), local);
  return local;
}

/** Making one takes longer than using it a thousand times. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function readLocalTime(timeZone: string, at: Date): LocalTime {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  clocks.set(timeZone, clock);
  const parts = Object.fromEntries(
    clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  const weekday =
    (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
  return {
    year,
    month,
    day,
    minute: hour * 60 + minute,
    weekday: WEEKDAYS[weekday] ?? "monday",
  };
}
