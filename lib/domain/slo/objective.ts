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
import type { Sli } from "./sli";
import { trafficWarnings, type SloWarning } from "./traffic";
import {
  burnRates,
  BURN_RATE_WINDOWS,
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
  readonly window: Duration;
  readonly sli: Sli;
  /** Labels of which each value has a budget and alerts of its own; none for one objective in all. */
  readonly groupBy: readonly string[];
  /** The burn-rate alerts, in the order of their windows. */
  readonly burnRates: readonly BurnRate[];
  /** Windows without an alert, because it could never fire. */
  readonly omittedWindows: readonly OmittedWindow[];
  readonly minimumBadEvents: number;
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
  const window = requireWindow(input.window ?? Duration.days(30));
  requireName(name);
  requirePlainText("service", service);
  if (team !== undefined) {
    requirePlainText("team", team);
  }
  if (runbookUrl !== undefined) {
    requireRunbookUrl("runbookUrl of an objective", runbookUrl);
  }
  const rates = burnRates(
    input.alertWindows ?? BURN_RATE_WINDOWS,
    window,
    budget,
  );
  const slo = {
    id: requireId(input.id ?? slug(name)),
    name,
    service,
    ...(team !== undefined && { team }),
    objective,
    errorBudget: budget,
    window,
    sli,
    groupBy: requireGroups(input.groupBy ?? [], sli),
    ...rates,
    minimumBadEvents: requireMinimum(input.minimumBadEvents ?? 3),
    labels: requireFreeLabels(input.labels ?? {}),
    ...(runbookUrl !== undefined && { runbookUrl }),
    ...(dashboardUid !== undefined && { dashboardUid }),
  };
  const rate = input.expectedRequestsPerSecond;
  return { ...slo, warnings: trafficWarnings(slo, rate) };
}
