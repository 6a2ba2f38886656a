import { InvalidInputError } from "../problem";
import { shown } from "../shown";
import { Duration } from "../units";
import { decimalText, exactly } from "./decimal";

/**
 * Checks that an objective is a ratio that leaves a budget.
 *
 * @throws InvalidInputError for a percentage, for 1, which allows no failure at all, and for what is no ratio
 */
export function requireObjective(objective: number): number {
  if (typeof objective === "number" && objective > 0 && objective < 1) {
    return objective;
  }
  const remedy =
    typeof objective === "number" && objective > 1 && objective < 100
      ? `write ${decimalText(exactly(objective).div(100))} for ${decimalText(objective)}%`
      : objective === 1 || objective === 100
        ? "leave room for failures, such as 0.999, because without a budget every failure is an alert"
        : "write a ratio such as 0.999";
  throw new InvalidInputError(
    "slo-objective",
    `objective must be a ratio between 0 and 1, both excluded, got ${shown(objective)}; ${remedy}`,
  );
}

/** The share of events that may be bad: 1 - objective, exact in decimals (0.999 gives 0.001). */
export function errorBudget(objective: number): number {
  return exactly(1).minus(exactly(objective)).toNumber();
}

/**
 * How long a service may be down altogether in `window` without breaking its objective: (1 - objective) x window, so
 * 43.2 minutes for 99.9 % in 30 days.
 *
 * @throws InvalidInputError when the objective is no ratio between 0 and 1
 */
export function allowedDowntime(objective: number, window: Duration): Duration {
  return Duration.millis(
    exactly(errorBudget(requireObjective(objective)))
      .times(window.toMillis())
      .toNumber(),
  );
}
