import { isUnit } from "../../lib/domain/dashboard/units";
import { withoutVariables } from "../../lib/domain/dashboard/variables";
import { walk } from "../../lib/domain/promql/ast";
import { parsePromql } from "../../lib/domain/promql/expr";
import { parseLogql } from "../../lib/domain/promql/logql";

interface Source {
  readonly type?: string;
  readonly uid?: string;
}

export interface JsonVariable {
  readonly type: string;
  readonly name: string;
  readonly label?: string;
  readonly query?: unknown;
  readonly definition?: string;
  readonly multi?: boolean;
  readonly allValue?: string;
  readonly refresh?: number;
  readonly datasource?: Source;
}

export interface JsonPanel {
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly datasource?: Source;
  readonly targets?: readonly {
    readonly expr?: string;
    readonly datasource?: Source;
  }[];
  readonly panels?: readonly JsonPanel[];
  readonly fieldConfig?: {
    readonly defaults?: { readonly unit?: string };
    readonly overrides?: readonly {
      readonly properties: readonly {
        readonly id: string;
        readonly value?: unknown;
      }[];
    }[];
  };
}

export interface JsonDashboard {
  readonly uid: string;
  readonly editable?: boolean;
  readonly templating: { readonly list: readonly JsonVariable[] };
  readonly panels: readonly JsonPanel[];
}

/** What a rule finds: the title of a panel, or nothing for the dashboard as a whole, and what is wrong. */
export interface Finding {
  readonly panel?: string;
  readonly text: string;
}

type Rule = (dashboard: JsonDashboard) => readonly Finding[];

function panelsOf({ panels }: JsonDashboard): readonly JsonPanel[] {
  return panels
    .flatMap((panel) => [panel, ...(panel.panels ?? [])])
    .filter(({ type }) => type !== "row");
}

const SHOWS_NUMBERS = [
  "stat",
  "gauge",
  "bargauge",
  "timeseries",
  "table",
  "heatmap",
];

function eachPanel(
  find: (panel: JsonPanel, dashboard: JsonDashboard) => string | undefined,
): Rule {
  return (dashboard) =>
    panelsOf(dashboard).flatMap((panel) => {
      const text = find(panel, dashboard);
      return text === undefined ? [] : [{ panel: panel.title ?? "", text }];
    });
}

function eachTarget(
  language: "prometheus" | "loki",
  find: (expr: string) => string | undefined,
): Rule {
  return (dashboard) =>
    panelsOf(dashboard).flatMap((panel) =>
      (panel.targets ?? []).flatMap(({ expr, datasource }) => {
        const text =
          expr !== undefined && datasource?.type === language
            ? find(expr)
            : undefined;
        return text === undefined ? [] : [{ panel: panel.title ?? "", text }];
      }),
    );
}

