import { problem, warning, type Problem } from "../../domain/problem";
import type { AlertRule, RuleGroup } from "../../domain/rules/rule";
import type { Duration } from "../../domain/units";
import { grafanaIntervalSeconds } from "../../render/grafana-alerting-rules";
import { missingInGrafana } from "../../render/grafana-alerting-template";

/** Series that Prometheus makes of the alerts that it evaluates itself. */
const ALERT_SERIES = /\bALERTS(?:_FOR_STATE)?\b/;

/** What Grafana would evaluate or print otherwise than Prometheus; `groups` are those that Grafana evaluates. */
export function ruleProblems(
  path: string,
  groups: readonly RuleGroup[],
  fallback: Duration,
): readonly Problem[] {
  return [
    ...groups.flatMap(({ name, rules }) =>
      rules.flatMap((rule) =>
        rule.kind === "alert" ? textProblems(path, name, rule) : [],
      ),
    ),
    ...intervalProblems(path, groups, fallback),
  ];
}

/** Rules, wherever they are evaluated, that ask for alerts which Prometheus does not evaluate any more. */
export function alertSeriesProblems(
  path: string,
  groups: readonly RuleGroup[],
): readonly Problem[] {
  const asking = groups
    .filter(({ rules }) => rules.some(({ expr }) => ALERT_SERIES.test(expr)))
    .map(({ name }) => JSON.stringify(name));
  return asking.length === 0
    ? []
    : [
        warning(
          "grafana-alert-series",
          path,
          `rules must ask for series that somebody makes, got ALERTS in ${asking.join(", ")}, which stays empty while Grafana evaluates the alerts, and so do panels about it; have Grafana write its alerts to that Prometheus as state history`,
        ),
      ];
}

function textProblems(
  path: string,
  group: string,
  { alert, labels, annotations, summary, description }: AlertRule,
): readonly Problem[] {
  const texts = Object.entries({
    ...labels,
    ...annotations,
    summary,
    description,
  });
  return texts.flatMap(([key, text]) => {
    const missing = missingInGrafana(text);
    return missing === undefined
      ? []
      : [
          problem(
            "grafana-template",
            path,
            `${key} of alert "${alert}" in group "${group}" must use what Grafana knows in texts, got ${missing}; use $value, $labels and functions that ask for no other series`,
          ),
        ];
  });
}

/** One warning for all of them, since they are often many. */
function intervalProblems(
  path: string,
  groups: readonly RuleGroup[],
  fallback: Duration,
): readonly Problem[] {
  const rounded = groups.flatMap((group) => {
    const wanted = (group.interval ?? fallback).toSeconds();
    const got = grafanaIntervalSeconds(group, fallback);
    return wanted === got
      ? []
      : [`"${group.name}" (${wanted} s, now ${got} s)`];
  });
  return rounded.length === 0
    ? []
    : [
        warning(
          "grafana-interval",
          path,
          `rule groups must be evaluated at multiples of 10 s in Grafana, got ${rounded.join(", ")}; set another interval of the group, or evaluationInterval for groups without one`,
        ),
      ];
}
