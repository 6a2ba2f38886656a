import {
  isAlertName,
  isLabelName,
  LABEL,
  pascalCase,
  requireLabels,
  slug,
} from "../names";
import type { Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireProperties } from "../shape";
import { shown, typeOf } from "../shown";
import { Duration } from "../units";
import type { CalendarWindow } from "./calendar";
import type { Exclusion } from "./exclusions";
import type { BudgetStep, LowTraffic, NoTraffic, SlaTarget } from "./policy";
import type { SloAlerts } from "./severities";
import { Sli } from "./sli";
import type { BurnRateWindow } from "./windows";

/** What a service promises, as people write it. */
export interface SloInput {
  /** Upper camel case; the names of the alerts start with it. */
  readonly name: string;
  /**
   * Lower-case letters, digits and dashes; the value of the label `slo`.
   * @default - made from the name
   */
  readonly id?: string;
  /** Name of the service; the value of the label `service`. */
  readonly service: string;
  /**
   * Who owns it; the value of the label `team`, by which alerts are routed.
   * @default - no label
   */
  readonly team?: string;
  /** Share of good events, between 0 and 1: 0.999 is 99.9 %. */
  readonly objective: number;
  /**
   * Time in which the objective holds: a Duration rolls on, in whole hours, from 1 to 90 days, and is longer than every
   * alert window; a CalendarWindow begins anew with each week, month or quarter.
   * @default 30 days
   */
  readonly window?: Duration | CalendarWindow;
  readonly sli: Sli;
  /**
   * Labels of the metrics that tell apart what is measured separately, such as `["tenant"]`: one objective for each value,
   * each with its own budget and alerts, which carry the label. All objectives share the rules, so that a new value needs
   * no change. The metrics must have the labels.
   * @default [] one objective in all
   */
  readonly groupBy?: readonly string[];
  /**
   * Windows of the burn-rate alerts.
   * @default - 1h, 6h, 1d and 3d as the SRE workbook has them, as far as the window of the objective is longer; below 28
   * days at larger shares of the budget
   */
  readonly alertWindows?: readonly BurnRateWindow[];
  /**
   * Bad events that an alert needs in its long window, so that a single failure at night wakes nobody.
   * @default 3
   */
  readonly minimumBadEvents?: number;
  /**
   * Events that a burn-rate alert needs in its long window, good and bad.
   * @default 0
   */
  readonly minimumEvents?: number;
  /**
   * One more alert, on the number of failures in a long time, for services with so few events that the minimum keeps the
   * burn-rate alerts silent.
   * @default - none
   */
  readonly lowTraffic?: LowTraffic;
  /**
   * What time without any event counts as: `ignore` is neither; `good` and `bad` count it as one event in 30 seconds, or
   * as the slice that it is.
   * @default "ignore"
   */
  readonly noTraffic?: NoTraffic;
  /**
   * Time that counts as neither good nor bad, such as maintenance: TimeIntervals, or gauges that are 1 meanwhile. Its
   * edges are soft by 5 minutes, since a rate looks back that far.
   * @default []
   */
  readonly exclusions?: readonly Exclusion[];
  /**
   * Share of the window for which the indicator must be known; below it the budget shows nothing and an alert says so.
   * Counted since the rules are evaluated.
   * @default - not checked
   */
  readonly minimumCoverage?: number;
  /**
   * Alerts when so much of the budget is spent.
   * @default [{ spent: 0.5 }]
   */
  readonly budgetPolicy?: readonly BudgetStep[];
  /**
   * What is promised to customers; its budget is recorded, and an alert tells when it is nearly spent.
   * @default - nothing
   */
  readonly sla?: SlaTarget;
  /**
   * Requests per second in usual hours, to warn when they are too few for the objective.
   * @default - no warning
   */
  readonly expectedRequestsPerSecond?: number;
  /**
   * Added to the labels of the alerts.
   * @default {}
   */
  readonly labels?: Labels;
  /**
   * What the alerts of one severity have beside the others: labels, annotations; or `false` for none of that severity.
   * Then the alert on missing metrics has the next severity that there is. `alerts: false` leaves out all of them: the
   * budget and the burn rates are recorded and shown, and nobody is told.
   * @default {}
   */
  readonly alerts?: SloAlerts | false;
  /**
   * Page that says what to do.
   * @default - no link
   */
  readonly runbookUrl?: string;
  /**
   * Uid of the dashboard that the alerts link to.
   * @default - no link
   */
  readonly dashboardUid?: string;
}

/** What types promise and the checks below rely on. */
export function requireTypes(input: SloInput): void {
  requireProperties("an objective", input, {
    name: "text",
    id: "text?",
    service: "text",
    team: "text?",
    objective: "any",
    window: "any",
    sli: "any",
    groupBy: "texts?",
    alertWindows: "list?",
    minimumBadEvents: "number?",
    minimumEvents: "number?",
    lowTraffic: "any",
    noTraffic: "text?",
    exclusions: "list?",
    minimumCoverage: "any",
    budgetPolicy: "list?",
    sla: "any",
    expectedRequestsPerSecond: "number?",
    labels: "any",
    alerts: "any",
    runbookUrl: "text?",
    dashboardUid: "text?",
  });
  requireWindowKind(input.window);
  if (!(input.sli instanceof Sli)) {
    throw new InvalidInputError(
      "slo-indicator",
      `sli of an objective must be an Sli, got ${typeOf(input.sli)}; make it by Sli.ratio or another function of Sli`,
    );
  }
}

