import { slug } from "../names";
import { InvalidInputError } from "../problem";
import { requireProperties } from "../shape";
import { typeOf } from "../shown";
import {
  daysIn,
  requireDateTime,
  requireTimeOfDay,
  requireTimeZone,
  requireWeekdays,
  requireWholeNumbers,
  type LocalDateTime,
} from "./time-input";
import { laterWeekday, WEEKDAYS, type Weekday } from "./weekday";

export type { Weekday };

/**
 * Moments that fulfil every condition; one that is left out holds always. Alertmanager and Grafana write time so:
 * https://prometheus.io/docs/alerting/latest/configuration/#time_interval
 */
export interface TimeSpan {
  /** Minutes of the day, the last one excluded; 1440 is the midnight that ends it. */
  readonly minutes?: readonly [from: number, to: number];
  readonly weekdays?: readonly Weekday[];
  /** From 1, or from -1 for the last day of the month, -2 for the one before it; both ends included. */
  readonly daysOfMonth?: readonly (readonly [first: number, last: number])[];
  /** 1 to 12. */
  readonly months?: readonly number[];
  readonly years?: readonly number[];
}

/** Recurring or single periods of time, made by the factories of the same name. */
export interface TimeInterval {
  /** Made of what it says, so that equal intervals have one name. */
  readonly name: string;
  readonly timeZone: string;
  /** A moment in any of them is in the interval. */
  readonly spans: readonly TimeSpan[];
}

interface Hours {
  /**
   * Local time at which it begins.
   * @default "00:00"
   */
  readonly from?: string;
  /**
   * Local time at which it ends.
   * @default "24:00"
   */
  readonly to?: string;
  /** Name of a time zone, such as `Europe/Berlin`, which decides about summer time too. */
  readonly timeZone: string;
}

/** Hours on days of each week; an end that is not later than the beginning is on the next day. */
export interface WeeklyOptions extends Hours {
  /** @default - every day */
  readonly days?: readonly Weekday[];
}

/** Hours on days of months, which end on the day on which they begin. */
export interface MonthlyOptions extends Hours {
  /** 1 to 31, or -1 for the last day of the month, -2 for the one before it. */
  readonly daysOfMonth: readonly number[];
  /**
   * 1 to 12.
   * @default - every month
   */
  readonly months?: readonly number[];
}

