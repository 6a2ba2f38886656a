import type { AnomalyBand } from "../../../domain/anomaly/band";
import { quoteLabelValue } from "../../../domain/promql/expr";
import type { Rule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { businessDashboardUid } from "../../dashboards/business/uid";
import { packAlerts, type AlertPriority } from "../priority";
import { businessBands, type BusinessNumber } from "./bands";
import {
  businessSettings,
  type BusinessAlertOptions,
  type BusinessSettings,
} from "./options";

/** A lull is over by then, and a deployment too. */
const FOR = Duration.minutes(10);

/**
 * Alerts about the business of a service: orders, cancellations, revenue, sign-ups, conversion, people and stock, each
 * against the same hour of earlier weeks, and only those whose metrics are named. Silent until two weeks are known.
 *
 * @throws InvalidInputError for options that are unknown or out of range, and without any metric
 */
export function businessAlerts(
  options: BusinessAlertOptions,
): readonly RuleGroup[] {
  const settings = businessSettings(options);
  const bands = businessBands(settings);
  const rules = alertTexts(settings).flatMap((text) => {
    const band = bands[text.number];
    return band === undefined ? [] : alertOf(settings, band, text);
  });
  return [
    { name: `business-${settings.service}`, engine: "prometheus", rules },
  ];
}

interface AlertText {
  readonly number: BusinessNumber;
  readonly alert: string;
  readonly priority: AlertPriority;
  readonly summary: string;
  readonly description: string;
}

function alertOf(
  { service, team, runbookUrl }: BusinessSettings,
  band: AnomalyBand,
  { alert, priority, summary, description }: AlertText,
): readonly Rule[] {
  const make = packAlerts({
    service,
    team,
    runbookUrl,
    dashboardUid: businessDashboardUid(service),
  });
  // Nobody is woken twice when orders are missing because the service fails.
  const alone =
    priority === "P2"
      ? ` unless on () ALERTS{alertstate="firing",severity="critical",service=${quoteLabelValue(service)},alertname!="${alert}"}`
      : "";
  return [
    ...band.recordings,
    make(priority, {
      alert,
      expr: `${band.expr}${alone}`,
      for: FOR,
      summary,
      description,
    }),
  ];
}

function alertTexts({
  service,
  metrics,
  limits,
}: BusinessSettings): readonly AlertText[] {
  const least = (tolerance: number): string =>
    `less than ${percent(1 - tolerance)} of what is usual at this hour of the week`;
  const from = `Compared where more than ${limits.minimumEvents} are usual.`;
  const amount = "{{ $value | humanize }}";
  const share = "{{ $value | humanizePercentage }}";
  return [
    {
      number: "orders",
      alert: "BusinessOrdersLow",
      priority: "P2",
      summary: `Far fewer orders than usual reach ${service}.`,
      description: `${amount} orders within 30 minutes, ${least(limits.ordersTolerance)}, and nothing else of ${service} pages. ${from}`,
    },
    {
      number: "cancellations",
      alert: "BusinessCancellationsHigh",
      priority: "P3",
      summary: `More orders of ${service} than usual are cancelled.`,
      description: `${share} of the orders within 30 minutes are cancelled, ${percent(limits.cancellationsTolerance)} more than usual at this hour of the week and more than ${percent(limits.cancellationsRatio)}.`,
    },
    {
      number: "revenue",
      alert: "BusinessRevenueLow",
      priority: "P3",
      summary: `${service} earns far less than usual.`,
      description: `The orders within 30 minutes are worth ${amount}, ${least(limits.revenueTolerance)}.${metrics.orders === undefined ? "" : ` Compared where there are more than ${limits.revenueMinimumOrders}.`}`,
    },
    {
      number: "sign_ups",
      alert: "BusinessSignUpsLow",
      priority: "P3",
      summary: `Far fewer people than usual open an account at ${service}.`,
      description: `${amount} accounts opened within 30 minutes, ${least(limits.signUpsTolerance)}. ${from}`,
    },
    {
      number: "conversion",
      alert: "BusinessConversionLow",
      priority: "P3",
      summary: `Fewer visits to ${service} than usual end in an order.`,
      description: `${share} of the visits within 30 minutes end in an order, ${least(limits.conversionTolerance)}.`,
    },
    {
      number: "active_users",
      alert: "BusinessActiveUsersLow",
      priority: "P3",
      summary: `Far fewer people than usual use ${service}.`,
      description: `${amount} people are active, ${least(limits.activeUsersTolerance)}. ${from}`,
    },
    {
      number: "stock",
      alert: "BusinessStockLow",
      priority: "P3",
      summary: `${service} has far less to sell than usual.`,
      description: `${amount} items are in stock, ${least(limits.stockTolerance)}.`,
    },
  ];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
