import {
  DEPLOYMENTS,
  FIRING_ALERTS,
} from "../../../domain/dashboard/annotations";
import type { Dashboard } from "../../../domain/dashboard/model";
import { RELEASE_METRIC } from "../../alerts/release/recordings";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { RELEASE_QUERIES as Q } from "./queries";

/** Which versions run, when they came and what they changed. It reads what `releaseAlerts` records. */
export function releasesDashboard(): Dashboard {
  return {
    uid: "releases",
    title: "Deployments & releases",
    description:
      "Which versions of the services run, when they were deployed and what that changed.",
    tags: [MONITORING_TAG, "releases"],
    folder: "Services",
    range: "24h",
    variables: [
      {
        kind: "query",
        name: "service",
        label: "Service",
        metric: RELEASE_METRIC.instances,
        of: "service",
        multi: true,
      },
    ],
    links: [ALL_DASHBOARDS],
    annotations: [FIRING_ALERTS, DEPLOYMENTS],
    rows: [
      {
        title: "At a glance",
        panels: [
          stat(
            "Since the last one",
            "Time since the last deployment of any of the services.",
            [prometheus(Q.sinceLast)],
            { unit: "s" },
          ),
          stat(
            "Within a day",
            "Deployments within the last 24 hours.",
            [prometheus(Q.lastDay)],
            { unit: "none", decimals: 0 },
          ),
          stat(
            "Within a week",
            "Deployments within the last 7 days.",
            [prometheus(Q.lastWeek)],
            { unit: "none", decimals: 0 },
          ),
          stat(
            "Taken back",
            "Deployments of a version that had run before, within the last 7 days.",
            [prometheus(Q.takenBack)],
            {
              unit: "none",
              decimals: 0,
              thresholds: [{ value: 1, color: "orange" }],
            },
          ),
          stat(
            "In several versions",
            "Services of which more than one version runs now.",
            [prometheus(Q.mixed)],
            {
              unit: "none",
              decimals: 0,
              thresholds: [{ value: 1, color: "yellow" }],
            },
          ),
        ],
      },
      {
        title: "Versions",
        panels: [
          table(
            "What runs",
            "Versions that run, on how many instances, and the time since the deployment of the newest.",
            [
              prometheus(Q.running, "Instances"),
              prometheus(Q.age, "Deployed for", { unit: "s" }),
            ],
            {
              unit: "none",
              width: 12,
              columns: [
                { label: "service", title: "Service" },
                { label: "version", title: "Version" },
              ],
            },
          ),
          timeseries(
            "Instances by version",
            "How one version replaces another.",
            [prometheus(Q.instances, "{{service}} {{version}}")],
            { unit: "none", min: 0, stacked: true },
          ),
          timeseries(
            "Deployments within a day",
            "Deployments of the 24 hours before each time.",
            [prometheus(Q.perDay, "{{service}}")],
            { unit: "none", min: 0, decimals: 0, width: 24, range: "7d" },
          ),
        ],
      },
      {
        title: "Before and after",
        panels: [
          timeseries(
            "Failed requests",
            "Share of the requests that fail, beside that of the hour before the last deployment.",
            [
              prometheus(Q.errors, "{{job}} now"),
              prometheus(Q.errorsBefore, "{{service}} before"),
            ],
            { unit: "percentunit", min: 0 },
          ),
          timeseries(
            "Duration, 95 %",
            "Time within which 95 % of the requests are answered, beside that of the hour before the last deployment.",
            [
              prometheus(Q.latency, "{{job}} now"),
              prometheus(Q.latencyBefore, "{{service}} before"),
            ],
            { unit: "s", min: 0 },
          ),
        ],
      },
    ],
  };
}
