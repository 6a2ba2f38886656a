import type { Dashboard } from "../../../domain/dashboard/model";
import type { StandardContent } from "../../recordings/standard";
import { OBJECTIVE_LINK } from "../links";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { OBJECTIVE_VARIABLES } from "../slo-overview/dashboard";
import { POLICY, SLA_QUERY as Q } from "./queries";

const NAMES = [
  { label: "service", title: "Service" },
  { label: "slo", title: "Objective" },
];

/** What was promised and what was kept in a month, on one sheet that can be printed. */
export function slaReportDashboard({ slos }: StandardContent): Dashboard {
  const height = Math.min(Math.max(slos.length + 3, 5), 40);
  return {
    uid: "sla-report",
    title: "SLA report",
    description:
      "What was promised and what was kept in the time shown: compliance, days with violations and the state of each error budget.",
    tags: [MONITORING_TAG, "slo"],
    folder: "Services",
    range: "30d",
    variables: OBJECTIVE_VARIABLES,
    links: [
      ALL_DASHBOARDS,
      { title: "All objectives", target: { dashboardUid: "slo-overview" } },
    ],
    annotations: [],
    rows: [
      {
        title: "Summary",
        panels: [
          {
            kind: "text",
            title: "How to read this report",
            description: "What the numbers below hold for.",
            queries: [],
            height: 3,
            text: "Everything holds for the time chosen above; choose **Previous month** for the report of a month, and print it from the browser. Days are those of UTC. A promise is broken when more than its allowed share of events was bad.",
          },
          stat(
            "Kept",
            "Objectives that were kept in the time shown.",
            [prometheus(Q.kept)],
            { unit: "none", width: 6 },
          ),
          stat(
            "Broken",
            "Objectives that were broken in the time shown.",
            [prometheus(Q.broken)],
            {
              unit: "none",
              width: 6,
              thresholds: [{ value: 1, color: "red" }],
            },
          ),
          stat(
            "Days with violations",
            "Days on which an objective would have been broken had the day been all, added up over the objectives.",
            [prometheus(Q.brokenDays)],
            {
              unit: "none",
              width: 6,
              thresholds: [{ value: 1, color: "yellow" }],
            },
          ),
          stat(
            "Lowest compliance",
            "Share of good events of the objective where it was lowest.",
            [prometheus(Q.worst)],
            { unit: "percentunit", decimals: 3, width: 6 },
          ),
        ],
      },
      {
        title: "Compliance",
        panels: [
          table(
            "Promised and kept",
            "Each objective, the worst first: the share of the allowed bad events that happened, above 100 % the promise was broken; what was kept and promised; and the worst day.",
            [
              prometheus(Q.used, "Budget used", {
                thresholds: [
                  { value: POLICY.ticket, color: "yellow" },
                  { value: POLICY.freeze, color: "orange" },
                  { value: POLICY.broken, color: "red" },
                ],
              }),
              prometheus(Q.compliance, "Kept"),
              prometheus(Q.objective, "Promised"),
              prometheus(Q.worstDay, "Worst day"),
            ],
            {
              unit: "percentunit",
              decimals: 3,
              height,
              columns: NAMES,
              dataLinks: [OBJECTIVE_LINK],
            },
          ),
        ],
      },
      {
        title: "Error budget policy and days",
        panels: [
          table(
            "State of each budget",
            "What follows from the share of the budget that is used: from 50 % on a ticket to make the service more reliable, from 90 % on no releases but repairs.",
            [prometheus(Q.policy, "State")],
            {
              unit: "none",
              width: 10,
              height: Math.max(height, 8),
              columns: NAMES,
              valueTexts: [
                { value: 0, text: "free to release", color: "green" },
                { value: 1, text: "half used: ticket", color: "yellow" },
                { value: 2, text: "freeze", color: "orange" },
                { value: 3, text: "broken", color: "red" },
              ],
            },
          ),
          table(
            "Events and days",
            "All and bad events of each objective, the days on which it would have been broken had the day been all, and the days that were measured.",
            [
              prometheus(Q.daysBroken, "Days with violations", {
                thresholds: [{ value: 1, color: "yellow" }],
              }),
              prometheus(Q.daysMeasured, "Days measured"),
              prometheus(Q.events, "Events"),
              prometheus(Q.bad, "Bad events"),
            ],
            {
              unit: "locale",
              decimals: 0,
              width: 14,
              height: Math.max(height, 8),
              columns: NAMES,
              dataLinks: [OBJECTIVE_LINK],
            },
          ),
          timeseries(
            "Compliance by day",
            "Share of good events within the 24 hours before each time.",
            [
              prometheus(Q.daily, "{{service}}: {{slo}}", {
                // A day changes little within a quarter of it, and a month of many objectives is long.
                interval: "6h",
              }),
            ],
            {
              unit: "percentunit",
              max: 1,
              width: 24,
              dataLinks: [OBJECTIVE_LINK],
            },
          ),
        ],
      },
    ],
  };
}
