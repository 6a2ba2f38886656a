import { requireOptions, requireShape } from "../shape";
import { requireTimeZone } from "../time/time-input";
import { Duration } from "../units";

/** A window that begins anew with each week, month or quarter, with a whole budget. */
export interface CalendarWindow {
  readonly kind: "calendar";
  readonly unit: "week" | "month" | "quarter";
  readonly timeZone: string;
}

export interface CalendarOptions {
  /**
   * Name of the time zone whose midnight begins the window, such as `Europe/Berlin`.
   * @default "UTC"
   */
  readonly timeZone?: string;
}

/** Factories of calendar windows; each throws an InvalidInputError for a time zone that does not exist. */
export const CalendarWindow = {
  /** From Monday to Sunday. */
  week: (options: CalendarOptions = {}): CalendarWindow =>
    made("week", options),
  /** From the first to the last day of a month. */
  month: (options: CalendarOptions = {}): CalendarWindow =>
    made("month", options),
  /** From the first of January, April, July or October, for three months. */
  quarter: (options: CalendarOptions = {}): CalendarWindow =>
    made("quarter", options),
} as const;

function made(
  unit: CalendarWindow["unit"],
  options: CalendarOptions,
): CalendarWindow {
  const what = `a calendar ${unit}`;
  requireOptions(what, options, ["timeZone"]);
  requireShape(what, options, { timeZone: "text?" });
  const timeZone = requireTimeZone(what, options.timeZone ?? "UTC");
  return Object.freeze({ kind: "calendar", unit, timeZone });
}

/** Days of the longest one; burn rates are by it, as those of a rolling window of that length. */
export const LONGEST_DAYS = { week: 7, month: 31, quarter: 92 } as const;

/** How far back samples of the running window can be: an hour more when the clock is set back in it. */
export function reachOf({ unit }: CalendarWindow): Duration {
  return Duration.hours(LONGEST_DAYS[unit] * 24 + 1);
}

/**
 * PromQL for the local time at which the running window began. It tells one window from the next, whatever the clock
 * does in between.
 *
 * @param clock PromQL for the local time, as `clockExpr` gives it
 */
export function windowStartExpr(
  { unit }: CalendarWindow,
  clock: string,
): string {
  const midnight = `${clock} - ${clock} % 86400`;
  switch (unit) {
    case "week":
      // 1970 began on a Thursday, three days after a Monday.
      return `${clock} - (${clock} + 259200) % 604800`;
    case "month":
      return `${midnight} - 86400 * (day_of_month(${clock}) - 1)`;
    case "quarter": {
      const from = (month: number) => `(month(${clock}) >= bool ${month})`;
      const firstDay = [
        `${from(4)} * (90 + (year(${clock}) % 4 == bool 0))`,
        `91 * ${from(7)}`,
        `92 * ${from(10)}`,
      ].join(" + ");
      return `${midnight} - 86400 * (day_of_year(${clock}) - 1 - (${firstDay}))`;
    }
  }
}

/** The same as a number: seconds of local time. */
export function windowStart({ unit }: CalendarWindow, local: number): number {
  const date = new Date(local * 1000);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  switch (unit) {
    case "week": {
      const days = (date.getUTCDay() + 6) % 7;
      return Date.UTC(year, month, date.getUTCDate() - days) / 1000;
    }
    case "month":
      return Date.UTC(year, month) / 1000;
    case "quarter":
      return Date.UTC(year, month - (month % 3)) / 1000;
  }
}

/** For people: `calendar month (Europe/Berlin)`. */
export function calendarText({ unit, timeZone }: CalendarWindow): string {
  return `calendar ${unit} (${timeZone})`;
}
