import type { Rule, RuleGroup } from "../domain/rules/rule";
import { toYamlList } from "./yaml";

export interface RuleFileOptions {
  /**
   * Address of Grafana, without a slash at the end, for the links from alerts to dashboards.
   * @default - links without a host
   */
  readonly grafanaUrl?: string;
}

/**
 * Prints a rule file. Prometheus and the ruler of Loki read the same format:
 * https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/.
 *
 * @param groups a list, or what makes the groups one after the other, such as a generator: then a file of any number of
 *   objectives needs little more memory than its text
 */
export function renderRuleGroups(
  groups: Iterable<RuleGroup>,
  options: RuleFileOptions = {},
): string {
  return toYamlList("groups", entriesOf(groups, options));
}

function* entriesOf(
  groups: Iterable<RuleGroup>,
  options: RuleFileOptions,
): Generator<object> {
  for (const { name, interval, rules } of groups) {
    yield {
      name,
      interval: interval?.toPrometheus(),
      rules: rules.map((rule) => ruleEntry(rule, options)),
    };
  }
}

function ruleEntry(rule: Rule, { grafanaUrl = "" }: RuleFileOptions): object {
  switch (rule.kind) {
    case "record":
      return {
        record: rule.record,
        expr: rule.expr,
        labels: unlessEmpty(rule.labels),
      };
    case "alert":
      return {
        alert: rule.alert,
        expr: rule.expr,
        for: rule.for?.toPrometheus(),
        keep_firing_for: rule.keepFiringFor?.toPrometheus(),
        labels: { severity: rule.severity, ...rule.labels },
        annotations: {
          ...rule.annotations,
          summary: rule.summary,
          description: rule.description,
          runbook_url: rule.runbookUrl,
          dashboard:
            rule.dashboardUid && `${grafanaUrl}/d/${rule.dashboardUid}`,
        },
      };
  }
}

function unlessEmpty<T extends object>(members: T): T | undefined {
  return Object.keys(members).length === 0 ? undefined : members;
}