function failure(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

const isTemplated = (uid: string | undefined): boolean =>
  /^\$\{?\w+\}?$/.test(uid ?? "");

/** A variable that lets the reader choose one, several or all values of a label. */
function template(name: string, label: string): Rule {
  return ({ templating: { list } }) => {
    const found = list.find((each) => each.name === name);
    const asksPrometheus = list.some(
      ({ type, query }) => type === "datasource" && query === "prometheus",
    );
    if (!asksPrometheus) {
      return [];
    }
    const wrong = [
      ...(found === undefined ? ["is missing"] : []),
      ...(found && found.type !== "query" ? ["is no query"] : []),
      ...(found && found.label !== label ? [`is not labelled ${label}`] : []),
      ...(found && found.multi !== true ? ["does not take several"] : []),
      ...(found && found.allValue !== ".+" ? ["means not .+ by all"] : []),
      ...(found && !isTemplated(found.datasource?.uid)
        ? ["has a fixed data source"]
        : []),
    ];
    return wrong.map((text) => ({ text: `variable ${name} ${text}` }));
  };
}

/** Whether each selector of the query is narrowed by the variable. */
function narrowedBy(variable: string): Rule {
  return eachTarget("prometheus", (expr) => {
    const used = expr.match(/\$\{?\w+\}?/g) ?? [];
    const marked = withoutVariables(expr, { [variable]: `<${variable}>` });
    if (failure(() => parsePromql(marked)) !== undefined) {
      return undefined;
    }
    const loose = parsePromql(marked).selectors.filter(
      ({ matchers }) => !matchers.some(({ label }) => label === variable),
    );
    return loose.length === 0
      ? undefined
      : `no matcher of ${variable} (${used.join(" ")}): ${expr.slice(0, 80)}`;
  });
}

const COUNTED = ["rate", "irate", "increase"];

/** The 17 rules of grafana/dashboard-linter, by their names; what each asks for is public, how it is found is ours. */
export const RULES: Readonly<Record<string, Rule>> = {
  "template-datasource-rule": ({ templating: { list } }) => {
    const sources = list.filter(({ type }) => type === "datasource");
    return sources.length === 0
      ? [{ text: "no variable of a data source" }]
      : sources.flatMap(({ name, label, query }) => {
          const type = String(query);
          const names = [
            `${type}_datasource`,
            ...(sources.length === 1 ? ["datasource"] : []),
          ];
          const labels = [
            `${type.charAt(0).toUpperCase()}${type.slice(1)} data source`,
            ...(sources.length === 1 ? ["Data source"] : []),
          ];
          return names.includes(name) && labels.includes(label ?? "")
            ? []
            : [{ text: `data source named ${name}, labelled ${label}` }];
        });
  },
  "template-job-rule": template("job", "Job"),
  "template-instance-rule": template("instance", "Instance"),
  "template-label-promql-rule": ({ templating: { list } }) =>
    list.flatMap(({ name, type, definition, datasource }) => {
      if (type !== "query" || datasource?.type !== "prometheus") {
        return [];
      }
      const metric = /^label_values\((.+), *\w+\)$/s.exec(
        definition ?? "",
      )?.[1];
      const text =
        metric === undefined
          ? "is no label_values()"
          : failure(() => parsePromql(withoutVariables(metric)));
      return text === undefined ? [] : [{ text: `variable ${name} ${text}` }];
    }),
  "template-on-time-change-reload-rule": ({ templating: { list } }) =>
    list
      .filter(({ type, refresh }) => type === "query" && refresh !== 2)
      .map(({ name }) => ({ text: `variable ${name} keeps old values` })),
  "panel-datasource-rule": eachPanel(({ type, datasource }) =>
    type === "timeseries" && !isTemplated(datasource?.uid)
      ? `fixed data source ${datasource?.uid}`
      : undefined,
  ),
  "panel-title-description-rule": eachPanel(({ type, title, description }) =>
    (title ?? "") === "" || (type !== "text" && (description ?? "") === "")
      ? "no title or description"
      : undefined,
  ),
  "panel-units-rule": eachPanel(({ type, fieldConfig }) => {
    if (!SHOWS_NUMBERS.includes(type)) {
      return undefined;
    }
    const units = [
      ...(fieldConfig?.defaults?.unit === undefined
        ? []
        : [JSON.stringify(fieldConfig.defaults.unit)]),
      ...(fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
        properties.flatMap(({ id, value }) =>
          id === "unit" ? [JSON.stringify(value)] : [],
        ),
      ),
    ];
    return units.length > 0 &&
      units.every((unit) => isUnit(JSON.parse(unit) as string))
      ? undefined
      : `units ${units.join(", ") || "missing"}`;
  }),
  "panel-no-targets-rule": eachPanel(({ type, targets }) =>
    type !== "text" && (targets ?? []).length === 0 ? "no query" : undefined,
  ),
  "target-logql-rule": eachTarget("loki", (expr) =>
    failure(() => parseLogql(withoutVariables(expr))),
  ),
  "target-logql-auto-rule": eachTarget("loki", (expr) => {
    const fixed = [...expr.matchAll(/\[(\$__\w+|\d+\w+)\]/g)].filter(
      ([, range]) => range !== "$__auto",
    );
    return fixed.length === 0
      ? undefined
      : `fixed ranges ${fixed.map(([, range]) => range).join()} in ${expr}`;
  }),
  "target-promql-rule": eachTarget("prometheus", (expr) =>
    failure(() => parsePromql(withoutVariables(expr))),
  ),
  "target-rate-interval-rule": eachTarget("prometheus", (expr) => {
    const fixed = [
      ...expr.matchAll(/\b(?:rate|irate|increase)\([^[\]]*\[([^\]]+)\]/g),
    ].filter(([, range]) => range !== "$__rate_interval");
    return fixed.length === 0
      ? undefined
      : `fixed ranges ${fixed.map(([, range]) => range).join()} in ${expr}`;
  }),
  "target-job-rule": narrowedBy("job"),
  "target-instance-rule": narrowedBy("instance"),
  "target-counter-agg-rule": eachTarget("prometheus", (expr) => {
    const plain = withoutVariables(expr);
    if (failure(() => parsePromql(plain)) !== undefined) {
      return undefined;
    }
    const counted = new Set<number>();
    const bare: string[] = [];
    walk(parsePromql(plain).root, (node) => {
      if (node.kind === "call" && COUNTED.includes(node.name)) {
        node.args.forEach(({ from }) => counted.add(from));
      }
      if (
        node.kind === "selector" &&
        node.metric?.endsWith("_total") === true &&
        !counted.has(node.from)
      ) {
        bare.push(node.metric);
      }
    });
    return bare.length === 0 ? undefined : `bare counter ${bare.join(", ")}`;
  }),
  "uneditable-dashboard-rule": ({ editable }) =>
    editable === false ? [] : [{ text: "can be edited" }],
};
