import type { Slo } from "../domain/slo/objective";
import type { AlertEpisode } from "../domain/slo/simulation/alert-state";
import type { Scenario } from "../domain/slo/simulation/scenario";
import { simulate, type Simulation } from "../domain/slo/simulation/simulate";
import { Duration } from "../domain/units";

/** What jest asks of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Matchers for jest and those that are like it: `expect.extend(sloMatchers)`. With TypeScript, say so once:
 * `declare module "expect" { interface Matchers<R> extends SloMatchers<R> {} }`.
 */
export const sloMatchers = {
  /**
   * Whether an alert of severity `critical` fires within a time, at the latest.
   *
   * @param slo the objective, as `createSlo` returns it
   * @param scenario what happens; begin with the healthy time, and let the failure be the first phase with errors
   * @param within from the start of the first phase with errors or without metrics
   */
  toDetectWithin(
    slo: Slo,
    scenario: Scenario,
    within: Duration,
  ): MatcherResult {
    const start = failureStart(scenario);
    const first = firings(simulate(slo, scenario))
      .filter(({ severity }) => severity === "critical")
      .filter(({ firing }) => firing.compare(start) >= 0)
      .sort((one, other) => one.firing.compare(other.firing))[0];
    const took =
      first && Duration.millis(first.firing.toMillis() - start.toMillis());
    const pass = took !== undefined && took.compare(within) <= 0;
    const limit = within.toPrometheus();
    const got =
      took === undefined
        ? "no page at all"
        : `${first?.alert} after ${took.toPrometheus()}`;
    return {
      pass,
      message: () =>
        `objective "${slo.id}" must ${pass ? "not " : ""}page within ${limit} of the failure, got ${got}`,
    };
  },

  /**
   * Whether no alert fires at all.
   *
   * @param slo the objective, as `createSlo` returns it
   * @param scenario what happens
   */
  toStaySilent(slo: Slo, scenario: Scenario): MatcherResult {
    const fired = firings(simulate(slo, scenario));
    const pass = fired.length === 0;
    const list = fired
      .map(({ alert, firing }) => `${alert} at ${firing.toPrometheus()}`)
      .join(", ");
    return {
      pass,
      message: () =>
        pass
          ? `objective "${slo.id}" must alert in the scenario, got silence`
          : `objective "${slo.id}" must stay silent in the scenario, got ${list}`,
    };
  },
};

/** The matchers as `expect(slo)` offers them. */
export interface SloMatchers<R = unknown> {
  /** An alert of severity `critical` fires within `within` of the start of the first failing phase. */
  toDetectWithin(scenario: Scenario, within: Duration): R;
  /** No alert fires. */
  toStaySilent(scenario: Scenario): R;
}

function firings({ alerts }: Simulation) {
  return alerts.flatMap(({ alert, severity, episodes }) =>
    episodes.flatMap(({ firing }: AlertEpisode) =>
      firing === undefined ? [] : { alert, severity, firing },
    ),
  );
}

function failureStart(scenario: Scenario): Duration {
  const failing = scenario.findIndex(
    ({ errorRatio, absent }) => errorRatio > 0 || absent === true,
  );
  return Duration.millis(
    scenario
      .slice(0, Math.max(failing, 0))
      .reduce((sum, { duration }) => sum + duration.toMillis(), 0),
  );
}
