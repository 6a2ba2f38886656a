import type { Decimal } from "decimal.js";
import { memo } from "../memo";
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
  /** `unreachable`: it could never fire. `redundant`: another one fires sooner at a smaller or the same ratio. */
  readonly kind: "unreachable" | "redundant" | "too-long";
  readonly reason: string;
}

/** A window of the workbook that alerts at another share of the budget. */
export interface AdjustedWindow {
  readonly window: BurnRateWindow;
  readonly reason: string;
}

/** What follows from the windows of an objective. */
export interface WindowPlan {
  readonly burnRates: readonly BurnRate[];
  readonly omittedWindows: readonly OmittedWindow[];
  readonly adjustedWindows: readonly AdjustedWindow[];
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
  return Duration.minutes(
    exhaustionMinutes(`${window.long.toMinutes()} ${window.budgetFraction}`),
  );
}

const exhaustionMinutes = memo((key: string): number => {
  const [minutes, fraction] = key.split(" ").map(Number) as [number, number];
  return exactly(minutes).div(exactly(fraction)).round().toNumber();
});

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
 * Burn rates below which the windows of the workbook alert too early in a short period: 2 % of the budget of a week is
 * spent in 1h at 3.4 times the even rate, and 10 % in 3d at a quarter of it, which leaves budget over.
 */
const LEAST_FACTORS = [6, 3, 1.5, 1];

/** As 28 days have 0.93 for the slowest window, which is as good as 1. */
const TOLERANCE = 0.9;

/**
 * Windows, factors and thresholds of one objective.
 *
 * Without a table of its own it has the windows of the workbook. Those that are not shorter than the period are left
 * out; where the factor of one is below 90 % of 6, 3, 1.5 and 1 in turn, as in periods below 28 days, it alerts at that
 * factor instead, at the share of the budget that follows, in two digits.
 *
 * Of any table, windows that could never fire are left out, since no error ratio exceeds 1, and so are those beside which
 * another one of the same or a higher severity fires sooner at a smaller or the same ratio.
 *
 * @throws InvalidInputError when a window is malformed or not shorter than the period, or when none can fire
 */
export function planWindows(
  own: readonly BurnRateWindow[] | undefined,
  period: Duration,
  budget: number,
): WindowPlan {
  return own === undefined
    ? workbookPlan(`${period.toMillis()} ${budget}`)
    : { ...burnRates(own, period, budget), adjustedWindows: [] };
}

/** Objectives share few periods and budgets, and a plan never changes. */
const workbookPlan = memo((key: string): WindowPlan => {
  const [millis, budget] = key.split(" ").map(Number) as [number, number];
  return planWorkbook(Duration.millis(millis), budget);
});

function planWorkbook(period: Duration, budget: number): WindowPlan {
  const fitting = BURN_RATE_WINDOWS.map(
    (window, index) => [window, LEAST_FACTORS[index] ?? 1] as const,
  ).filter(([{ long }]) => long.compare(period) < 0);
  const windows = fitting.map(([window, least]) =>
    burnRateFactor(window, period).lt(exactly(least).times(TOLERANCE))
      ? { ...window, budgetFraction: fractionOf(window, period, least) }
      : window,
  );
  const planned = burnRates(windows, period, budget);
  return {
    burnRates: planned.burnRates,
    omittedWindows: [
      ...planned.omittedWindows,
      ...BURN_RATE_WINDOWS.slice(fitting.length).map((window) => ({
        window,
        kind: "too-long" as const,
        reason: `it is not shorter than ${period.toPrometheus()}, in which the budget is spent as a whole`,
      })),
    ],
    adjustedWindows: windows.flatMap((window, index) => {
      const usual = fitting[index]?.[0] ?? window;
      return usual === window
        ? []
        : {
            window,
            reason: `${percentText(usual.budgetFraction)} of a budget of ${period.toPrometheus()} is spent in ${window.long.toPrometheus()} at only ${decimalText(burnRateFactor(usual, period).toSignificantDigits(3))} times the even rate, so it alerts at ${percentText(window.budgetFraction)}`,
          };
    }),
  };
}

function fractionOf(
  { long }: BurnRateWindow,
  period: Duration,
  factor: number,
): number {
  return exactly(factor)
    .times(long.toMillis())
    .div(period.toMillis())
    .toSignificantDigits(2)
    .toNumber();
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
): Pick<WindowPlan, "burnRates" | "omittedWindows"> {
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
        kind: "unreachable",
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
  const useful = reachable.filter((rate) => {
    const better = reachable.find((other) => makesRedundant(other, rate));
    if (better !== undefined) {
      omittedWindows.push({
        window: rate.window,
        kind: "redundant",
        reason: `the alert over ${better.window.long.toPrometheus()} fires sooner, at an error ratio of ${percentText(better.threshold)} instead of ${percentText(rate.threshold)}`,
      });
    }
    return better === undefined;
  });
  return { burnRates: useful, omittedWindows };
}

const URGENCY: Readonly<Record<AlertSeverity, number>> = {
  critical: 2,
  warning: 1,
  info: 0,
};

function makesRedundant(better: BurnRate, rate: BurnRate): boolean {
  const [one, other] = [better.window, rate.window];
  return (
    one.long.compare(other.long) < 0 &&
    one.short.compare(other.short) <= 0 &&
    one.for.compare(other.for) <= 0 &&
    better.threshold <= rate.threshold &&
    URGENCY[one.severity] >= URGENCY[other.severity]
  );
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
