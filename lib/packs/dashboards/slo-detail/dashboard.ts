import type {
  Dashboard,
  DashboardRow,
  PanelThreshold,
} from "../../../domain/dashboard/model";
import type { Slo } from "../../../domain/slo/objective";
import { isAvailable } from "../../../domain/telemetry/plan";
import { Duration } from "../../../domain/units";
import type { StandardContent } from "../../recordings/standard";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  gauge,
  logs,
  loki,
  prometheus,
  stat,
  table,
  timeseries,
  traces,
} from "../panels";
import { OBJECTIVE_VARIABLES } from "../slo-overview/dashboard";
import { BUDGET_COLORS, alertFactors } from "../slo/objective-row";
import { groupVariables } from "../slo/dashboard";
import { alertWindows, groupLabels } from "../slo/queries";
import { paceWindow } from "../slo-overview/queries";
import { detailQueries } from "./queries";

type Queries = ReturnType<typeof detailQueries>;

/** All about one objective, which is chosen at the top: one page however many objectives there are. */
export function sloDetailDashboard(content: StandardContent): Dashboard {
  const { slos } = content;
  const longest = slos
    .map(({ window }) => window)
    .reduce((a, b) => (a.compare(b) > 0 ? a : b), Duration.days(1));
  const groups = groupLabels(slos);
  const queries = detailQueries(longest, paceWindow(slos), groups);
  return {
    uid: "slo-detail",
    title: "SLO detail",
    description:
      "The error budget of one objective: how it was spent day by day, how fast it is being spent now, and what happened meanwhile.",
    tags: [MONITORING_TAG, "slo"],
    folder: "Services",
    range: longest.toPrometheus(),
    variables: [
      ...OBJECTIVE_VARIABLES.map((variable) => ({
        ...variable,
        multi: false,
      })),
      ...groupVariables(slos),
    ],
    links: [
      ALL_DASHBOARDS,
      { title: "All objectives", target: { dashboardUid: "slo-overview" } },
    ],
    annotations: [
      {
        name: "Alerts of the objective",
        expr: queries.firing,
        color: "red",
        text: "{{alertname}}",
      },
    ],
    rows: [
      glance(queries),
      ...(groups.length > 0 ? [groupsRow(queries, groups)] : []),
      burnDownRow(queries),
      burning(queries, slos),
      days(queries),
      ...evidence(queries, content),
    ],
  };
}

const TOP_LINE = { width: 4, height: 5 };

function glance(queries: Queries): DashboardRow {
  return {
    title: "At a glance",
    panels: [
      gauge(
        "Error budget left",
        "What is left of the events that may be bad within the window of the objective. Below zero the objective is broken.",
        [prometheus(queries.budgetLeft)],
        { ...BUDGET_COLORS, ...TOP_LINE, unit: "percentunit", min: 0, max: 1 },
      ),
      stat(
        "Compliance",
        "Share of the events within the window that were good.",
        [prometheus(queries.compliance)],
        { ...TOP_LINE, unit: "percentunit", decimals: 3 },
      ),
      stat(
        "Objective",
        "The share that is promised, and the time over which it is measured.",
        [prometheus(queries.objective)],
        { ...TOP_LINE, unit: "percentunit" },
      ),
      stat(
        "Burn rate now",
        "How many times faster than even the budget is being spent: at 1 it lasts exactly for the window.",
        [prometheus(queries.burnNow)],
        {
          ...TOP_LINE,
          unit: "none",
          decimals: 1,
          thresholds: [
            { value: 1, color: "yellow" },
            { value: 6, color: "red" },
          ],
        },
      ),
      stat(
        "Gone in",
        "When the budget is used up if it goes on like now. Nothing is shown when no event failed.",
        [prometheus(queries.goneIn)],
        { ...TOP_LINE, unit: "s" },
      ),
      stat(
        "Failures left",
        "How many more events may be bad before the objective is broken.",
        [prometheus(queries.failuresLeft)],
        {
          ...TOP_LINE,
          unit: "short",
          decimals: 0,
          baseColor: "red",
          thresholds: [{ value: 1, color: "green" }],
        },
      ),
    ],
  };
}

