import type { Scenario } from "../lib/domain/slo/simulation/scenario";
import { simulate } from "../lib/domain/slo/simulation/simulate";
import { Duration } from "../lib/domain/units";
import { median } from "./compiled";
import { atLeast, type BenchResult } from "./result";
import { benchServices, slosOf } from "./slo-services";

const RUNS = 5;
const WEEKS = 8;

/** Six days without errors, and three hours in which each fiftieth event is bad. */
const WEEK: Scenario = [
  { duration: Duration.days(6), errorRatio: 1e-4, eventsPerSecond: 40 },
  { duration: Duration.hours(3), errorRatio: 0.02, eventsPerSecond: 40 },
  { duration: Duration.hours(21), errorRatio: 0, eventsPerSecond: 4 },
];

/** How many hours of a scenario of two months are played per second: by an objective of events and one of latency. */
export function benchSloSimulation(): readonly BenchResult[] {
  const slos = benchServices(1).flatMap((service) => slosOf(service));
  const scenario = Array.from({ length: WEEKS }, () => WEEK).flat();
  const hoursPerSecond = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    const hours = slos
      .map((slo) => simulate(slo, scenario).duration.toHours())
      .reduce((sum, each) => sum + each, 0);
    return hours / ((performance.now() - started) / 1000);
  });
  return [
    atLeast(
      "simulator: hours of scenario per second",
      median(hoursPerSecond),
      "h/s",
      10_000,
    ),
  ];
}
