import { InvalidInputError } from "../problem";
import { requireSeverity } from "../rules/input";
import type { AlertSeverity } from "../rules/rule";
import { requireOptions, requireShape } from "../shape";
import { shown } from "../shown";
import { Duration } from "../units";
import { percentText } from "./decimal";
import type { Measurement } from "./measurement";
import { isPerScrape } from "./measurement";

/** What happens when so much of the budget is spent. */
export interface BudgetStep {
  /** Share of the budget, in whole percent: 0.9 for 90 %. */
  readonly spent: number;
  /** @default "warning" */
  readonly severity?: AlertSeverity;
  /**
   * What the team has agreed to do then, such as `freeze releases`; the annotation `budget_policy` of the alert.
   * @default - no annotation
   */
  readonly action?: string;
}

/** The alert that the minimum of events would keep silent for too long. */
export interface LowTraffic {
  /** Bad events that raise it. */
  readonly failures: number;
  /**
   * Time in which they happen.
   * @default 1 day
   */
  readonly within?: Duration;
}

/** What is promised to customers, which must be less than the objective. */
export interface SlaTarget {
  /** Share of good events, as of the objective. */
  readonly objective: number;
}

export const DEFAULT_BUDGET_POLICY: readonly BudgetStep[] = [{ spent: 0.5 }];

/** @throws InvalidInputError for steps that do not rise, or are no whole percents from 1 to 100 */
export function requireBudgetPolicy(
  steps: readonly BudgetStep[],
): readonly BudgetStep[] {
  let before = 0;
  for (const step of steps) {
    const what = "a step of budgetPolicy";
    requireOptions(what, step, ["spent", "severity", "action"]);
    requireShape(what, step, { spent: "number", action: "text?" });
    const percent = step.spent * 100;
    if (
      !(step.spent > before && step.spent <= 1) ||
      Math.abs(percent - Math.round(percent)) > 1e-9
    ) {
      throw new InvalidInputError(
        "slo-budget-policy",
        `spent of a step of budgetPolicy must be whole percents from 0.01 to 1, each above the one before, got ${shown(step.spent)}${before === 0 ? "" : ` after ${before}`}; write 0.5 for 50%`,
      );
    }
    if (step.severity !== undefined) {
      requireSeverity(what, step.severity);
    }
    if (step.action?.includes("{{") || step.action?.trim() === "") {
      throw new InvalidInputError(
        "slo-budget-policy",
        `action of a step of budgetPolicy must be a text without "{{", got ${shown(step.action)}; say what the team does`,
      );
    }
    before = step.spent;
  }
  return steps;
}

/** @throws InvalidInputError for no whole number of failures, and a time that is no whole hours up to the window */
export function requireLowTraffic(
  lowTraffic: LowTraffic,
  window: Duration,
): Required<LowTraffic> {
  requireOptions("lowTraffic", lowTraffic, ["failures", "within"]);
  requireShape("lowTraffic", lowTraffic, { within: "duration?" });
  const { failures, within = Duration.days(1) } = lowTraffic;
  if (!Number.isSafeInteger(failures) || failures < 1) {
    throw new InvalidInputError(
      "slo-low-traffic",
      `failures of lowTraffic must be a whole number of at least 1, got ${shown(failures)}; use 10 to be told of the tenth failure in a day`,
    );
  }
  if (!Number.isInteger(within.toHours()) || within.compare(window) > 0) {
    throw new InvalidInputError(
      "slo-low-traffic",
      `within of lowTraffic must be whole hours up to the window of the objective (${window.toPrometheus()}), got ${within.toPrometheus()}; use Duration.days(1)`,
    );
  }
  return { failures, within };
}

/** @throws InvalidInputError for an SLA that is no ratio, or stricter than the objective */
export function requireSla(sla: SlaTarget, objective: number): SlaTarget {
  requireOptions("sla", sla, ["objective"]);
  if (!(
    typeof sla.objective === "number" &&
    sla.objective > 0 &&
    sla.objective <= objective
  )) {
    throw new InvalidInputError(
      "slo-sla",
      `objective of an sla must be a ratio above 0 and not stricter than that of the slo (${percentText(objective)}), got ${shown(sla.objective)}; promise customers less than what you alert on, or raise the objective of the slo`,
    );
  }
  return sla;
}

/** Time without any event counts as neither, or as so many events as it has intervals of 30 seconds or slices. */
export type NoTraffic = "ignore" | "good" | "bad";

/** @throws InvalidInputError for an indicator that is never without events */
export function requireNoTraffic(
  noTraffic: NoTraffic,
  measure: Measurement,
): NoTraffic {
  if (!["ignore", "good", "bad"].includes(noTraffic)) {
    throw new InvalidInputError(
      "slo-no-traffic",
      `noTraffic of an objective must be ignore, good or bad, got ${shown(noTraffic)}; use ignore when silence tells nothing`,
    );
  }
  if (
    noTraffic !== "ignore" &&
    (measure.kind === "journey" ||
      (measure.kind === "events" && isPerScrape(measure)))
  ) {
    throw new InvalidInputError(
      "slo-no-traffic",
      `noTraffic of an objective must be left out for ${measure.kind === "journey" ? "a journey, whose parts have their own" : "probes, of which there are always some"}, got ${shown(noTraffic)}; ${measure.kind === "journey" ? "set it at the parts" : "their absence is an alert of its own"}`,
    );
  }
  return noTraffic;
}

/** @throws InvalidInputError for no share */
export function requireCoverage(coverage: number): number {
  if (!(typeof coverage === "number" && coverage > 0 && coverage <= 1)) {
    throw new InvalidInputError(
      "slo-coverage",
      `minimumCoverage of an objective must be above 0 and up to 1, got ${shown(coverage)}; use 0.5 to trust what is known for half of the time`,
    );
  }
  return coverage;
}

/** @throws InvalidInputError for no whole number */
export function requireMinimumEvents(events: number): number {
  if (!Number.isSafeInteger(events) || events < 0) {
    throw new InvalidInputError(
      "slo-minimum-events",
      `minimumEvents must be a whole number of at least 0, got ${shown(events)}; leave it out when each event counts`,
    );
  }
  return events;
}
