import type {
  Dashboard,
  DashboardLink,
  DashboardRow,
  Panel,
} from "../../../domain/dashboard/model";
import { isAvailable } from "../../../domain/telemetry/plan";
import {
  hasServiceMetrics,
  type StandardContent,
} from "../../recordings/standard";
import { LIMIT } from "../limits";
import { choiceOf } from "../choice";
import { OBJECTIVE_LINK, serviceLinks } from "../links";
import { withoutLogAlerts } from "../log-alerts";
import { MONITORING_TAG, bargauge, prometheus, stat, table } from "../panels";
import { BUDGET_COLORS } from "../slo/objective-row";
import { ON_CALL_QUERY as Q } from "./queries";

/** A phone shows panels below each other, whatever their width; a full line each looks the same there and on a screen. */
const BIG = { width: 24, height: 4 } as const;

/** What burns now, and where to look next: one column of few and large panels, for a phone at night. */
export function onCallDashboard(content: StandardContent): Dashboard {
  const { plan, slos } = content;
  const services = hasServiceMetrics(content);
  return {
    uid: "on-call",
    title: "On-call",
    description: `What burns now and where to look next, in one column that fits a phone.${withoutLogAlerts(plan)}`,
    tags: [MONITORING_TAG, "alerts"],
    folder: "Services",
    range: "1h",
    variables: [choiceOf("service", "Service", "ALERTS")],
    links: nextLinks(content),
    rows: [
      NOW,
      ...(services ? [servicesRow(serviceLinks(plan))] : []),
      ...(slos.length > 0 ? [BUDGETS] : []),
    ],
  };
}

const firing = (severity: string, color: "red" | "orange"): Panel =>
  stat(
    `Firing: ${severity}`,
    `Alerts of severity "${severity}" that fire.`,
    [prometheus(Q.firing(severity))],
    { ...BIG, unit: "none", thresholds: [{ value: 1, color }] },
  );

const NOW: DashboardRow = {
  title: "Now",
  panels: [
    firing("critical", "red"),
    firing("warning", "orange"),
    table(
      "What fires",
      "Urgent alerts that fire and for how long their condition has held, the oldest first: it is often the cause of the others.",
      [prometheus(Q.firingSince, "For", { unit: "s" })],
      {
        height: 8,
        columns: [
          { label: "alertname", title: "Alert" },
          { label: "service", title: "Service" },
        ],
      },
    ),
    stat(
      "Targets down",
      "Targets that do not answer the scrapes.",
      [prometheus(Q.targetsDown)],
      { ...BIG, unit: "none", thresholds: [{ value: 1, color: "red" }] },
    ),
  ],
};

function servicesRow(dataLinks: readonly DashboardLink[]): DashboardRow {
  return {
    title: "Services",
    panels: [
      stat(
        "Services down",
        "Services of which no instance answers.",
        [prometheus(Q.servicesDown)],
        { ...BIG, unit: "none", thresholds: [{ value: 1, color: "red" }] },
      ),
      bargauge(
        "Most errors",
        "Share of failed requests of the five services where it is greatest; nothing when none failed.",
        [prometheus(Q.worstErrors, "{{service}}")],
        {
          width: 24,
          height: 6,
          unit: "percentunit",
          decimals: 2,
          min: 0,
          thresholds: LIMIT.errorRatio,
          dataLinks,
        },
      ),
      bargauge(
        "Slowest, 95 %",
        "Time within which 95 % of the requests are answered, of the five slowest services.",
        [prometheus(Q.slowest, "{{service}}")],
        {
          width: 24,
          height: 6,
          unit: "s",
          min: 0,
          thresholds: LIMIT.latency,
          dataLinks,
        },
      ),
    ],
  };
}

const BUDGETS: DashboardRow = {
  title: "Objectives",
  panels: [
    bargauge(
      "Least error budget left",
      "The five objectives with the least of their error budget left; below 0 they are broken.",
      [prometheus(Q.leastBudget, "{{slo}}")],
      {
        width: 24,
        height: 7,
        unit: "percentunit",
        decimals: 0,
        min: 0,
        max: 1,
        ...BUDGET_COLORS,
        dataLinks: [OBJECTIVE_LINK],
      },
    ),
  ],
};

/** Few, since they fill the first line of a phone. */
function nextLinks({ plan, slos }: StandardContent): readonly DashboardLink[] {
  const to = (title: string, dashboardUid: string): DashboardLink => ({
    title,
    target: { dashboardUid },
  });
  return [
    to("Alerts", "alerts"),
    ...(isAvailable(plan, "loki") ? [to("Logs", "logs")] : []),
    ...(slos.length > 0 ? [to("Objectives", "slo-overview")] : []),
    ...(plan["node-exporter"].kind === "deployed" ||
    plan.cadvisor.kind === "deployed"
      ? [to("Infrastructure", "infrastructure")]
      : []),
  ];
}