function groupsRow(queries: Queries, groups: readonly string[]): DashboardRow {
  return {
    title: "Groups",
    panels: [
      timeseries(
        "Error budget left by group",
        "What is left of the budget of each group that is chosen at the top. The numbers above are those of the worst of them.",
        [
          prometheus(
            queries.budgetByGroup,
            groups.map((label) => `{{${label}}}`).join(" "),
          ),
        ],
        { ...BUDGET_COLORS, unit: "percentunit", max: 1, width: 24 },
      ),
    ],
  };
}

function burnDownRow(queries: Queries): DashboardRow {
  return {
    title: "Burn-down",
    panels: [
      timeseries(
        "Error budget from the beginning of the time shown",
        "A full budget less every bad event since the beginning of the time shown, beside one that is spent evenly. Steps are incidents; below the even line the budget ends before the window. Show as much time as the window is long, then it ends at the budget that is left.",
        [
          prometheus(queries.burnDown, "left"),
          prometheus(queries.evenly, "spent evenly"),
        ],
        {
          ...BUDGET_COLORS,
          unit: "percentunit",
          max: 1,
          width: 24,
          height: 10,
        },
      ),
    ],
  };
}

function burning(queries: Queries, slos: readonly Slo[]): DashboardRow {
  const factors = commonFactors(slos);
  const windows = new Map(
    slos
      .flatMap((slo) => alertWindows(slo))
      .map((window) => [window.toPrometheus(), window]),
  );
  return {
    title: "Burn rates",
    panels: [
      timeseries(
        "Burn rate by window",
        "How many times faster than even the budget was spent, in each window of the alerts.",
        [...windows.values()]
          .sort((a, b) => a.compare(b))
          .map((window) =>
            prometheus(queries.burnRate(window), window.toPrometheus()),
          ),
        {
          unit: "none",
          min: 0,
          decimals: 1,
          range: "1d",
          ...(factors.length > 0 && { thresholds: factors }),
        },
      ),
      timeseries(
        "Error ratio",
        "Share of bad events in 5 minutes, beside the share that the objective allows.",
        [
          prometheus(queries.errorRatio, "errors"),
          prometheus(queries.allowed, "allowed"),
        ],
        { unit: "percentunit", min: 0, range: "1d" },
      ),
    ],
  };
}

/** Lines that hold for whichever objective is chosen. */
function commonFactors(slos: readonly Slo[]): readonly PanelThreshold[] {
  const [first = [], ...others] = slos.map((slo) => alertFactors(slo));
  return first.filter((line) =>
    others.every((lines) =>
      lines.some(
        ({ value, color }) => value === line.value && color === line.color,
      ),
    ),
  );
}

function days(queries: Queries): DashboardRow {
  return {
    title: "Days",
    panels: [
      timeseries(
        "Bad events of a day",
        "Share of bad events within the 24 hours before each time, of all groups together, beside the share that the objective allows.",
        [
          prometheus(queries.dayError, "bad"),
          prometheus(queries.allowed, "allowed"),
        ],
        { unit: "percentunit", min: 0 },
      ),
      timeseries(
        "Bad events of an hour",
        "Number of bad events within the hour before each time, of all groups together.",
        [prometheus(queries.hourBad, "bad")],
        { unit: "short", min: 0 },
      ),
      timeseries(
        "All and bad events",
        "Events per second, and those that were bad.",
        [prometheus(queries.total, "all"), prometheus(queries.bad, "bad")],
        { unit: "cps", min: 0, width: 24, range: "1d" },
      ),
    ],
  };
}

function evidence(
  queries: Queries,
  { plan }: StandardContent,
): readonly DashboardRow[] {
  return [
    {
      title: "What happened",
      panels: [
        table(
          "Firing alerts",
          "Alerts of the objective that fire and for how long their condition has held.",
          [prometheus(queries.firingSince, "For", { unit: "s" })],
          {
            height: 5,
            columns: [
              { label: "severity", title: "Severity" },
              { label: "alertname", title: "Alert" },
              { label: "burn_window", title: "Window" },
            ],
          },
        ),
        ...(isAvailable(plan, "loki")
          ? [
              logs(
                "Newest log lines",
                "The newest lines of the service. Open a line for its labels and the link to its trace.",
                [loki(queries.logLines)],
              ),
            ]
          : []),
        ...(isAvailable(plan, "jaeger")
          ? [
              traces(
                "$service",
                "The newest traces in which the service took part.",
              ),
            ]
          : []),
      ],
    },
  ];
}