function requireWindowKind(
  window: Duration | CalendarWindow | undefined,
): void {
  if (
    window !== undefined &&
    !(window instanceof Duration) &&
    !(
      typeOf(window) === "an object" &&
      (window as Partial<CalendarWindow>).kind === "calendar"
    )
  ) {
    throw new InvalidInputError(
      "wrong-type",
      `window of an objective must be a Duration or a CalendarWindow, got ${shown(window)}; write it like Duration.days(30) or CalendarWindow.month()`,
    );
  }
}

export function requireWindow(window: Duration): Duration {
  const hours = window.toHours();
  if (!Number.isInteger(hours) || hours < 24 || hours > 90 * 24) {
    throw new InvalidInputError(
      "slo-window",
      `window of an objective must be whole hours from 1d to 90d, got ${window.toPrometheus()}; use Duration.days(30)`,
    );
  }
  return window;
}

/** @throws InvalidInputError for what `createSlo` has not made */
export function requireSlo(what: string, slo: unknown): void {
  if (
    typeOf(slo) !== "an object" ||
    !((slo as { readonly sli?: unknown }).sli instanceof Sli) ||
    !("burnRates" in (slo as object))
  ) {
    throw new InvalidInputError(
      "slo-wrong",
      `${what} must be an objective with all that follows from it, got ${typeOf(slo)}; make it by createSlo`,
    );
  }
}

export function requireName(name: string): void {
  if (!isAlertName(name)) {
    throw new InvalidInputError(
      "slo-name",
      `name of an objective must be upper camel case, because its alerts are named after it, got ${JSON.stringify(name)}; write ${pascalCase(name) || "CheckoutAvailability"}`,
    );
  }
}

export function requireId(id: string): string {
  if (id === "" || id !== slug(id)) {
    throw new InvalidInputError(
      "slo-id",
      `id of an objective must be lower-case words of letters and digits joined by dashes, got ${JSON.stringify(id)}; write ${slug(id) || "checkout-availability"}`,
    );
  }
  return id;
}

/** Prometheus expands templates in the labels and texts of alerts. */
export function requirePlainText(what: string, text: string): void {
  if (text.trim() === "" || text.includes("{{")) {
    throw new InvalidInputError(
      "slo-label",
      `${what} of an objective must be a name without "{{", got ${JSON.stringify(text)}; use a plain name`,
    );
  }
}

const OWN_LABELS: readonly string[] = [
  LABEL.severity,
  LABEL.team,
  LABEL.service,
  LABEL.slo,
  LABEL.burnWindow,
  "alertname",
];

/** Labels that the rules use on the way. */
const INNER_LABELS: readonly string[] = ["le", "part", "period"];

/**
 * @param groupBy labels of the groups
 * @param sli what the groups are made from; the parts of a journey must have the same
 */
export function requireGroups(
  groupBy: readonly string[],
  sli: Sli,
): readonly string[] {
  groupBy.forEach((label, index) => {
    if (
      !isLabelName(label) ||
      OWN_LABELS.includes(label) ||
      INNER_LABELS.includes(label) ||
      groupBy.indexOf(label) !== index
    ) {
      throw new InvalidInputError(
        "slo-group-by",
        `groupBy of an objective must have different names of labels beside those of its own (${[...OWN_LABELS, ...INNER_LABELS].join(", ")}), got ${JSON.stringify(label)}; use a label of the metrics such as tenant`,
      );
    }
  });
  const { measure } = sli.events;
  const other =
    measure.kind === "journey"
      ? measure.parts.find(
          (part) =>
            [...part.groupBy].sort().join() !== [...groupBy].sort().join(),
        )
      : undefined;
  if (other !== undefined) {
    throw new InvalidInputError(
      "slo-group-by",
      `groupBy of a journey must be that of its parts, got [${groupBy.join(", ")}] beside [${other.groupBy.join(", ")}] of "${other.id}"; use the same labels`,
    );
  }
  return groupBy;
}

export function requireFreeLabels(labels: Labels): Labels {
  requireLabels("labels of an objective", labels);
  const own = Object.keys(labels).find((label) => OWN_LABELS.includes(label));
  if (own !== undefined) {
    throw new InvalidInputError(
      "slo-label",
      `labels of an objective must not replace its own label ${own}, got ${JSON.stringify(labels[own])}; use another name`,
    );
  }
  return labels;
}

export function requireMinimum(minimumBadEvents: number): number {
  if (!Number.isSafeInteger(minimumBadEvents) || minimumBadEvents < 1) {
    throw new InvalidInputError(
      "slo-minimum-bad-events",
      `minimumBadEvents must be a whole number of at least 1, got ${shown(minimumBadEvents)}; use 1 to be alerted by a single failure`,
    );
  }
  return minimumBadEvents;
}
