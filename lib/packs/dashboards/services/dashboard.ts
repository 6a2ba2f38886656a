import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import type { StandardContent } from "../../recordings/standard";
import { SERVICE_METRIC } from "../../recordings/services";
import { LIMIT } from "../limits";
import { serviceLinks } from "../links";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { BUDGET_COLORS } from "../slo/objective-row";
import { SERVICES_QUERY as Q } from "./queries";

/** All services at a glance, failing ones first; each leads to its own dashboard, log lines and traces. */
export function servicesDashboard(content: StandardContent): Dashboard {
  return {
    uid: "services",
    title: "Service health",
    description:
      "Requests, errors and durations of all services, failing ones first. Click on a value for the service's dashboard, log lines and traces.",
    tags: [MONITORING_TAG, "services"],
    folder: "Services",
    range: "6h",
    variables: [
      {
        kind: "query",
        name: "service",
        label: "Service",
        metric: SERVICE_METRIC.instances,
        of: "service",
        multi: true,
      },
    ],
    links: [ALL_DASHBOARDS],
    rows: [glance(content), each(content), trend(content)],
  };
}

function glance({ slos }: StandardContent): DashboardRow {
  return {
    title: "At a glance",
    panels: [
      stat("Services", "Services that are scraped.", [prometheus(Q.services)], {
        unit: "none",
      }),
      stat(
        "Down",
        "Services of which no instance answers, and those of which some do not.",
        [prometheus(Q.down, "all of it"), prometheus(Q.partlyDown, "in part")],
        { unit: "none", thresholds: [{ value: 1, color: "red" }] },
      ),
      stat(
        "Requests",
        "Requests per second to all services.",
        [prometheus(Q.requests)],
        { unit: "reqps" },
      ),
      stat(
        "Errors",
        "Share of all requests that failed by fault of a service.",
        [prometheus(Q.errorRatio)],
        { unit: "percentunit", decimals: 2, thresholds: LIMIT.errorRatio },
      ),
      stat(
        "Firing alerts",
        "Alerts of services that fire.",
        [prometheus(Q.firing)],
        { unit: "none", thresholds: [{ value: 1, color: "red" }] },
      ),
      ...(slos.length > 0
        ? [
            stat(
              "Broken objectives",
              "Objectives whose error budget is used up.",
              [prometheus(Q.brokenObjectives)],
              { unit: "none", thresholds: [{ value: 1, color: "red" }] },
            ),
          ]
        : []),
    ],
  };
}

function each({ plan, slos, services }: StandardContent): DashboardRow {
  return {
    title: "Each service",
    panels: [
      table(
        "All services",
        "Each service, failing most first: failed requests, requests, the time within which 95 % are answered, instances that answer, alerts, and the smallest error budget left.",
        [
          prometheus(Q.errorRatioEach, "Errors", {
            unit: "percentunit",
            thresholds: LIMIT.errorRatio,
          }),
          prometheus(Q.requestsEach, "Requests", { unit: "reqps" }),
          prometheus(Q.p95Each, "Duration, 95 %", {
            unit: "s",
            thresholds: LIMIT.latency,
          }),
          prometheus(Q.upEach, "Instances up", {
            unit: "percentunit",
            baseColor: "red",
            thresholds: [
              { value: 0.000001, color: "orange" },
              { value: 1, color: "green" },
            ],
          }),
          prometheus(Q.alertsEach, "Alerts", {
            unit: "none",
            thresholds: [{ value: 1, color: "red" }],
          }),
          ...(slos.length > 0
            ? [
                prometheus(Q.budgetEach, "Budget left", {
                  unit: "percentunit",
                  ...BUDGET_COLORS,
                }),
              ]
            : []),
        ],
        {
          height: Math.min(Math.max(services.length + 3, 6), 18),
          columns: [{ label: "service", title: "Service" }],
          dataLinks: serviceLinks(plan),
        },
      ),
    ],
  };
}

function trend({ plan }: StandardContent): DashboardRow {
  const dataLinks = serviceLinks(plan);
  return {
    title: "Over time",
    panels: [
      timeseries(
        "Requests",
        "Requests per second, of the ten services that have most now.",
        [prometheus(Q.mostRequests, "{{service}}")],
        { unit: "reqps", min: 0, dataLinks },
      ),
      timeseries(
        "Errors",
        "Share of the requests that failed, of the ten services where it is greatest now.",
        [prometheus(Q.mostErrors, "{{service}}")],
        {
          unit: "percentunit",
          min: 0,
          thresholds: LIMIT.errorRatio,
          dataLinks,
        },
      ),
      timeseries(
        "Duration, 95 %",
        "Time within which 95 % of the requests are answered, of the ten services that are slowest now.",
        [prometheus(Q.slowest, "{{service}}")],
        { unit: "s", min: 0, thresholds: LIMIT.latency, dataLinks },
      ),
      timeseries(
        "Instances",
        "Instances of all services that answer, and those that do not.",
        [prometheus(Q.instances, "up"), prometheus(Q.instancesDown, "down")],
        { unit: "none", min: 0, stacked: true },
      ),
    ],
  };
}
