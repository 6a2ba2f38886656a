import type { MonitoringModel } from "../model";
import { problem, warning, type Problem } from "../problem";
import type { AlertRule, Rule } from "../rules/rule";
import { holdsToken, isSecretSetting } from "../secret-text";
import { canHave, labelsOf, listed } from "./result-labels";
import type { SeriesIndex } from "./series";
import type { PromqlQuery, Survey } from "./survey";

/** Texts that ask for labels which the query takes away, and labels that Prometheus would overwrite. */
export function labelProblems(
  model: MonitoringModel,
  { promql, groups }: Survey,
  series: SeriesIndex,
): readonly Problem[] {
  const external = Object.keys(model.settings.externalLabels ?? {});
  return [
    ...promql.flatMap((query) =>
      query.rule?.kind === "alert"
        ? [
            ...missingLabels(query, query.rule, series),
            ...unknownExternal(query, query.rule, external),
          ]
        : [],
    ),
    ...groups.flatMap(({ path, value: group }) =>
      group.rules.flatMap((rule) =>
        external
          .filter((label) => label in rule.labels)
          .map((label) =>
            problem(
              "label-external",
              path,
              `${rule.kind === "alert" ? `alert "${rule.alert}"` : `recording rule "${rule.record}"`} must leave the external labels of the platform alone, got label "${label}", which \`externalLabels\` sets too; rename one of them`,
            ),
          ),
      ),
    ),
    ...groups.flatMap(({ path, value: group }) =>
      group.rules.flatMap((rule) => secretTexts(path, rule)),
    ),
  ];
}

/** Whoever is told of an alert, and whoever may ask Prometheus, can read them. */
function secretTexts(path: string, rule: Rule): readonly Problem[] {
  const labels = Object.entries(rule.labels).filter(([name, value]) =>
    isSecretSetting(name, value),
  );
  const texts =
    rule.kind === "alert"
      ? [rule.summary, rule.description].filter(holdsToken)
      : [];
  return [
    ...labels.map(([name]) => `label "${name}"`),
    ...texts.map(() => "its text"),
  ].map((where) =>
    problem(
      "secret-in-rule",
      path,
      `${rule.kind === "alert" ? `alert "${rule.alert}"` : `recording rule "${rule.record}"`} must hold no secret, got one in ${where}; leave it out`,
    ),
  );
}

const LABEL_IN_TEMPLATE = /\$labels\.(\w+)/g;
const EXTERNAL_IN_TEMPLATE = /\$externalLabels\.(\w+)/g;

function unknownExternal(
  { path, what }: PromqlQuery,
  rule: AlertRule,
  external: readonly string[],
): readonly Problem[] {
  const texts = [rule.summary, rule.description, ...Object.values(rule.labels)];
  const asked = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(EXTERNAL_IN_TEMPLATE)].map(([, label = ""]) => label),
    ),
  );
  return [...asked]
    .filter((label) => !external.includes(label))
    .map((label) =>
      warning(
        "external-label-unknown",
        path,
        `texts of ${what} must use external labels that the platform sets, got $externalLabels.${label}; add "${label}" to \`externalLabels\`, or leave it out of the text`,
      ),
    );
}

/** Two rules may be joined by `or`: a label is there when one side has it. */
function missingLabels(
  { path, what, parsed }: PromqlQuery,
  rule: AlertRule,
  series: SeriesIndex,
): readonly Problem[] {
  const kept = labelsOf(parsed.root, series);
  const texts = [rule.summary, rule.description, ...Object.values(rule.labels)];
  const asked = new Set(
    texts.flatMap((text) =>
      // What stands in a condition may be missing on purpose.
      [
        ...text
          .replace(/\{\{-?\s*(?:with|if)\b[^]*?\bend\b[^]*?\}\}/g, "")
          .matchAll(LABEL_IN_TEMPLATE),
      ].map(([, label = ""]) => label),
    ),
  );
  const own = new Set(["alertname", ...Object.keys(rule.labels)]);
  return [...asked]
    .filter((label) => !canHave(kept, label) && !own.has(label))
    .map((label) =>
      warning(
        "label-not-in-result",
        path,
        `texts of ${what} must use labels that its query returns, got $labels.${label}, while it returns ${listed(kept)}; keep the label in the aggregation, or leave it out of the text`,
      ),
    );
}
