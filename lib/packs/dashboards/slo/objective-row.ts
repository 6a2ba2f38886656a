import type {
  DashboardRow,
  PanelThreshold,
} from "../../../domain/dashboard/model";
import { percentText } from "../../../domain/slo/decimal";
import type { Slo } from "../../../domain/slo/objective";
import { periodText } from "../../../domain/slo/period";
import { gauge, prometheus, stat, timeseries } from "../panels";
import { objectiveQueries } from "./queries";

/** Half of the budget gone is a warning, all of it an alarm. */
export const BUDGET_COLORS: {
  readonly baseColor: "red";
  readonly thresholds: readonly PanelThreshold[];
} = {
  baseColor: "red",
  thresholds: [
    { value: 0, color: "orange" },
    { value: 0.5, color: "green" },
  ],
};

/** A gauge and four numbers beside each other. */
const TOP_LINE = { width: 5, height: 5 };

/** All about one objective. */
export function objectiveRow(slo: Slo, collapsed: boolean): DashboardRow {
  const queries = objectiveQueries(slo);
  const days = periodText(slo);
  const { unit, badVerb } = slo.sli.events;
  const goal = percentText(slo.objective);
  const factors = alertFactors(slo);
  return {
    title: `${slo.service}: ${slo.name}, ${goal} in ${days}`,
    collapsed,
    panels: [
      gauge(
        "Error budget left",
        `What is left of the ${percentText(slo.errorBudget)} of the ${unit} that may be bad in ${days}. Below zero the objective is broken.`,
        [prometheus(queries.budgetRemaining)],
        {
          ...BUDGET_COLORS,
          unit: "percentunit",
          min: 0,
          max: 1,
          ...TOP_LINE,
          width: 4,
        },
      ),
      stat(
        `Compliance in ${days}`,
        `Share of the ${unit} of the last ${days} that were good. The objective is ${goal}.`,
        [prometheus(queries.compliance)],
        {
          ...TOP_LINE,
          unit: "percentunit",
          decimals: 3,
          baseColor: "red",
          thresholds: [{ value: slo.objective, color: "green" }],
        },
      ),
      stat(
        "Objective",
        "The share that is promised.",
        [prometheus(queries.objective)],
        { ...TOP_LINE, unit: "percentunit" },
      ),
      stat(
        "Burn rate now",
        "How many times faster than even the budget is being spent: at 1 it lasts exactly for the window.",
        [prometheus(queries.burnRateNow)],
        { ...TOP_LINE, unit: "none", decimals: 1, thresholds: factors },
      ),
      stat(
        "Failures left",
        `How many more ${unit} may be bad before the objective is broken.`,
        [prometheus(queries.failuresLeft)],
        {
          ...TOP_LINE,
          unit: "short",
          decimals: 0,
          baseColor: "red",
          thresholds: [{ value: 1, color: "green" }],
        },
      ),
      timeseries(
        "Burn rate by window",
        `Burn rate in each window of the alerts, which fire when both windows of a pair are above their line: ${pairsOf(slo)}.`,
        queries.burnRates.map(({ window, expr }) => prometheus(expr, window)),
        { unit: "none", min: 0, decimals: 1, thresholds: factors },
      ),
      timeseries(
        "Error ratio",
        `Share of the ${unit} that ${badVerb}, in 5 minutes, beside the share that the objective allows.`,
        [
          prometheus(queries.errorRatio, "errors"),
          prometheus(queries.allowed, "allowed"),
        ],
        { unit: "percentunit", min: 0 },
      ),
      timeseries(
        "All and bad events",
        `The ${unit} per second, and those among them that ${badVerb}.`,
        [prometheus(queries.total, "all"), prometheus(queries.bad, "bad")],
        { unit: unit === "requests" ? "reqps" : "cps", min: 0 },
      ),
      timeseries(
        `Budget in ${days}`,
        `A full error budget less every bad event of the last ${days}, beside one that is spent evenly. Steps are incidents; the line ends at the budget that is left.`,
        [
          prometheus(queries.burnDown, "left"),
          prometheus(queries.evenly, "spent evenly"),
        ],
        {
          ...BUDGET_COLORS,
          unit: "percentunit",
          max: 1,
          range: slo.window.toPrometheus(),
        },
      ),
      ...(slo.groupBy.length === 0
        ? []
        : [
            timeseries(
              "Budget left by group",
              `What is left of the budget of each ${slo.groupBy.join(" and ")} that is chosen. Below zero the objective is broken for it.`,
              [
                prometheus(
                  queries.budgetByGroup,
                  slo.groupBy.map((label) => `{{${label}}}`).join(" "),
                ),
              ],
              { ...BUDGET_COLORS, unit: "percentunit", max: 1, width: 24 },
            ),
          ]),
    ],
  };
}

/** The factors of the alerts as lines: red pages somebody, orange becomes a ticket. */
export function alertFactors({ burnRates }: Slo): readonly PanelThreshold[] {
  const bySize = new Map<number, PanelThreshold>();
  for (const { factor, window } of burnRates) {
    const color = window.severity === "critical" ? "red" : "orange";
    const other = bySize.get(factor);
    bySize.set(
      factor,
      other?.color === "red" ? other : { value: factor, color },
    );
  }
  return [...bySize.values()].sort((a, b) => a.value - b.value);
}

function pairsOf({ burnRates }: Slo): string {
  return burnRates
    .map(
      ({ window, factor }) =>
        `${window.short.toPrometheus()} and ${window.long.toPrometheus()} above ${Number(factor.toPrecision(4))} (${window.severity})`,
    )
    .join(", ");
}
