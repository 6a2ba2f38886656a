import fc from "fast-check";
import { CalendarWindow } from "../../../../lib/domain/slo/calendar";
import {
  createSlo,
  type Slo,
  type SloInput,
} from "../../../../lib/domain/slo/objective";
import type {
  Phase,
  Scenario,
} from "../../../../lib/domain/slo/simulation/scenario";
import { Sli } from "../../../../lib/domain/slo/sli";
import type { BurnRateWindow } from "../../../../lib/domain/slo/windows";
import { TimeInterval } from "../../../../lib/domain/time/time-interval";
import { Duration } from "../../../../lib/domain/units";

const requests = (id: string) =>
  Sli.ratio({
    errors: `requests_total{job="${id}",code=~"5.."}`,
    total: `requests_total{job="${id}"}`,
  });

const part = (id: string, name: string, groupBy: readonly string[]) => ({
  id: `${id}-${name}`,
  service: id,
  groupBy,
});

/** Kinds of indicators, all of the job `id`. */
export const INDICATORS: readonly ((
  id: string,
  groupBy: readonly string[],
) => Sli)[] = [
  (id) =>
    Sli.ratio({
      errors: `http_requests_total{job="${id}",code=~"5.."}`,
      total: `http_requests_total{job="${id}"}`,
    }),
  (id) =>
    Sli.ratio({
      good: `calls_ok_total{job="${id}",code=~"2..|3.."}`,
      total: `calls_total{job=~"${id}",code!~"4..",code!=""}`,
    }),
  (id) =>
    Sli.ratio({
      errors: `failed_total{job="${id}"} + refused_total{job="${id}"}`,
      total: `served_total{job="${id}"} + failed_total{job="${id}"}`,
    }),
  (id) =>
    Sli.latency({
      histogram: "duration_seconds",
      threshold: Duration.seconds(1),
      matchers: { job: id },
    }),
  (id) => Sli.probe(`probe_success{job="${id}"}`),
  (id) =>
    Sli.latency({
      histogram: "native_seconds",
      histogramType: "native",
      threshold: Duration.millis(300),
      matchers: { job: id },
    }),
  (id) =>
    Sli.timeSlices({
      good: { of: requests(id), atLeast: 0.97 },
      slice: Duration.minutes(2),
    }),
  (id) =>
    Sli.timeSlices({
      good: `queue_length{job="${id}"} < 100`,
      slice: Duration.seconds(90),
    }),
  (id) => Sli.ratioTimeSlices({ of: requests(id) }),
  (id) =>
    Sli.freshness({
      timestamp: `backup_timestamp_seconds{job="${id}"}`,
      maximum: Duration.hours(26),
    }),
  (id) =>
    Sli.freshness({
      age: `lag_milliseconds{job="${id}"}`,
      maximum: Duration.minutes(5),
      series: "newest",
    }),
  (id) =>
    Sli.logs({
      good: `{service="${id}"} | json | status < 500`,
      total: `{service="${id}"} | json`,
    }),
  (id, groupBy) =>
    Sli.journey({
      parts: [
        { slo: part(id, "search", groupBy) },
        { slo: part(id, "pay", groupBy), weight: 3 },
      ],
    }),
  (id, groupBy) =>
    Sli.journey({
      method: "events",
      parts: [
        { slo: part(id, "search", groupBy), weight: 0.5 },
        { slo: part(id, "pay", groupBy), weight: 2 },
      ],
    }),
];

/** Short windows, so that promtool has done with them soon. */
const windows: fc.Arbitrary<readonly BurnRateWindow[]> = fc
  .record({
    longs: fc.uniqueArray(fc.constantFrom(10, 15, 20, 30, 60, 90, 420), {
      minLength: 1,
      maxLength: 2,
    }),
    fraction: fc.integer({ min: 1, max: 12 }),
    wait: fc.constantFrom(0, 1, 2, 3),
    pages: fc.boolean(),
  })
  .map(({ longs, fraction, wait, pages }) =>
    longs.map((long) => ({
      severity: pages ? "critical" : "warning",
      long: Duration.minutes(long),
      short: Duration.minutes(long < 60 ? 5 : 15),
      budgetFraction: fraction / 100,
      for: Duration.minutes(wait),
    })),
  );

