import { nearestName } from "../names";
import { InvalidInputError } from "../problem";
import { shown } from "../shown";
import { WEEKDAYS, type Weekday } from "./weekday";

const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)$/;

/**
 * Minutes since midnight of a local time; `24:00` is the midnight that ends the day.
 *
 * @throws InvalidInputError for anything else
 */
export function requireTimeOfDay(what: string, text: unknown): number {
  const match = typeof text === "string" ? TIME_OF_DAY.exec(text) : null;
  if (match === null && text !== "24:00") {
    throw new InvalidInputError(
      "time-of-day",
      `${what} must be a time from 00:00 to 24:00, got ${shown(text)}; write it like "09:30"`,
    );
  }
  return match === null ? 24 * 60 : Number(match[1]) * 60 + Number(match[2]);
}

/** A day, and minutes since its midnight. */
export interface LocalDateTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly minute: number;
}

/** @throws InvalidInputError for anything else than a day that exists and a time */
export function requireDateTime(what: string, text: unknown): LocalDateTime {
  const match = typeof text === "string" ? DATE_TIME.exec(text) : null;
  const [year = 0, month = 0, day = 0] = match?.slice(1, 4).map(Number) ?? [];
  if (
    match === null ||
    month < 1 ||
    month > 12 ||
    day > daysIn(year, month) ||
    day < 1
  ) {
    throw new InvalidInputError(
      "date-time",
      `${what} must be a day that exists and a time, got ${shown(text)}; write it like "2026-12-24T22:00"`,
    );
  }
  return { year, month, day, minute: requireTimeOfDay(what, match[4]) };
}

/** Days of a month from 1 to 12. */
export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** @throws InvalidInputError for no day, an unknown day, or one that comes twice */
export function requireWeekdays(
  what: string,
  days: readonly string[],
): readonly Weekday[] {
  const wrong = days.find(
    (day, index) =>
      !WEEKDAYS.some((known) => known === day) || days.indexOf(day) !== index,
  );
  if (wrong !== undefined || days.length === 0) {
    const nearest = nearestName(String(wrong ?? ""), WEEKDAYS);
    throw new InvalidInputError(
      "weekday",
      `days of ${what} must be different ones of ${WEEKDAYS.join(", ")}, got ${wrong === undefined ? "none" : shown(wrong)}; ${nearest === undefined || nearest === wrong ? "name each day once" : `did you mean "${nearest}"`}`,
    );
  }
  return WEEKDAYS.filter((day) => days.includes(day));
}

/** @throws InvalidInputError unless all are whole numbers, at least one, and `allowed` */
export function requireWholeNumbers(
  what: string,
  numbers: readonly number[],
  allowed: (number: number) => boolean,
  range: string,
): readonly number[] {
  const wrong = numbers.find(
    (each) => !Number.isInteger(each) || !allowed(each),
  );
  if (wrong !== undefined || numbers.length === 0) {
    throw new InvalidInputError(
      "time-number",
      `${what} must be whole numbers from ${range}, got ${numbers.length === 0 ? "none" : shown(wrong)}; give at least one`,
    );
  }
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** @throws InvalidInputError for a name that the time zone database does not have */
export function requireTimeZone(what: string, name: unknown): string {
  if (typeof name === "string" && isTimeZone(name)) {
    return name;
  }
  const nearest =
    typeof name === "string"
      ? nearestName(name, Intl.supportedValuesOf("timeZone"))
      : undefined;
  throw new InvalidInputError(
    "time-zone",
    `time zone of ${what} must be a name of the time zone database, got ${shown(name)}; ${nearest === undefined ? 'use one such as "Europe/Berlin" or "UTC"' : `did you mean "${nearest}"`}`,
  );
}

/** Offsets such as `+02:00` have no summer time, and Alertmanager does not know them. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Z]/i.test(name);
  } catch {
    return false;
  }
}
