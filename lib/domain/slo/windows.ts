import type { Decimal } from "decimal.js";
import { InvalidInputError } from "../problem";
import type { AlertSeverity } from "../rules/rule";
import { requireSeverity } from "../rules/input";
import { requireShape } from "../shape";
import { Duration } from "../units";
import { decimalText, exactly, percentText } from "./decimal";

/**
 * One pair of windows of a multi-window burn-rate alert. The long window says that enough of the budget was burnt to
 * care, the short one that it is still burning, so that the alert ends soon after the incident.
 */
export interface BurnRateWindow {
  readonly severity: AlertSeverity;
  readonly long: Duration;
  /** At least 5 minutes, the window of the recorded rates. */
  readonly short: Duration;
  /** Share of the whole error budget that is spent within `long` when the alert fires. */
  readonly budgetFraction: number;
  /** How long both windows must be above the threshold. */
  readonly for: Duration;
}

/** A window of a certain objective, with what follows from its period and budget. */
export interface BurnRate {
  readonly window: BurnRateWindow;
  /** How many times faster than even the budget is spent: see `burnRateFactor`. */
  readonly factor: number;
  /** Error ratio above which the alert fires: factor x budget. */
  readonly threshold: number;
}

/** A window that an objective has no alert for. */
export interface OmittedWindow {
  readonly window: BurnRateWindow;
  readonly reason: string;
}

/**
 * Windows and budget shares that the SRE workbook recommends in chapter 5
 * (https://sre.google/workbook/alerting-on-slos/: 2 % in 1h and 5 % in 6h page, 10 % in 3d is a ticket), with 10 % in 1d
 * as one more ticket, as in the alerts of https://github.com/kubernetes-monitoring/kubernetes-mixin for the API server.
 * The times of `for` come from there too.
 */
export const BURN_RATE_WINDOWS: readonly BurnRateWindow[] = [
  {
    severity: "critical",
    long: Duration.hours(1),
    short: Duration.minutes(5),
    budgetFraction: 0.02,
    for: Duration.minutes(2),
  },
  {
    severity: "critical",
    long: Duration.hours(6),
    short: Duration.minutes(30),
    budgetFraction: 0.05,
    for: Duration.minutes(15),
  },
  {
    severity: "warning",
    long: Duration.days(1),
    short: Duration.hours(2),
    budgetFraction: 0.1,
    for: Duration.hours(1),
  },
  {
    severity: "warning",
    long: Duration.days(3),
    short: Duration.hours(6),
    budgetFraction: 0.1,
    for: Duration.hours(3),
  },
];

/**
 * How many times faster than even the budget of `period` must be spent, so that `budgetFraction` of it is gone within
 * the long window: factor = budgetFraction x period / long. For 30 days the windows above give 14.4, 6, 3 and 1.
 */
export function burnRateFactor(
  window: BurnRateWindow,
  period: Duration,
): Decimal {
  return exactly(window.budgetFraction)
    .times(period.toMillis())
    .div(window.long.toMillis());
}

/**
 * How long the whole budget lasts at the rate at which the alert fires: period / factor = long / budgetFraction, in
 * whole minutes.
 */
export function timeToExhaustion(window: BurnRateWindow): Duration {
  const minutes = exactly(window.long.toMinutes()).div(
    exactly(window.budgetFraction),
  );
  return Duration.minutes(minutes.round().toNumber());
}

/**
 * How long a total outage lasts when the alert fires, after a healthy long window: every event is bad, so the ratio of
 * the long window reaches the threshold after threshold x long, and must stay there for `for`. Evaluation adds up to
 * two intervals of its rule group.
 */
export function outageDetectionTime({ window, threshold }: BurnRate): Duration {
  return Duration.millis(
    exactly(threshold).times(window.long.toMillis()).toNumber() +
      window.for.toMillis(),
  );
}

/**
 * Factors and thresholds of `windows` for one objective. An error ratio never exceeds 1, so a window whose threshold
 * is 1 or more could never fire; it is left out, with the reason.
 *
 * @throws InvalidInputError when a window is malformed or not shorter than the period, or when none can fire
 */
export function burnRates(
  windows: readonly BurnRateWindow[],
  period: Duration,
  budget: number,
): {
  readonly burnRates: readonly BurnRate[];
  readonly omittedWindows: readonly OmittedWindow[];
} {
  requireWindows(windows, period);
  const reachable: BurnRate[] = [];
  const omittedWindows: OmittedWindow[] = [];
  for (const window of windows) {
    const factor = burnRateFactor(window, period);
    const threshold = factor.times(exactly(budget));
    if (threshold.lt(1)) {
      reachable.push({
        window,
        factor: factor.toNumber(),
        threshold: threshold.toNumber(),
      });
    } else {
      omittedWindows.push({
        window,
        reason: `a burn rate of ${decimalText(factor)} would need an error ratio of ${percentText(threshold)}, and no error ratio exceeds 100%`,
      });
    }
  }
  if (reachable.length === 0) {
    throw new InvalidInputError(
      "slo-unreachable",
      `objective must be high enough that a burn-rate alert can fire, got ${percentText(exactly(1).minus(exactly(budget)))} over ${period.toPrometheus()}, where ${omittedWindows[0]?.reason}; raise the objective or give alertWindows of a smaller budgetFraction`,
    );
  }
  return { burnRates: reachable, omittedWindows };
}

const SHORTEST = Duration.minutes(5);

function requireWindows(
  windows: readonly BurnRateWindow[],
  period: Duration,
): void {
  if (windows.length === 0) {
    throw malformed("have at least one entry", "none", "leave it out");
  }
  for (const window of windows) {
    requireShape("an entry of alertWindows", window, {
      long: "duration",
      short: "duration",
      for: "duration",
      budgetFraction: "number",
    });
    requireSeverity("an entry of alertWindows", window.severity);
  }
  const longest = windows.reduce((a, b) =>
    a.long.compare(b.long) >= 0 ? a : b,
  ).long;
  if (period.compare(longest) <= 0) {
    throw new InvalidInputError(
      "slo-window-too-short",
      `window of an objective must be longer than its longest alert window (${longest.toPrometheus()}), got ${period.toPrometheus()}; use a longer window or give alertWindows that are shorter`,
    );
  }
  const names = new Set<string>();
  for (const window of windows) {
    const { long, short, budgetFraction } = window;
    const name = long.toPrometheus();
    if (names.has(name)) {
      throw malformed(
        "have different long windows",
        `${name} twice`,
        "merge them",
      );
    }
    names.add(name);
    if (short.compare(SHORTEST) < 0 || short.compare(long) >= 0) {
      throw malformed(
        "have a short window from 5m to less than the long one",
        `${short.toPrometheus()} and ${name}`,
        "use about a twelfth of the long window",
      );
    }
    if (window.for.compare(long) >= 0) {
      throw malformed(
        "have a `for` shorter than the long window",
        `${window.for.toPrometheus()} and ${name}`,
        "use about a thirtieth of the long window",
      );
    }
    if (!(budgetFraction > 0 && budgetFraction <= 1)) {
      throw malformed(
        "have a budgetFraction above 0 and up to 1",
        String(budgetFraction),
        "write 0.02 for 2%",
      );
    }
  }
}

function malformed(
  rule: string,
  got: string,
  remedy: string,
): InvalidInputError {
  return new InvalidInputError(
    "slo-alert-windows",
    `alertWindows must ${rule}, got ${got}; ${remedy}`,
  );
}
