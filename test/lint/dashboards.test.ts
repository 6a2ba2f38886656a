import type { Dashboard } from "../../lib/domain/dashboard/model";
import { variablesOf } from "../../lib/domain/dashboard/variables";
import { thresholdsOf } from "../../lib/domain/check/thresholds";
import { renderGrafanaDashboard } from "../../lib/render/grafana-dashboard";
import { alertsIn, allDashboards, foldersWith, PACKS } from "./all-packs";
import {
  RULES,
  type JsonDashboard,
  type JsonPanel,
  type JsonVariable,
} from "./dashboard-linter";
import { EXCEPTIONS, type Exception } from "./exceptions";
import { CHOICES, MISSING } from "./variables";
import { walk } from "../../lib/domain/promql/ast";
import { parsePromql } from "../../lib/domain/promql/expr";

const dashboards = Object.values(allDashboards()).flat();

const jsonOf = (dashboard: Dashboard): JsonDashboard =>
  JSON.parse(renderGrafanaDashboard(dashboard)) as JsonDashboard;

describe("the list of dashboards", () => {
  it("has those of every folder", () => {
    expect(Object.keys(allDashboards()).sort()).toEqual(
      foldersWith("dashboards", "dashboard.ts"),
    );
  });

  it("gives each a uid of its own", () => {
    const uids = dashboards.map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
  });
});

const source = { type: "prometheus", uid: "${datasource}" };
const variable = (name: string, label: string): JsonVariable => ({
  type: "query",
  name,
  label,
  definition: `label_values(up, ${name})`,
  multi: true,
  allValue: ".+",
  refresh: 2,
  datasource: source,
});
const panel: JsonPanel = {
  type: "timeseries",
  title: "Requests",
  description: "How many.",
  datasource: source,
  targets: [
    {
      datasource: source,
      expr: 'sum(rate(requests_total{job=~"$job",instance=~"$instance"}[$__rate_interval]))',
    },
    {
      datasource: { type: "loki", uid: "${datasource}" },
      expr: '{service="a"}',
    },
  ],
  fieldConfig: { defaults: { unit: "reqps" } },
};
const dataSource: JsonVariable = {
  type: "datasource",
  name: "datasource",
  label: "Data source",
  query: "prometheus",
};
const clean: JsonDashboard = {
  uid: "clean",
  editable: false,
  templating: {
    list: [
      dataSource,
      variable("job", "Job"),
      variable("instance", "Instance"),
    ],
  },
  panels: [panel],
};

const withVariables = (...list: readonly JsonVariable[]): JsonDashboard => ({
  ...clean,
  templating: { list },
});
const withPanel = (change: Partial<JsonPanel>): JsonDashboard => ({
  ...clean,
  panels: [{ ...panel, ...change }],
});
const asking = (expr: string, type = "prometheus"): JsonDashboard =>
  withPanel({ targets: [{ expr, datasource: { ...source, type } }] });
const of = '{job=~"$job",instance=~"$instance"}';

/** For each rule what breaks it. */
const VIOLATIONS: Readonly<Record<string, JsonDashboard>> = {
  "template-datasource-rule": withVariables(
    { ...dataSource, name: "ds" },
    variable("job", "Job"),
    variable("instance", "Instance"),
  ),
  "template-job-rule": withVariables(
    dataSource,
    { ...variable("job", "Job"), multi: false },
    variable("instance", "Instance"),
  ),
  "template-instance-rule": withVariables(dataSource, variable("job", "Job")),
  "template-label-promql-rule": withVariables(
    dataSource,
    variable("job", "Job"),
    {
      ...variable("instance", "Instance"),
      definition: "label_values(up{, instance)",
    },
  ),
  "template-on-time-change-reload-rule": withVariables(
    dataSource,
    { ...variable("job", "Job"), refresh: 1 },
    variable("instance", "Instance"),
  ),
  "panel-datasource-rule": withPanel({
    datasource: { type: "prometheus", uid: "prometheus" },
  }),
  "panel-title-description-rule": withPanel({ description: "" }),
  "panel-units-rule": withPanel({
    fieldConfig: { defaults: { unit: "fathoms" } },
  }),
  "panel-no-targets-rule": withPanel({ targets: [] }),
  "target-logql-rule": asking("{service=", "loki"),
  "target-logql-auto-rule": asking('rate({service="a"}[5m])', "loki"),
  "target-promql-rule": asking(`sum(up${of}`),
  "target-rate-interval-rule": asking(`rate(requests_total${of}[5m])`),
  "target-job-rule": asking('up{instance=~"$instance"}'),
  "target-instance-rule": asking('up{job=~"$job"}'),
  "target-counter-agg-rule": asking(`sum(requests_total${of})`),
  "uneditable-dashboard-rule": { ...clean, editable: true },
};

