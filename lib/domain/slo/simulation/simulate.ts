import { InvalidInputError } from "../../problem";
import { Duration } from "../../units";
import { isPerScrape } from "../measurement";
import { SLO_METRIC } from "../metrics";
import type { Slo } from "../objective";
import { RATE_INTERVAL } from "../rates";
import { sloRuleGroups } from "../rules";
import { AlertState, type SimulatedAlert } from "./alert-state";
import { conditions } from "./conditions";
import { ExcludedTime } from "./counted-window";
import { RateHistory } from "./rate-history";
import { RecordedSeriesSet } from "./recorded-series";
import { recordings } from "./recordings";
import { scenarioDuration, type Scenario } from "./scenario";
import { scrapesOf, type Scrapes } from "./scrapes";
import { requireSlo } from "../input";

export interface SimulationOptions {
  /**
   * Time between two scrapes, from 1 second to 2 minutes.
   * @default 15 seconds
   */
  readonly scrapeInterval?: Duration;
  /**
   * Time between two evaluations of every rule group, as `promtool test rules` does it.
   * @default - each group at its own interval
   */
  readonly evaluationInterval?: Duration;
  /**
   * When the scenario starts, in seconds since 1970, which decides about exclusions and calendar windows.
   * @default 0, a Thursday, as in promtool
   */
  readonly startTime?: number;
}

/** What an objective makes of a scenario. */
export interface Simulation {
  readonly duration: Duration;
  /** Every alert of the objective, in the order of its rules. */
  readonly alerts: readonly SimulatedAlert[];
  /** At the end, as a share of the whole error budget; more than all of it may be spent. */
  readonly budget: { readonly spent: number; readonly left: number };
  /** How often an alert of severity `critical` fired; those that one page would mute are counted too. */
  readonly pages: number;
  /** Pages in 30 days that go on like the scenario. */
  readonly pagesPerMonth: number;
}

/**
 * Plays a scenario against the rules that are generated for an objective: the same windows, thresholds, minimum of bad
 * events and waiting times, evaluated at the same intervals, from samples that are taken as Prometheus takes them.
 * Before the scenario there is nothing; begin it with a healthy phase, or each failure weighs as if it were all that
 * ever happened. In Prometheus each group starts at a moment of its own, so that there all times differ by up to one
 * interval of the group and one scrape.
 *
 * @throws InvalidInputError for a scenario that is empty or longer than 366 days, and for numbers that cannot be
 */
export function simulate(
  slo: Slo,
  scenario: Scenario,
  options: SimulationOptions = {},
): Simulation {
  requireSlo("objective of simulate", slo);
  const duration = scenarioDuration(scenario);
  const scrapeInterval = requireInterval(
    "scrapeInterval",
    options.scrapeInterval ?? Duration.seconds(15),
  );
  const scrapes = scrapesOf(
    scenario,
    scrapeInterval,
    isPerScrape(slo.sli.events.measure),
  );
  const { alerts, budgetLeft } = play(slo, scrapes, {
    startTime: requireStart(options.startTime ?? 0),
    duration,
    scrapeInterval,
    evaluationInterval:
      options.evaluationInterval &&
      requireInterval("evaluationInterval", options.evaluationInterval),
  });
  const pages = alerts
    .filter(({ severity }) => severity === "critical")
    .flatMap(({ episodes }) => episodes)
    .filter(({ firing }) => firing !== undefined).length;
  // Without any event nothing is spent.
  const left = Number.isNaN(budgetLeft) ? 1 : budgetLeft;
  return {
    duration,
    alerts,
    budget: { spent: 1 - left, left },
    pages,
    pagesPerMonth: (pages * 30) / duration.toDays(),
  };
}

interface Times {
  readonly startTime: number;
  readonly duration: Duration;
  readonly scrapeInterval: Duration;
  readonly evaluationInterval: Duration | undefined;
}

/** All groups start at 0, and those of the same time in the order of the file, the faster before the slower. */
function play(
  slo: Slo,
  scrapes: Scrapes,
  { startTime, duration, scrapeInterval, evaluationInterval }: Times,
): {
  readonly alerts: readonly SimulatedAlert[];
  readonly budgetLeft: number;
} {
  const fastest = (evaluationInterval ?? RATE_INTERVAL).toSeconds();
  const evaluations = Math.floor(duration.toSeconds() / fastest) + 1;
  const history = new RateHistory(evaluations, fastest);
  const series = new RecordedSeriesSet();
  const excluded = new ExcludedTime(slo, startTime);
  const played = { slo, scrapes, history, series, excluded, startTime };
  const records = recordings(played);
  const holds = conditions(played);
  const states: AlertState[] = [];
  const evaluated = sloRuleGroups(slo).filter(
    ({ engine }) => engine === "prometheus",
  );
  const groups = evaluated.map(({ interval, rules }) => ({
    every: Math.round(
      (evaluationInterval ?? interval ?? RATE_INTERVAL).toSeconds() / fastest,
    ),
    steps: rules.map((rule) => {
      if (rule.kind === "record") {
        const record = known(records, rule.record);
        return record;
      }
      const state = new AlertState(rule);
      const condition = known(holds, rule.alert);
      states.push(state);
      return (now: number, _: number, isFound: boolean) =>
        state.evaluate(now, condition(now, isFound));
    }),
  }));
  const scrapeEvery = scrapeInterval.toSeconds();
  let last = -1;
  for (let evaluation = 0; evaluation < evaluations; evaluation++) {
    const now = evaluation * fastest;
    while (last + 1 < scrapes.count && (scrapes.times[last + 1] ?? 0) <= now) {
      last++;
    }
    const isFound = scrapes.found[Math.floor(now / scrapeEvery)] === 1;
    for (const { every, steps } of groups) {
      if (evaluation % every === 0) {
        for (const step of steps) {
          step(now, last, isFound);
        }
      }
    }
  }
  return {
    alerts: states.map((state) => state.result()),
    budgetLeft: series.get(SLO_METRIC.budgetRemaining).value,
  };
}

/** Every generated rule has its counterpart here. */
function known<T>(all: ReadonlyMap<string, T>, name: string): T {
  const found = all.get(name);
  if (found === undefined) {
    throw new InvalidInputError(
      "slo-simulation",
      `rules of an objective must be known to the simulation, got ${name}; use rules of this version`,
    );
  }
  return found;
}

function requireStart(startTime: number): number {
  if (!(Number.isSafeInteger(startTime) && startTime % 30 === 0)) {
    throw new InvalidInputError(
      "slo-scenario",
      `startTime must be whole half minutes in seconds since 1970, got ${startTime}; use Date.UTC(2027, 0, 1) / 1000`,
    );
  }
  return startTime;
}

function requireInterval(what: string, interval: Duration): Duration {
  const seconds = interval.toSeconds();
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 120) {
    throw new InvalidInputError(
      "slo-scenario",
      `${what} must be whole seconds from 1s to 2m, got ${interval.toPrometheus()}; use Duration.seconds(30)`,
    );
  }
  return interval;
}
