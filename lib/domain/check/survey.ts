import type { Dashboard, Panel } from "../dashboard/model";
import { withoutVariables } from "../dashboard/variables";
import type { Declared, MonitoringModel } from "../model";
import { DATA_SOURCE } from "../names";
import { InvalidInputError, problem, type Problem } from "../problem";
import { parsePromql, type PromqlExpression } from "../promql/expr";
import { parseLogql, type LogqlExpression } from "../promql/logql";
import type { Rule, RuleGroup } from "../rules/rule";

interface Origin {
  /** Construct path of the declaration that holds the query. */
  readonly path: string;
  /** What holds the query, as messages name it. */
  readonly what: string;
  /** Present for the query of a rule. */
  readonly rule?: Rule;
  /** Present for the query of a panel. */
  readonly panel?: Panel;
}

export interface PromqlQuery extends Origin {
  readonly parsed: PromqlExpression;
}

export interface LogqlQuery extends Origin {
  readonly parsed: LogqlExpression;
}

/** The model's rules, dashboards and queries, each asked for and parsed once. */
export interface Survey {
  readonly groups: readonly Declared<RuleGroup>[];
  readonly dashboards: readonly Declared<Dashboard>[];
  readonly promql: readonly PromqlQuery[];
  readonly logql: readonly LogqlQuery[];
  /** Queries that cannot be parsed. */
  readonly problems: readonly Problem[];
}

/** Looks through the whole model once for all checks. */
export function surveyOf(model: MonitoringModel): Survey {
  const groups = model.ruleGroups();
  const dashboards = model.dashboards();
  const promql: PromqlQuery[] = [];
  const logql: LogqlQuery[] = [];
  const problems: Problem[] = [];

  const read = (
    language: "prometheus" | "loki",
    expr: string,
    origin: Origin,
  ): void => {
    try {
      if (language === "prometheus") {
        promql.push({ ...origin, parsed: parsePromql(expr) });
      } else {
        logql.push({ ...origin, parsed: parseLogql(expr) });
      }
    } catch (error) {
      if (!(error instanceof InvalidInputError)) {
        throw error;
      }
      problems.push(
        problem(error.code, origin.path, `${origin.what}: ${error.message}`),
      );
    }
  };

  for (const { path, value: group } of groups) {
    for (const rule of group.rules) {
      const what =
        rule.kind === "alert"
          ? `alert "${rule.alert}"`
          : `recording rule "${rule.record}"`;
      read(group.engine, rule.expr, { path, what, rule });
    }
  }
  for (const { path, value: dashboard } of dashboards) {
    for (const panel of dashboard.rows.flatMap(({ panels }) => panels)) {
      const what = `panel "${panel.title}" of dashboard "${dashboard.title}"`;
      for (const { dataSource, expr } of panel.queries) {
        if (
          dataSource === DATA_SOURCE.prometheus ||
          dataSource === DATA_SOURCE.loki
        ) {
          read(dataSource, withoutVariables(expr), { path, what, panel });
        }
      }
    }
    for (const variable of dashboard.variables) {
      if (variable.kind === "query") {
        const what = `variable "${variable.name}" of dashboard "${dashboard.title}"`;
        read("prometheus", withoutVariables(variable.metric), { path, what });
      }
    }
    for (const annotation of dashboard.annotations ?? []) {
      const what = `annotation "${annotation.name}" of dashboard "${dashboard.title}"`;
      read("prometheus", withoutVariables(annotation.expr), { path, what });
    }
  }
  return { groups, dashboards, promql, logql, problems };
}
