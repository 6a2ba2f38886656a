import type { Slo } from "../../lib/domain/slo/objective";
import { Duration } from "../../lib/domain/units";
import {
  objectiveQueries,
  summaryQueries,
} from "../../lib/packs/dashboards/slo/queries";

/** Time between two samples. */
export const STEP = Duration.minutes(5);

/** Samples of one series, oldest first, the last one now. */
export type Samples = readonly number[];

/** Some minutes in which more failed than usual. */
export interface Incident {
  readonly hoursAgo: number;
  readonly minutes: number;
  readonly errorRatio: number;
}

export interface Story {
  readonly slo: Slo;
  readonly requestsPerSecond: number;
  readonly usualErrorRatio: number;
  readonly incidents: readonly Incident[];
}

/**
 * What the queries of the dashboard of these objectives would give if the stories were true: events are made up for
 * twice the window, everything else is worked out from them as the recording rules do.
 */
export function exampleData(
  stories: readonly Story[],
): ReadonlyMap<string, readonly { labels: string[]; samples: Samples }[]> {
  const summary = summaryQueries(stories.map(({ slo }) => slo));
  const all = stories.map(({ slo }) => [slo, objectiveQueries(slo)] as const);
  const data = new Map<string, { labels: string[]; samples: Samples }[]>();
  stories.forEach((story) => {
    const labels = [story.slo.service, story.slo.id];
    for (const [expr, samples] of objectiveSamples(story)) {
      data.set(expr, [{ labels, samples }]);
    }
  });
  const together = (key: Exclude<keyof (typeof all)[0][1], "burnRates">) =>
    all.flatMap(([, queries]) => data.get(queries[key]) ?? []);
  data.set(summary.objective, together("objective"));
  data.set(summary.compliance, together("compliance"));
  data.set(summary.budgetRemaining, together("budgetRemaining"));
  data.set(summary.burnRate, together("burnRateNow"));
  data.set(summary.total, together("total"));
  const budgets = together("budgetRemaining").map(({ samples }) =>
    last(samples),
  );
  const count = (limit: number): Samples => [
    budgets.filter((budget) => budget < limit).length,
  ];
  data.set(summary.broken, [{ labels: [], samples: count(0) }]);
  data.set(summary.halfSpent, [{ labels: [], samples: count(0.5) }]);
  const alerts = all.flatMap(([slo], index) =>
    (budgets[index] ?? 1) < 0.5
      ? [
          {
            labels: [
              "warning",
              `${slo.name}BudgetHalfSpent`,
              slo.service,
              slo.id,
            ],
            samples: [3_600 * 1.3],
          },
        ]
      : [],
  );
  data.set(summary.firingCount, [{ labels: [], samples: [alerts.length] }]);
  data.set(summary.firingSince, [
    ...alerts,
    { labels: ["info", "Watchdog"], samples: [86_400 * 9.2] },
  ]);
  return data;
}

/** Whether one of the burn-rate alerts would have fired at each time. */
export function firing(
  { slo }: Story,
  data: ReturnType<typeof exampleData>,
): readonly boolean[] {
  const samples = new Map(
    objectiveQueries(slo).burnRates.map(({ window, expr }) => [
      window,
      data.get(expr)?.[0]?.samples ?? [],
    ]),
  );
  const above = (window: Duration, factor: number, at: number): boolean =>
    (samples.get(window.toPrometheus())?.[at] ?? 0) > factor;
  const [first] = samples.values();
  return (first ?? []).map((_, at) =>
    slo.burnRates.some(
      ({ window, factor }) =>
        window.severity === "critical" &&
        above(window.short, factor, at) &&
        above(window.long, factor, at),
    ),
  );
}

export function last(samples: Samples): number {
  return samples[samples.length - 1] ?? 0;
}

function objectiveSamples(
  story: Story,
): readonly (readonly [string, Samples])[] {
  const { slo } = story;
  const { bad, total } = events(story);
  const queries = objectiveQueries(slo);
  const stepsOf = (window: Duration): number =>
    Math.round(window.toMillis() / STEP.toMillis());
  const period = stepsOf(slo.window);
  const shown = Array.from({ length: period }, (_, index) => period + index);
  const ratio = (window: Duration) => {
    const steps = stepsOf(window);
    return shown.map((at) => sum(bad, at, steps) / sum(total, at, steps));
  };
  const burnRate = (window: Duration): Samples =>
    ratio(window).map((value) => value / slo.errorBudget);
  const rate = (counts: Float64Array): Samples =>
    shown.map((at) => sum(counts, at, 1) / STEP.toSeconds());
  const periodRatio = ratio(slo.window);
  const left = periodRatio.map((value) => 1 - value / slo.errorBudget);
  const allowed = slo.errorBudget * sum(total, 2 * period - 1, period);
  return [
    [queries.objective, [slo.objective]],
    [queries.compliance, periodRatio.map((value) => 1 - value)],
    [queries.budgetRemaining, left],
    [queries.failuresLeft, [last(left) * allowed]],
    [queries.burnRateNow, burnRate(STEP)],
    ...queries.burnRates.map(
      ({ window, expr }) => [expr, burnRate(Duration.parse(window))] as const,
    ),
    [queries.errorRatio, ratio(STEP)],
    [queries.allowed, shown.map(() => slo.errorBudget)],
    [queries.total, rate(total)],
    [queries.bad, rate(bad)],
    [
      queries.burnDown,
      shown.map((at, index) => 1 - sum(bad, at, index + 1) / allowed),
    ],
    [queries.evenly, shown.map((_, index) => 1 - index / period)],
  ];
}

/** Running totals of events and bad events over twice the window. */
function events(story: Story): { bad: Float64Array; total: Float64Array } {
  const steps = (2 * story.slo.window.toMillis()) / STEP.toMillis();
  const perDay = Duration.days(1).toMillis() / STEP.toMillis();
  const random = randomNumbers(7);
  const bad = new Float64Array(steps + 1);
  const total = new Float64Array(steps + 1);
  for (let at = 0; at < steps; at++) {
    const day = Math.sin(2 * Math.PI * (at / perDay) - 1.2);
    const count =
      story.requestsPerSecond *
      STEP.toSeconds() *
      (1 + 0.35 * day + 0.06 * (random() - 0.5));
    const minutesAgo = (steps - at) * STEP.toMinutes();
    const incident = story.incidents.find(
      ({ hoursAgo, minutes }) =>
        minutesAgo <= hoursAgo * 60 && minutesAgo > hoursAgo * 60 - minutes,
    );
    const spread = random() - 0.5;
    const failed =
      incident === undefined
        ? count * story.usualErrorRatio * (1 + 1.3 * spread)
        : count * incident.errorRatio * (1 + 0.3 * spread);
    total[at + 1] = (total[at] ?? 0) + count;
    bad[at + 1] = (bad[at] ?? 0) + failed;
  }
  return { bad, total };
}

/** The events of the `steps` that end with `at`. */
function sum(running: Float64Array, at: number, steps: number): number {
  return (running[at + 1] ?? 0) - (running[at + 1 - steps] ?? 0);
}

/** The same numbers each time (mulberry32), so that a picture changes only when the dashboard does. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
