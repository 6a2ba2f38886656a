import type { RoutingTree } from "../domain/routing/route";
import { timeIntervals } from "../domain/routing/time-intervals";
import type { TimeInterval, TimeSpan } from "../domain/time/time-interval";
import type { ConfigSection } from "./merge";

/** The part `time_intervals` of Alertmanager's configuration, if any route needs it. */
export function renderTimeIntervals(tree: RoutingTree): ConfigSection {
  const intervals = timeIntervals(tree);
  return intervals.length === 0
    ? {}
    : {
        time_intervals: intervals.map(({ name, timeZone, spans }) => ({
          name,
          time_intervals: spans.map((span) => renderSpan(span, timeZone)),
        })),
      };
}

export function names(intervals: readonly TimeInterval[]): readonly string[] {
  return intervals.map(({ name }) => name);
}

function renderSpan(span: TimeSpan, location: string): ConfigSection {
  const { minutes, weekdays, daysOfMonth, months, years } = span;
  return {
    location,
    ...(minutes && {
      times: [{ start_time: clock(minutes[0]), end_time: clock(minutes[1]) }],
    }),
    ...(weekdays && { weekdays: [...weekdays] }),
    ...(daysOfMonth && {
      days_of_month: daysOfMonth.map(([first, last]) => `${first}:${last}`),
    }),
    ...(months && { months: months.map(String) }),
    ...(years && { years: years.map(String) }),
  };
}

export function clock(minutes: number): string {
  const twoDigits = (value: number): string => String(value).padStart(2, "0");
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}