/** One period, such as a planned maintenance. */
export interface OnceOptions {
  /** Local time, such as `2026-12-24T22:00`. */
  readonly from: string;
  /** Local time, later than `from`. */
  readonly to: string;
  /** Name of a time zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

const HOURS = { from: "any", to: "any", timeZone: "any" } as const;

/** Factories of time intervals; each throws an InvalidInputError for times, days and zones that do not exist. */
export const TimeInterval = {
  /** The same hours on days of each week. */
  weekly(options: WeeklyOptions): TimeInterval {
    const what = "a weekly time interval";
    requireProperties(what, options, { ...HOURS, days: "texts?" });
    const timeZone = requireTimeZone(what, options.timeZone);
    const days = requireWeekdays(what, options.days ?? WEEKDAYS);
    const { from, to, text } = requireHours(what, options);
    const everyDay = days.length === WEEKDAYS.length;
    const on = (daysLater: number) =>
      everyDay
        ? {}
        : { weekdays: days.map((day) => laterWeekday(day, daysLater)) };
    return interval(
      [everyDay ? "daily" : days.join(" "), text, timeZone],
      timeZone,
      to > from
        ? [{ ...on(0), ...within(from, to) }]
        : [
            { ...on(0), ...within(from, MIDNIGHT) },
            ...(to === 0 ? [] : [{ ...on(1), ...within(0, to) }]),
          ],
    );
  },

  /** The same hours on days of months. */
  monthly(options: MonthlyOptions): TimeInterval {
    const what = "a monthly time interval";
    requireProperties(what, options, {
      ...HOURS,
      daysOfMonth: "list",
      months: "list?",
    });
    const timeZone = requireTimeZone(what, options.timeZone);
    const days = requireWholeNumbers(
      `daysOfMonth of ${what}`,
      options.daysOfMonth,
      (day) => day !== 0 && Math.abs(day) <= 31,
      "1 to 31, or -1 to -31 counted from the end of the month",
    );
    const months =
      options.months &&
      requireWholeNumbers(
        `months of ${what}`,
        options.months,
        (month) => month >= 1 && month <= 12,
        "1 to 12",
      );
    const { from, to, text } = requireHours(what, options);
    if (to <= from) {
      throw new InvalidInputError(
        "time-interval-order",
        `${what} must end on the day on which it begins, got ${text}; use two intervals, the second one on the next day`,
      );
    }
    const names = days.map((day) => (day < 0 ? `last ${-day}` : `day ${day}`));
    return interval(
      [
        ...names,
        ...(months ?? []).map((month) => `month ${month}`),
        text,
        timeZone,
      ],
      timeZone,
      [
        {
          ...within(from, to),
          daysOfMonth: days.map((day) => [day, day] as const),
          ...(months !== undefined && { months }),
        },
      ],
    );
  },

  /** One period, once. */
  once(options: OnceOptions): TimeInterval {
    const what = "a single time interval";
    requireProperties(what, options, {
      from: "text",
      to: "text",
      timeZone: "any",
    });
    const timeZone = requireTimeZone(what, options.timeZone);
    const from = requireDateTime(`from of ${what}`, options.from);
    const to = requireDateTime(`to of ${what}`, options.to);
    if (options.to <= options.from) {
      throw new InvalidInputError(
        "time-interval-order",
        `${what} must end after it begins, got ${options.from} to ${options.to}; exchange the two`,
      );
    }
    return interval(
      [options.from, options.to, timeZone],
      timeZone,
      daysBetween(from, to),
    );
  },
} as const;

/** @throws InvalidInputError for what no factory of `TimeInterval` has made */
export function requireTimeInterval(what: string, value: TimeInterval): void {
  if (
    typeOf(value) !== "an object" ||
    typeof value.name !== "string" ||
    !Array.isArray(value.spans)
  ) {
    throw new InvalidInputError(
      "time-interval",
      `${what} must be a TimeInterval, got ${typeOf(value)}; make it by TimeInterval.weekly, .monthly or .once`,
    );
  }
  requireTimeZone(what, value.timeZone);
}

const MIDNIGHT = 24 * 60;

function interval(
  content: readonly string[],
  timeZone: string,
  spans: readonly TimeSpan[],
): TimeInterval {
  return Object.freeze({ name: slug(content.join(" ")), timeZone, spans });
}

function requireHours(what: string, { from = "00:00", to = "24:00" }: Hours) {
  const begin = requireTimeOfDay(`from of ${what}`, from);
  return {
    from: begin,
    to: requireTimeOfDay(`to of ${what}`, to),
    text: `${from} ${to}`,
  };
}

/** Nothing for the whole day. */
function within(from: number, to: number): Pick<TimeSpan, "minutes"> {
  return from === 0 && to === MIDNIGHT ? {} : { minutes: [from, to] };
}

/** The rest of the first day, the whole days month by month, and the beginning of the last day. */
function daysBetween(from: LocalDateTime, to: LocalDateTime): TimeSpan[] {
  const spans: TimeSpan[] = [];
  let { year, month, day, minute } = from;
  while (year !== to.year || month !== to.month || day !== to.day) {
    const sameMonth = year === to.year && month === to.month;
    const last =
      minute > 0 ? day : sameMonth ? to.day - 1 : daysIn(year, month);
    spans.push(daysOf(year, month, day, last, within(minute, MIDNIGHT)));
    minute = 0;
    day = last + 1;
    if (day > daysIn(year, month)) {
      day = 1;
      year += month === 12 ? 1 : 0;
      month = (month % 12) + 1;
    }
  }
  if (to.minute > minute) {
    spans.push(daysOf(year, month, day, day, within(minute, to.minute)));
  }
  return spans;
}

function daysOf(
  year: number,
  month: number,
  first: number,
  last: number,
  minutes: Pick<TimeSpan, "minutes">,
): TimeSpan {
  return {
    ...minutes,
    daysOfMonth: [[first, last]],
    months: [month],
    years: [year],
  };
}
