import { isLabelName, suggestion } from "../names";
import { InvalidInputError } from "../problem";
import { GRID_COLUMNS } from "./layout";
import type {
  Dashboard,
  DashboardRow,
  DashboardVariable,
  Panel,
  PanelQuery,
  PanelThreshold,
} from "./model";
import { requireDashboardShape } from "./shape";
import { isUnit, KNOWN_UNITS } from "./units";
import { variablesOf } from "./variables";

const UID = /^[A-Za-z0-9_-]{1,40}$/;
const VARIABLE_NAME = /^[a-zA-Z]\w*$/;
const RANGE = /^[1-9]\d*[smhdwMy]$/;

/**
 * Checks what can be seen in the dashboard alone.
 *
 * @throws InvalidInputError for the first thing that is wrong, named by dashboard, row and panel
 */
export function validateDashboard(dashboard: Dashboard): void {
  const what = `dashboard "${dashboard.title}"`;
  requireDashboardShape(what, dashboard);
  requireUid(what, dashboard.uid);
  requireText(
    "title",
    `title of dashboard "${dashboard.uid}"`,
    dashboard.title,
  );
  requireText("folder", `folder of ${what}`, dashboard.folder);
  if (/^general$/i.test(dashboard.folder)) {
    throw invalid(
      "folder",
      `folder of ${what} must be another than "General", which Grafana keeps for itself, got ${JSON.stringify(dashboard.folder)}; choose another name`,
    );
  }
  requireRange(what, dashboard.range);
  if (!dashboard.rows.some(({ panels }) => panels.length > 0)) {
    throw invalid(
      "empty",
      `${what} must have at least one panel, got none; add a row with panels`,
    );
  }
  validateVariables(what, dashboard.variables);
  const variables = dashboard.variables.map(({ name }) => name);
  for (const row of dashboard.rows) {
    validateRow(what, row, variables);
  }
}

export function requireUid(what: string, uid: string): void {
  if (!UID.test(uid)) {
    throw invalid(
      "uid",
      `uid of ${what} must be 1 to 40 letters, digits, "-" and "_", got ${JSON.stringify(uid)}; choose a short name, since it is part of the address`,
    );
  }
}

function validateVariables(
  what: string,
  variables: readonly DashboardVariable[],
): void {
  const seen = new Set<string>();
  for (const variable of variables) {
    const { name } = variable;
    if (!VARIABLE_NAME.test(name) || seen.has(name)) {
      throw invalid(
        "variable",
        `variables of ${what} must have unique names of letters, digits and "_" that start with a letter, got ${JSON.stringify(name)}; rename the variable`,
      );
    }
    seen.add(name);
    if (variable.kind === "custom" && variable.values.length === 0) {
      throw invalid(
        "variable",
        `variable "${name}" of ${what} must have at least one value, got none; list the values`,
      );
    }
    if (
      (variable.kind === "query" || variable.kind === "logs") &&
      !isLabelName(variable.of)
    ) {
      throw invalid(
        "variable",
        `variable "${name}" of ${what} must be of a label, got ${JSON.stringify(variable.of)}; give the name of the label whose values are offered`,
      );
    }
  }
}

function validateRow(
  dashboard: string,
  row: DashboardRow,
  variables: readonly string[],
): void {
  requireText("title", `title of each row of ${dashboard}`, row.title);
  const titles = new Set<string>();
  for (const panel of row.panels) {
    requireText(
      "title",
      `title of each panel in row "${row.title}" of ${dashboard}`,
      panel.title,
    );
    if (titles.has(panel.title)) {
      throw invalid(
        "panel-title",
        `panels of one row must have different titles, got two "${panel.title}" in row "${row.title}" of ${dashboard}; say in the title how they differ`,
      );
    }
    titles.add(panel.title);
    validatePanel(`panel "${panel.title}" of ${dashboard}`, panel, variables);
  }
}