/** Most have none. */
const POLICIES: readonly Partial<SloInput>[] = [
  {},
  {},
  {},
  {},
  { noTraffic: "good" },
  { noTraffic: "bad" },
  { minimumEvents: 50 },
  { lowTraffic: { failures: 5, within: Duration.hours(24) } },
  { minimumCoverage: 0.5 },
  { budgetPolicy: [{ spent: 0.1 }, { spent: 0.9, action: "freeze" }] },
  { sla: { objective: 0.5 } },
  {
    exclusions: [
      TimeInterval.weekly({ from: "00:07", to: "00:11", timeZone: "UTC" }),
      { gauge: "maintenance_mode" },
    ],
  },
  {
    exclusions: [
      // The clock shows an hour more than UTC.
      TimeInterval.monthly({
        daysOfMonth: [1, -1],
        from: "01:03",
        to: "01:05",
        timeZone: "Europe/Berlin",
      }),
    ],
    minimumCoverage: 0.8,
  },
];

const CALENDARS: readonly (CalendarWindow | undefined)[] = [
  undefined,
  undefined,
  undefined,
  CalendarWindow.week(),
  CalendarWindow.month({ timeZone: "Europe/Berlin" }),
  // The first month begins after 10 minutes.
  CalendarWindow.quarter({ timeZone: "Africa/Monrovia" }),
];

const slo = fc.record({
  objective: fc.constantFrom(0.9, 0.95, 0.99, 0.995, 0.999, 0.9995),
  sli: fc.constantFrom(...INDICATORS),
  minimumBadEvents: fc.constantFrom(1, 2, 3, 10),
  days: fc.constantFrom(1, 7, 30),
  windows,
  groupBy: fc.constantFrom<readonly string[]>([], [], ["tenant"]),
  policy: fc.constantFrom(...POLICIES),
  calendar: fc.constantFrom(...CALENDARS),
});

/**
 * Objectives of which at least one alert can fire, numbered from 0.
 *
 * @param prefix start of their names, in lower case
 */
export function randomSlos(
  count: number,
  seed: number,
  prefix: string,
): readonly Slo[] {
  return fc
    .sample(slo, { numRuns: count * 3, seed })
    .flatMap((choice) => {
      const { objective, sli, minimumBadEvents, windows, groupBy } = choice;
      try {
        return [
          (index: number) =>
            createSlo({
              name: `${prefix[0]?.toUpperCase()}${prefix.slice(1)}${index}`,
              service: `${prefix}-${index}`,
              objective,
              sli: sli(`${prefix}-${index}`, groupBy),
              groupBy,
              minimumBadEvents,
              window: choice.calendar ?? Duration.days(choice.days),
              alertWindows: windows,
              ...choice.policy,
            }),
        ].filter((make) => make(0).burnRates.length > 0);
      } catch {
        // No alert of it could ever fire.
        return [];
      }
    })
    .slice(0, count)
    .map((make, index) => make(index));
}

const phase: fc.Arbitrary<Phase> = fc
  .record({
    seconds: fc.integer({ min: 1, max: 900 }),
    errorRatio: fc.oneof(
      fc.constantFrom(0, 0, 1, 0.5, 0.001),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 0.05, noNaN: true }),
    ),
    eventsPerSecond: fc.oneof(
      fc.constantFrom(0, 0.01, 0.1, 1, 50),
      fc.double({ min: 0, max: 2000, noNaN: true }),
    ),
    absent: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  })
  .map(({ seconds, ...rest }) => ({
    duration: Duration.seconds(seconds),
    ...rest,
  }));

/** Scenarios that all last for `minutes`. */
export function randomScenarios(
  count: number,
  seed: number,
  minutes: number,
): readonly Scenario[] {
  return fc
    .sample(fc.array(phase, { minLength: 2, maxLength: 8 }), {
      numRuns: count,
      seed,
    })
    .map((phases) => cut(phases, minutes * 60));
}

function cut(phases: Scenario, seconds: number): Scenario {
  const result: Phase[] = [];
  let left = seconds;
  for (let index = 0; left > 0; index++) {
    const next = phases[index % phases.length];
    if (next !== undefined) {
      const length = Math.min(left, next.duration.toSeconds());
      result.push({ ...next, duration: Duration.seconds(length) });
      left -= length;
    }
  }
  return result;
}
