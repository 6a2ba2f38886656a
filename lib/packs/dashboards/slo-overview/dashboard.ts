import type {
  Dashboard,
  DashboardVariable,
} from "../../../domain/dashboard/model";
import { SLO_METRIC } from "../../../domain/slo/metrics";
import type { StandardContent } from "../../recordings/standard";
import { OBJECTIVE_LINK, serviceLinks } from "../links";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { BUDGET_COLORS } from "../slo/objective-row";
import { groupLabels } from "../slo/queries";
import { overviewQueries, paceWindow } from "./queries";

/** The choice of objectives that the pages about them share. */
export const OBJECTIVE_VARIABLES: readonly DashboardVariable[] = [
  {
    kind: "query",
    name: "service",
    label: "Service",
    metric: SLO_METRIC.objective,
    of: "service",
    multi: true,
  },
  {
    kind: "query",
    name: "slo",
    label: "Objective",
    metric: SLO_METRIC.objective,
    of: "slo",
    multi: true,
  },
];

const ANY_IS_RED = [{ value: 1, color: "red" }] as const;

/** All objectives in one table, that with the least budget first. */
export function sloOverviewDashboard({
  plan,
  slos,
}: StandardContent): Dashboard {
  const pace = paceWindow(slos);
  const Q = overviewQueries(pace);
  return {
    uid: "slo-overview",
    title: "SLO overview",
    description:
      "All service level objectives, those with the least error budget first. Click on a value for all about the objective.",
    tags: [MONITORING_TAG, "slo"],
    folder: "Services",
    range: "7d",
    variables: OBJECTIVE_VARIABLES,
    links: [ALL_DASHBOARDS],
    rows: [
      {
        title: "At a glance",
        panels: [
          stat(
            "Objectives",
            "Objectives that are measured.",
            [prometheus(Q.count)],
            { unit: "none" },
          ),
          stat(
            "Broken",
            "Objectives whose error budget is used up.",
            [prometheus(Q.broken)],
            { unit: "none", thresholds: ANY_IS_RED },
          ),
          stat(
            "Below half",
            "Objectives with less than half of their error budget left.",
            [prometheus(Q.halfSpent)],
            { unit: "none", thresholds: [{ value: 1, color: "yellow" }] },
          ),
          stat(
            "Burning",
            "Objectives whose budget would not last for the window at the pace of now.",
            [prometheus(Q.burning)],
            { unit: "none", thresholds: [{ value: 1, color: "orange" }] },
          ),
          stat(
            "Firing alerts",
            "Alerts of these objectives that fire.",
            [prometheus(Q.firing)],
            { unit: "none", thresholds: ANY_IS_RED },
          ),
          stat(
            "Not measured",
            "Objectives without events in the last minutes: no traffic, or metrics that are missing.",
            [prometheus(Q.unmeasured)],
            { unit: "none", thresholds: [{ value: 1, color: "yellow" }] },
          ),
        ],
      },
      {
        title: "Objectives",
        panels: [
          table(
            "All objectives",
            "What is left of each error budget, what was kept, what is promised, how many times faster than even the budget is being spent, and when it is gone if it goes on like that. Of an objective with groups, the worst of them.",
            [
              prometheus(Q.budgetLeft, "Budget left", BUDGET_COLORS),
              prometheus(Q.compliance, "Compliance"),
              prometheus(Q.objective, "Objective"),
              prometheus(Q.burnNow, "Burn rate now", BURN),
              prometheus(Q.burnPace, `Burn rate, ${pace.toPrometheus()}`, BURN),
              prometheus(Q.goneIn, "Gone in", { unit: "s" }),
            ],
            {
              unit: "percentunit",
              decimals: 2,
              height: Math.min(Math.max(slos.length + 3, 6), 20),
              columns: [
                { label: "service", title: "Service" },
                { label: "slo", title: "Objective id" },
              ],
              dataLinks: [OBJECTIVE_LINK, ...serviceLinks(plan)],
            },
          ),
          table(
            "Firing alerts",
            "Alerts of these objectives that fire and for how long their condition has held.",
            [prometheus(Q.firingSince, "For", { unit: "s" })],
            {
              height: 6,
              columns: [
                { label: "severity", title: "Severity" },
                { label: "alertname", title: "Alert" },
                { label: "service", title: "Service" },
                { label: "slo", title: "Objective id" },
                { label: "burn_window", title: "Window" },
              ],
              dataLinks: [OBJECTIVE_LINK],
            },
          ),
        ],
      },
      {
        title: "Over time",
        panels: [
          timeseries(
            "Least budget left",
            "The error budget left of the ten objectives, or groups of them, with the least. Where it falls, it was spent.",
            [
              prometheus(
                Q.leastLeft,
                `{{service}}: {{slo}}${groupLabels(slos)
                  .map((label) => ` {{${label}}}`)
                  .join("")}`,
              ),
            ],
            {
              unit: "percentunit",
              max: 1,
              width: 24,
              height: 9,
              ...BUDGET_COLORS,
              dataLinks: [OBJECTIVE_LINK],
            },
          ),
        ],
      },
    ],
  };
}

/** Above 1 the budget does not last for the window. */
const BURN = {
  unit: "none",
  baseColor: "green",
  thresholds: [
    { value: 1, color: "yellow" },
    { value: 6, color: "red" },
  ],
} as const;
