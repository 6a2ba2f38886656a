import type {
  Dashboard,
  DashboardRow,
  DashboardVariable,
} from "../../../domain/dashboard/model";
import { LABEL } from "../../../domain/names";
import { quoteLabelValue } from "../../../domain/promql/expr";
import { SLO_METRIC } from "../../../domain/slo/metrics";
import type { Slo } from "../../../domain/slo/objective";
import {
  isAvailable,
  type DeploymentPlan,
} from "../../../domain/telemetry/plan";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  logs,
  loki,
  prometheus,
  stat,
  table,
  traces,
} from "../panels";
import { BUDGET_COLORS, objectiveRow } from "./objective-row";
import { groupLabels, summaryQueries } from "./queries";

/** With more objectives than this only the table of all of them is shown: a page of hundreds of graphs helps nobody. */
const MOST_IN_DETAIL = 40;

/** So many rows are open at first. */
const OPEN_AT_FIRST = 4;

export interface SloDashboardOptions {
  /** At most 40 letters, digits, "-" and "_". */
  readonly uid: string;
  readonly title: string;
  /** The objectives, in the order in which they are shown. */
  readonly slos: readonly Slo[];
  /** Log lines and traces are shown if the plan has what holds them. */
  readonly plan: DeploymentPlan;
}

/** All objectives at a glance, then budget, burn rates, errors and events of each, then logs and traces of the services. */
export function sloDashboard(options: SloDashboardOptions): Dashboard {
  const { uid, title, slos, plan } = options;
  const common = {
    uid,
    title,
    description:
      "Service level objectives: how much of each error budget is left, and how fast it is being spent.",
    tags: [MONITORING_TAG, "slo"],
    folder: "Services",
    variables: groupVariables(slos),
    links: [ALL_DASHBOARDS],
  };
  if (slos.length === 0) {
    return { ...common, rows: [NO_OBJECTIVES], annotations: [] };
  }
  const services = [...new Set(slos.map(({ service }) => service))];
  const isDetailed = slos.length <= MOST_IN_DETAIL;
  return {
    ...common,
    annotations: [
      {
        name: "Alerts of objectives",
        expr: summaryQueries(slos).firing,
        color: "red",
        text: "{{alertname}}",
      },
    ],
    rows: [
      summaryRow(slos),
      ...(isDetailed
        ? [
            ...slos.map((slo, index) =>
              objectiveRow(slo, index >= OPEN_AT_FIRST),
            ),
            ...services.flatMap((service) => evidenceRow(service, plan)),
          ]
        : []),
    ],
  };
}

/** A choice for each label that tells groups apart; all are chosen at first. */
export function groupVariables(
  slos: readonly Slo[],
): readonly DashboardVariable[] {
  return groupLabels(slos).map((label) => ({
    kind: "query",
    name: label,
    label,
    metric: SLO_METRIC.total,
    of: label,
    multi: true,
  }));
}

const NO_OBJECTIVES: DashboardRow = {
  title: "All objectives",
  panels: [
    {
      kind: "text",
      title: "No objectives",
      description: "",
      text: "No objectives are declared for these services.",
      queries: [],
    },
  ],
};

function summaryRow(slos: readonly Slo[]): DashboardRow {
  const queries = summaryQueries(slos);
  const height = Math.min(Math.max(3 + slos.length, 5), 14);
  return {
    title: "All objectives",
    panels: [
      table(
        "Objectives",
        "Each objective: what is promised, what was kept, what is left of the error budget, and how many times faster than even it is being spent now.",
        [
          prometheus(queries.objective, "Objective"),
          prometheus(queries.compliance, "Compliance"),
          prometheus(queries.budgetRemaining, "Budget left", BUDGET_COLORS),
          prometheus(queries.burnRate, "Burn rate now", {
            unit: "none",
            baseColor: "green",
            thresholds: [
              { value: 1, color: "yellow" },
              { value: 6, color: "red" },
            ],
          }),
          prometheus(queries.total, "Events per second", { unit: "cps" }),
        ],
        {
          unit: "percentunit",
          width: 18,
          height,
          columns: [
            { label: "service", title: "Service" },
            { label: "slo", title: "SLO" },
          ],
        },
      ),
      stat(
        "Now",
        "Objectives whose budget is used up, those with less than half of it left, and their alerts that fire.",
        [
          prometheus(queries.broken, "broken"),
          prometheus(queries.halfSpent, "below half"),
          prometheus(queries.firingCount, "alerts"),
        ],
        {
          unit: "none",
          width: 6,
          height,
          thresholds: [{ value: 1, color: "red" }],
        },
      ),
      table(
        "Firing alerts",
        "Alerts of these objectives that fire and for how long their condition has held. Watchdog always fires.",
        [prometheus(queries.firingSince, "For", { unit: "s" })],
        {
          height: 5,
          columns: [
            { label: "severity", title: "Severity" },
            { label: "alertname", title: "Alert" },
            { label: "service", title: "Service" },
            { label: "slo", title: "SLO" },
            { label: "burn_window", title: "Window" },
          ],
        },
      ),
    ],
  };
}

function evidenceRow(
  service: string,
  plan: DeploymentPlan,
): readonly DashboardRow[] {
  const panels = [
    ...(isAvailable(plan, "loki")
      ? [
          logs(
            "Newest log lines",
            "The newest lines of the service. Open a line for its labels and the link to its trace.",
            [loki(`{${LABEL.service}=${quoteLabelValue(service)}}`)],
          ),
        ]
      : []),
    ...(isAvailable(plan, "jaeger")
      ? [traces(service, "The newest traces in which the service took part.")]
      : []),
  ];
  return panels.length === 0
    ? []
    : [{ title: `${service}: logs and traces`, collapsed: true, panels }];
}
