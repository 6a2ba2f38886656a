import { FIRING_ALERTS } from "../../../domain/dashboard/annotations";
import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import type { ComponentName } from "../../../domain/telemetry/component";
import {
  deployedSpecs,
  type DeploymentPlan,
} from "../../../domain/telemetry/plan";
import {
  ALL_DASHBOARDS,
  ANY_IS_BAD,
  MONITORING_TAG,
  UP_OR_DOWN,
  bargauge,
  prometheus,
  stat,
  timeseries,
  anyIsBad,
  fullness,
} from "../panels";
import { componentRow } from "./rows";
import {
  OVERVIEW_QUERY,
  PROMETHEUS_QUERY,
  componentStarts,
  componentsUp,
  memoryOfLimit,
  platformVariables,
  processQueries,
} from "./queries";

/** The platform watches itself: one row for the whole, one for each component that the plan runs. */
export function platformDashboard(plan: DeploymentPlan): Dashboard {
  const components = deployedSpecs(plan).map(({ name }) => name);
  const rows = components.flatMap((name) => componentRow(name, plan) ?? []);
  return {
    uid: "platform-overview",
    title: "Monitoring platform",
    description:
      "Whether the monitoring itself works: what is up, what is late, what is lost, and what is full.",
    tags: [MONITORING_TAG, "platform"],
    folder: "Platform",
    variables: platformVariables(components),
    links: [ALL_DASHBOARDS],
    annotations: [
      FIRING_ALERTS,
      {
        name: "Starts of components",
        expr: componentStarts(components),
        color: "blue",
        valueIsTime: true,
        text: "{{job}} started",
      },
    ],
    rows: [
      overview(plan, components),
      SCRAPES,
      ...rows,
      resources(components, plan.cadvisor.kind === "deployed"),
    ],
  };
}

function overview(
  plan: DeploymentPlan,
  components: readonly ComponentName[],
): DashboardRow {
  return {
    title: "At a glance",
    panels: [
      stat(
        "Components",
        "Whether Prometheus could ask each component in its last scrape.",
        [prometheus(componentsUp(components), "{{job}}")],
        { ...UP_OR_DOWN, width: 24 },
      ),
      stat(
        "Targets down",
        "Scraped targets of any kind that did not answer.",
        [prometheus(OVERVIEW_QUERY.targets)],
        { unit: "none", width: 6, thresholds: ANY_IS_BAD },
      ),
      stat(
        "Firing alerts",
        "Alerts that fire, without Watchdog.",
        [prometheus(OVERVIEW_QUERY.firing)],
        {
          unit: "none",
          width: 6,
          thresholds: [{ value: 1, color: "red" }],
          links: [{ title: "Alerts", target: { dashboardUid: "alerts" } }],
        },
      ),
      ...(plan.prometheus.kind === "deployed"
        ? [
            stat(
              "Failed rule evaluations",
              "Rules that could not be evaluated, in one hour. Their alerts cannot fire.",
              [prometheus(PROMETHEUS_QUERY.evaluationFailures)],
              {
                unit: "none",
                width: 6,
                decimals: 0,
                thresholds: anyIsBad("PrometheusRuleFailures"),
              },
            ),
            stat(
              "Alerts not delivered",
              "Alerts that Prometheus could not hand to Alertmanager, in one hour.",
              [prometheus(PROMETHEUS_QUERY.notificationsDropped)],
              {
                unit: "none",
                width: 6,
                decimals: 0,
                thresholds: anyIsBad("PrometheusNotificationsDropped"),
              },
            ),
          ]
        : []),
    ],
  };
}

const SCRAPES: DashboardRow = {
  title: "Scrapes",
  panels: [
    bargauge(
      "Duration of scrapes",
      "Longest time that a target of a job took to answer in one hour, of the ten slowest jobs. What takes longer than the timeout is lost.",
      [prometheus(OVERVIEW_QUERY.scrapeTime, "{{job}}")],
      { unit: "s", min: 0, width: 12 },
    ),
    bargauge(
      "Samples per scrape",
      "Most samples that the targets of a job sent at once in one hour, of the ten largest jobs. A job that grows has a label with too many values.",
      [prometheus(OVERVIEW_QUERY.samples, "{{job}}")],
      { unit: "short", min: 0, width: 12 },
    ),
  ],
};

function resources(
  components: readonly ComponentName[],
  hasContainers: boolean,
): DashboardRow {
  const queries = processQueries(components);
  return {
    title: "Resources of the components",
    panels: [
      timeseries(
        "Memory",
        "Physical memory of each component.",
        [prometheus(queries.memory, "{{job}}")],
        { unit: "bytes", min: 0 },
      ),
      timeseries(
        "Processor time",
        "Cores that each component uses.",
        [prometheus(queries.cpu, "{{job}}")],
        { unit: "none", min: 0, decimals: 3 },
      ),
      timeseries(
        "Running for",
        "Time since the start of each component; a fall to zero is a restart.",
        [prometheus(queries.age, "{{job}}")],
        { unit: "s", min: 0 },
      ),
      ...(hasContainers
        ? [
            bargauge(
              "Memory of the limit",
              "Memory of each component's container as a share of its limit. At 100 % it is ended and starts again.",
              [prometheus(memoryOfLimit(components), "{{name}}")],
              { ...fullness({ alarm: "ContainerMemoryNearLimit" }), width: 12 },
            ),
          ]
        : []),
    ],
  };
}