describe("each of the 17 rules of dashboard-linter", () => {
  it("is here", () => {
    expect(Object.keys(RULES)).toHaveLength(17);
    expect(Object.keys(VIOLATIONS)).toEqual(Object.keys(RULES));
  });

  it.each(Object.entries(RULES))(
    "%s finds what breaks it, and nothing in what is right",
    (name, find) => {
      const broken = VIOLATIONS[name];
      expect(broken && find(broken)).toHaveLength(1);
      expect(find(clean)).toEqual([]);
      const others = Object.keys(RULES).filter(
        (other) => other !== name && broken && RULES[other]?.(broken).length,
      );
      expect(others).toEqual([]);
    },
  );
});

const used = new Set<Exception>();

function isExcepted(
  rule: string,
  uid: string,
  title: string | undefined,
  text: string,
): boolean {
  const found = EXCEPTIONS.find(
    (each) =>
      each.rules.includes(rule) &&
      each.dashboards.test(uid) &&
      (title === undefined || (each.panels ?? /.*/).test(title)) &&
      (each.text ?? /.*/).test(text),
  );
  if (found) {
    used.add(found);
  }
  return found !== undefined;
}

describe("all dashboards", () => {
  it("offer the data source, job, instance and service, or say why their series have no such label", () => {
    const found = dashboards.flatMap((dashboard) => {
      const offered = jsonOf(dashboard).templating.list.map(({ name }) => name);
      const sources = offered.filter((name) => name.endsWith("datasource"));
      const lacking = CHOICES.filter((name) => !offered.includes(name));
      return lacking.length === 0 && sources.length > 0
        ? []
        : [[dashboard.uid, sources.length > 0, lacking] as const];
    });
    const listed = dashboards.flatMap(({ uid }) => {
      const variables = MISSING.filter((each) =>
        each.dashboards.test(uid),
      ).flatMap((each) => each.variables);
      return variables.length === 0 ? [] : [[uid, true, variables] as const];
    });
    expect(found).toEqual(listed);
  });

  it("use what they offer", () => {
    const unused = dashboards.flatMap(({ uid, variables, rows }) => {
      const used = new Set(
        rows.flatMap(({ panels }) =>
          panels.flatMap(({ queries }) =>
            queries.flatMap(({ expr }) => variablesOf(expr)),
          ),
        ),
      );
      return variables
        .filter(({ name }) => !used.has(name))
        .map(({ name }) => `${uid}: ${name}`);
    });
    expect(unused).toEqual([]);
  });

  it.each(Object.entries(RULES))("keep %s", (rule, find) => {
    const found = dashboards.flatMap((dashboard) =>
      find(jsonOf(dashboard))
        .filter(
          ({ panel: title, text }) =>
            !isExcepted(rule, dashboard.uid, title, text),
        )
        .map(
          ({ panel: title = "", text }) =>
            `${dashboard.uid}: ${title}: ${text}`,
        ),
    );
    expect(found).toEqual([]);
  });

  it("need every exception", () => {
    expect(EXCEPTIONS.filter((each) => !used.has(each))).toEqual([]);
  });

  it("take lines that name an alert from that alert", () => {
    const numbers = new Map<string, number[]>();
    const add = (alert: string, ...values: readonly number[]): void => {
      numbers.set(alert, [...(numbers.get(alert) ?? []), ...values]);
    };
    for (const group of Object.values(PACKS).flat()) {
      for (const { alert, expr } of alertsIn([group])) {
        if (group.engine === "loki") {
          const compared = expr.matchAll(/[<>=] *(-?\d+(?:\.\d+)?)/g);
          add(alert, ...[...compared].map(([, value]) => Number(value)));
        } else {
          walk(parsePromql(expr).root, (node) => {
            if (node.kind === "number") {
              add(alert, node.value);
            }
          });
        }
      }
    }
    const wrong = dashboards.flatMap(({ uid, rows }) =>
      rows.flatMap(({ panels }) =>
        panels.flatMap((each) =>
          thresholdsOf(each).flatMap(({ value, alert }) =>
            alert === undefined ||
            numbers
              .get(alert)
              ?.some((number) => Math.abs(number - value) < 1.001e-6)
              ? []
              : [`${uid}: ${each.title}: ${value} is not of ${alert}`],
          ),
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });
});
