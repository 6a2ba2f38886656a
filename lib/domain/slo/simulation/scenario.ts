import { InvalidInputError } from "../../problem";
import { Duration } from "../../units";
import { requireKind, requireShape } from "../../shape";
import { shown } from "../../shown";

/** A time in which a service behaves evenly. */
export interface Phase {
  readonly duration: Duration;
  /** Share of bad events, from 0 to 1. */
  readonly errorRatio: number;
  /** Events per second; of no effect for a probe, where each scrape is the event. */
  readonly eventsPerSecond: number;
  /**
   * Whether the metrics are missing meanwhile, as when the service is not scraped.
   * @default false
   */
  readonly absent?: boolean;
}

/** What happens to a service, one phase after the other. */
export type Scenario = readonly Phase[];

/** What two counters showed at one time. */
export interface PastSample {
  /** Seconds since any fixed time, such as 1970. */
  readonly time: number;
  /** Counter of all events. */
  readonly total: number;
  /** Counter of the bad ones among them. */
  readonly bad: number;
}

const LONGEST = Duration.days(366);

/**
 * The scenario that past samples of the counters tell: between two samples the events are spread evenly. A counter that
 * falls was reset, as `rate()` takes it.
 *
 * @param samples in the order of their times, at least two
 * @throws InvalidInputError for less than two samples, times that do not rise, and values that no counter has
 */
export function scenarioFromSamples(samples: readonly PastSample[]): Scenario {
  requireKind("samples of a scenario", samples, "list");
  for (const sample of samples) {
    requireShape("a sample", sample, {
      time: "number",
    });
  }
  if (samples.length < 2) {
    throw invalid(
      "samples of a scenario must be at least two",
      samples.length,
      "each phase lies between two of them",
    );
  }
  return samples.slice(1).map((sample, index) => {
    const before = samples[index] ?? sample;
    const seconds = sample.time - before.time;
    if (!(seconds > 0)) {
      throw invalid(
        "times of the samples must rise",
        `${before.time} before ${sample.time}`,
        "sort them and leave out doubles",
      );
    }
    const total = increase("total", before.total, sample.total);
    const bad = Math.min(increase("bad", before.bad, sample.bad), total);
    return {
      duration: Duration.seconds(seconds),
      errorRatio: total === 0 ? 0 : bad / total,
      eventsPerSecond: total / seconds,
    };
  });
}

function increase(what: string, before: number, after: number): number {
  for (const value of [before, after]) {
    if (!(Number.isFinite(value) && value >= 0)) {
      throw invalid(
        `${what} of a sample must be a number of at least 0`,
        shown(value),
        "leave out samples without value",
      );
    }
  }
  return after < before ? after : after - before;
}

/**
 * How long a scenario lasts.
 *
 * @throws InvalidInputError for a scenario that is empty or longer than 366 days, and for numbers that cannot be
 */
export function scenarioDuration(scenario: Scenario): Duration {
  requireKind("scenario", scenario, "list");
  for (const phase of scenario) {
    requireShape("a phase", phase, {
      duration: "duration",
    });
    const { errorRatio, eventsPerSecond } = phase;
    if (!isBetween(errorRatio, 1)) {
      throw invalid(
        "errorRatio of a phase must be from 0 to 1",
        shown(errorRatio),
        "write 0.01 for 1%",
      );
    }
    if (!isBetween(eventsPerSecond, 1e6)) {
      throw invalid(
        "eventsPerSecond of a phase must be from 0 to 1000000",
        shown(eventsPerSecond),
        "use the rate of the whole service",
      );
    }
  }
  const duration = Duration.millis(
    scenario.reduce((sum, phase) => sum + phase.duration.toMillis(), 0),
  );
  if (duration.toMillis() === 0 || duration.compare(LONGEST) > 0) {
    throw invalid(
      "phases of a scenario must last longer than 0s and up to 366d in all",
      duration.toPrometheus(),
      "add phases or split it",
    );
  }
  return duration;
}

function isBetween(value: unknown, most: number): boolean {
  return typeof value === "number" && value >= 0 && value <= most;
}

function invalid(
  rule: string,
  got: string | number,
  remedy: string,
): InvalidInputError {
  return new InvalidInputError(
    "slo-scenario",
    `${rule}, got ${got}; ${remedy}`,
  );
}
