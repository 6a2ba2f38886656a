import { slug, type Labels } from "../names";
import { requireRunbookUrl } from "../rules/input";
import { Duration } from "../units";
import { errorBudget, requireObjective } from "./budget";
import {
  requireFreeLabels,
  requireGroups,
  requireId,
  requireMinimum,
  requireName,
  requirePlainText,
  requireTypes,
  requireWindow,
  type SloInput,
} from "./input";
import { sloPreset } from "./presets";
import type { SloAlerts } from "./severities";
import { requireSloAlerts } from "./severity-input";
import type { Sli } from "./sli";
import { trafficWarnings, type SloWarning } from "./traffic";
import { LONGEST_DAYS, type CalendarWindow } from "./calendar";
import { requireExclusions, type Exclusion } from "./exclusions";
import {
  DEFAULT_BUDGET_POLICY,
  requireBudgetPolicy,
  requireCoverage,
  requireLowTraffic,
  requireMinimumEvents,
  requireNoTraffic,
  requireSla,
  type BudgetStep,
  type LowTraffic,
  type NoTraffic,
  type SlaTarget,
} from "./policy";
import {
  planWindows,
  type AdjustedWindow,
  type BurnRate,
  type OmittedWindow,
} from "./windows";

export type { SloInput };

/** A service level objective, checked, with all defaults and all that follows by arithmetic. */
export interface Slo {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly team?: string;
  readonly objective: number;
  /** 1 - objective, exact in decimals. */
  readonly errorBudget: number;
  /** Its length; of a calendar window the longest that it can be. */
  readonly window: Duration;
  /** Present when the window begins anew with each week, month or quarter. */
  readonly calendar?: CalendarWindow;
  readonly sli: Sli;
  /** Labels of which each value has a budget and alerts of its own; none for one objective in all. */
  readonly groupBy: readonly string[];
  /** The burn-rate alerts, in the order of their windows. */
  readonly burnRates: readonly BurnRate[];
  /** Windows without an alert, and why. */
  readonly omittedWindows: readonly OmittedWindow[];
  /** Windows that alert at another share of the budget than usual, and why. */
  readonly adjustedWindows: readonly AdjustedWindow[];
  readonly minimumBadEvents: number;
  readonly minimumEvents: number;
  readonly lowTraffic?: Required<LowTraffic>;
  readonly noTraffic: NoTraffic;
  readonly exclusions: readonly Exclusion[];
  readonly minimumCoverage?: number;
  readonly budgetPolicy: readonly BudgetStep[];
  readonly sla?: SlaTarget;
  readonly alerts?: SloAlerts;
  readonly labels: Labels;
  readonly runbookUrl?: string;
  readonly dashboardUid?: string;
  /** What is legal, but alerts less than one may think. */
  readonly warnings: readonly SloWarning[];
}

/** Objectives to strive for: stricter than what is promised to customers by `Sla`. */
export const Slo = {
  /**
   * Availability 99.95 %, errors below 0.01 %, and 95 % of requests within 500 ms.
   *
   * @param input the service and its metrics
   */
  standard: sloPreset({
    availability: 0.9995,
    success: 0.9999,
    latency: { share: 0.95, threshold: Duration.millis(500) },
  }),
};

/**
 * Checks an objective and works out its budget, burn rates and warnings.
 *
 * @throws InvalidInputError for an objective outside (0, 1), a window that its alerts do not fit in, a name, label, link
 *   or number that cannot be, and when none of the alerts could ever fire
 */
export function createSlo(input: SloInput): Slo {
  requireTypes(input);
  const { name, service, team, sli, runbookUrl, dashboardUid } = input;
  const objective = requireObjective(input.objective);
  const budget = errorBudget(objective);
  const given = input.window ?? Duration.days(30);
  const calendar = given instanceof Duration ? undefined : given;
  const window =
    given instanceof Duration
      ? requireWindow(given)
      : Duration.days(LONGEST_DAYS[given.unit]);
  requireName(name);
  requirePlainText("service", service);
  if (team !== undefined) {
    requirePlainText("team", team);
  }
  if (runbookUrl !== undefined) {
    requireRunbookUrl("runbookUrl of an objective", runbookUrl);
  }
  const rates = planWindows(input.alertWindows, window, budget);
  const slo = {
    id: requireId(input.id ?? slug(name)),
    name,
    service,
    ...(team !== undefined && { team }),
    objective,
    errorBudget: budget,
    window,
    ...(calendar !== undefined && { calendar }),
    sli,
    groupBy: requireGroups(input.groupBy ?? [], sli),
    ...rates,
    minimumBadEvents: requireMinimum(input.minimumBadEvents ?? 3),
    ...policies(input, window),
    labels: requireFreeLabels(input.labels === undefined ? {} : input.labels),
    ...(runbookUrl !== undefined && { runbookUrl }),
    ...(dashboardUid !== undefined && { dashboardUid }),
  };
  const rate = input.expectedRequestsPerSecond;
  return { ...slo, warnings: trafficWarnings(slo, rate) };
}

function policies(input: SloInput, window: Duration) {
  const { lowTraffic, minimumCoverage, sla, alerts } = input;
  return {
    minimumEvents: requireMinimumEvents(input.minimumEvents ?? 0),
    ...(lowTraffic !== undefined && {
      lowTraffic: requireLowTraffic(lowTraffic, window),
    }),
    noTraffic: requireNoTraffic(
      input.noTraffic ?? "ignore",
      input.sli.events.measure,
    ),
    exclusions: requireExclusions(input.exclusions ?? []),
    ...(minimumCoverage !== undefined && {
      minimumCoverage: requireCoverage(minimumCoverage),
    }),
    budgetPolicy: requireBudgetPolicy(
      input.budgetPolicy ?? DEFAULT_BUDGET_POLICY,
    ),
    ...(sla !== undefined && { sla: requireSla(sla, input.objective) }),
    ...(alerts !== undefined && { alerts: requireSloAlerts(alerts) }),
  };
}
