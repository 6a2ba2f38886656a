import { Rules } from "../rules/build";
import type { RecordingRule } from "../rules/rule";
import type { TimeSpan } from "../time/time-interval";
import { isWithin } from "../time/within";
import { clockExpr, localSeconds } from "./local-time";
import { SLO_METRIC, sloLabels, sloSeries } from "./metrics";
import type { Slo } from "./objective";

/** A rate looks back 5 minutes, of which none may be excluded; and one interval more, as the edge may lie between two. */
const LOOKBACK = "5m30s";

/** Local times that rules of an objective ask for. */
export function clockRules(slo: Slo): readonly RecordingRule[] {
  const zones = slo.exclusions.flatMap((exclusion) =>
    "gauge" in exclusion ? [] : [exclusion.timeZone],
  );
  const all =
    slo.calendar === undefined ? zones : [slo.calendar.timeZone, ...zones];
  return [...new Set(all)].map((zone) =>
    Rules.record({
      record: SLO_METRIC.clock,
      expr: clockExpr(zone),
      labels: { ...sloLabels(slo), time_zone: zone },
    }),
  );
}

/** The recorded local time of a zone. */
export function clockSeries(slo: Slo, timeZone: string): string {
  return sloSeries(SLO_METRIC.clock, slo).replace(
    /\}$/,
    `,time_zone="${timeZone}"}`,
  );
}

/** 1 while time is excluded, else 0. */
export function exclusionRules(slo: Slo): readonly RecordingRule[] {
  if (slo.exclusions.length === 0) {
    return [];
  }
  const parts = slo.exclusions.map((exclusion) =>
    "gauge" in exclusion
      ? `(max(${exclusion.gauge}) > bool 0 or vector(0))`
      : `sum(${exclusion.spans.map((span) => spanExpr(span, clockSeries(slo, exclusion.timeZone))).join(" + ")})`,
  );
  return [
    Rules.record({
      record: SLO_METRIC.excluded,
      expr: `(${parts.join(" + ")}) > bool 0`,
      labels: sloLabels(slo),
    }),
  ];
}

/** `expr`, but for excluded time. */
export function unlessExcluded(slo: Slo, expr: string): string {
  return slo.exclusions.length === 0
    ? expr
    : `(${expr})\nunless on () (max_over_time(${sloSeries(SLO_METRIC.excluded, slo)}[${LOOKBACK}]) == 1)`;
}

/** Whether the rules take a time for excluded; gauges are taken to be 0. */
export function isExcluded(slo: Slo, unixSeconds: number): boolean {
  return slo.exclusions.some(
    (exclusion) =>
      "spans" in exclusion &&
      isWithin(
        { ...exclusion, timeZone: "UTC" },
        new Date(localSeconds(exclusion.timeZone, unixSeconds) * 1000),
      ),
  );
}

/** 1 where all conditions of `span` hold, else 0. */
function spanExpr(span: TimeSpan, clock: string): string {
  const anyOf = (terms: readonly string[]) =>
    terms.length === 1 ? (terms[0] ?? "") : `(${terms.join(" + ")})`;
  const equals = (call: string, values: readonly number[] | undefined) =>
    values === undefined
      ? []
      : [anyOf(values.map((value) => `(${call}(${clock}) == bool ${value})`))];
  const minutes = span.minutes ?? [0, 1440];
  const conditions = [
    `(${clock} % 86400 >= bool ${minutes[0] * 60}) * (${clock} % 86400 < bool ${minutes[1] * 60})`,
    ...equals(
      "day_of_week",
      span.weekdays?.map((day) => DAYS.indexOf(day)),
    ),
    ...(span.daysOfMonth === undefined
      ? []
      : [
          anyOf(
            span.daysOfMonth.map(
              ([first, last]) =>
                `((day_of_month(${clock}) >= bool ${dayExpr(first, clock)}) * (day_of_month(${clock}) <= bool ${dayExpr(last, clock)}))`,
            ),
          ),
        ]),
    ...equals("month", span.months),
    ...equals("year", span.years),
  ];
  return conditions.join(" * ");
}

/** As PromQL counts them. */
const DAYS: readonly string[] = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
];

/** Days before the end of the month are counted from -1. */
function dayExpr(day: number, clock: string): string {
  return day > 0 ? String(day) : `(days_in_month(${clock}) - ${-day - 1})`;
}