function validatePanel(
  what: string,
  panel: Panel,
  variables: readonly string[],
): void {
  if (panel.kind !== "text") {
    requireText("description", `description of ${what}`, panel.description);
  }
  requireSize(`width of ${what}`, panel.width, GRID_COLUMNS);
  requireSize(`height of ${what}`, panel.height, 100);
  requireRange(what, panel.range);
  requireUnits(what, panel);
  requireAscending(what, panel.thresholds);
  if ((panel.kind === "text") !== (panel.text !== undefined)) {
    throw invalid(
      "text",
      `${what} must have a text exactly if its kind is "text", got kind "${panel.kind}"; change the kind or the text`,
    );
  }
  if (panel.kind !== "text" && panel.queries.length === 0) {
    throw invalid(
      "queries",
      `${what} must have at least one query, got none; add a query`,
    );
  }
  for (const query of panel.queries) {
    validateQuery(what, panel, query, variables);
  }
}

function validateQuery(
  what: string,
  panel: Panel,
  query: PanelQuery,
  variables: readonly string[],
): void {
  requireText("query", `each query of ${what}`, query.expr);
  requireAscending(what, query.thresholds);
  const expected =
    panel.kind === "traces" || panel.kind === "nodeGraph"
      ? ["jaeger"]
      : panel.kind === "logs"
        ? ["loki"]
        : ["prometheus", "loki"];
  if (!expected.includes(query.dataSource)) {
    throw invalid(
      "data-source",
      `${what} must ask ${expected.join(" or ")} because its kind is "${panel.kind}", got "${query.dataSource}"; change the data source or the kind`,
    );
  }
  const unknown = variablesOf(query.expr).find(
    (name) => !variables.includes(name),
  );
  if (unknown !== undefined) {
    throw invalid(
      "variable-unknown",
      `queries of ${what} must use variables of the dashboard, got "$${unknown}"; ${suggestion(unknown, variables, "add the variable")}`,
    );
  }
}

function requireUnits(what: string, panel: Panel): void {
  const needsUnit = !["logs", "text", "traces", "nodeGraph"].includes(
    panel.kind,
  );
  for (const { unit = panel.unit } of panel.queries) {
    if (unit === undefined ? needsUnit : !isUnit(unit)) {
      throw invalid(
        "unit",
        `unit of ${what} must be one that Grafana knows, got ${JSON.stringify(unit)}; ${suggestion(unit ?? "", KNOWN_UNITS, 'choose one such as "s", "bytes", "reqps", "percentunit", or write "suffix:orders"')}`,
      );
    }
  }
}

function requireAscending(
  what: string,
  thresholds: readonly PanelThreshold[] = [],
): void {
  const values = thresholds.map(({ value }) => value);
  if (
    values.some(
      (value, index) =>
        !Number.isFinite(value) || value <= (values[index - 1] ?? -Infinity),
    )
  ) {
    throw invalid(
      "thresholds",
      `thresholds of ${what} must be finite and ascend, got ${values.join(", ")}; sort them and remove doubles`,
    );
  }
}

function requireSize(
  what: string,
  size: number | undefined,
  most: number,
): void {
  if (
    size !== undefined &&
    !(Number.isInteger(size) && size >= 1 && size <= most)
  ) {
    throw invalid(
      "size",
      `${what} must be a whole number from 1 to ${most}, got ${size}; choose a size in that range`,
    );
  }
}

function requireRange(what: string, range: string | undefined): void {
  if (range !== undefined && !RANGE.test(range)) {
    throw invalid(
      "range",
      `range of ${what} must be a number and a unit, got ${JSON.stringify(range)}; write it like "6h" or "30d"`,
    );
  }
}

function requireText(kind: string, what: string, value: string): void {
  if (typeof value !== "string" || value.trim() === "") {
    throw invalid(
      kind,
      `${what} must not be empty, got ${JSON.stringify(value)}; write what a reader needs to know`,
    );
  }
}

function invalid(kind: string, message: string): InvalidInputError {
  return new InvalidInputError(`dashboard-${kind}`, message);
}
