import type { MonitoringModel } from "../model";
import { warning, type Problem } from "../problem";
import { checkRouting } from "../routing/check";
import type { RoutedAlert } from "../routing/reach";
import { isAvailable } from "../telemetry/plan";
import { alertProblems } from "./alerts";
import { componentProblems, lostRecordings } from "./components";
import { dashboardProblems } from "./dashboards";
import { duplicateProblems } from "./duplicates";
import { fragileProblems } from "./fragile";
import { joinProblems } from "./joins";
import { labelProblems } from "./labels";
import { logSourceProblems } from "./log-sources";
import { logProblems } from "./logs";
import { lookbackProblems } from "./lookback";
import { objectiveProblems } from "./objectives";
import { rangeProblems } from "./ranges";
import { referenceProblems } from "./references";
import { retentionProblems } from "./retention";
import { SeriesIndex } from "./series";
import { surveyOf, type Survey } from "./survey";
import { syslogPortProblems } from "./syslog-ports";
import { tenantProblems } from "./tenants";
import { thresholdProblems } from "./thresholds";
import { typeProblems } from "./types";

/**
 * What is wrong with the model as a whole: references to what nothing produces, uses that do not fit, alerts that never
 * fire or that nobody receives, declarations made twice, and retention that does not fit its space.
 *
 * The order depends on that of declaration only; no problem is told twice.
 */
export function checkModel(model: MonitoringModel): readonly Problem[] {
  const { externalLabels } = model.settings;
  const survey = surveyOf(model);
  const series = new SeriesIndex(model, survey);
  const tree = model.routingTree();
  return withoutRepetition([
    ...componentProblems(model, survey),
    ...lostRecordings(model, survey),
    ...duplicateProblems(model, survey, tree),
    ...objectiveProblems(model),
    ...survey.problems,
    ...referenceProblems(model, survey, series),
    ...typeProblems(survey, series),
    ...alertProblems(survey, series),
    ...joinProblems(survey, series),
    ...fragileProblems(survey, series),
    ...rangeProblems(model, survey),
    ...lookbackProblems(model, survey),
    ...labelProblems(model, survey, series),
    ...logProblems(survey),
    ...logSourceProblems(model, survey),
    ...syslogPortProblems(model),
    ...tenantProblems(model, survey),
    ...dashboardProblems(model, survey),
    ...thresholdProblems(survey),
    ...retentionProblems(model),
    ...(isAvailable(model.plan, "alertmanager")
      ? checkRouting({
          tree,
          alerts: routedAlerts(model, survey),
          ...(externalLabels && { externalLabels }),
          declared: {
            team: model.services.flatMap(({ value }) => value.team ?? []),
            service: model.services.map(({ value }) => value.name),
          },
        })
      : [
          warning(
            "alertmanager-missing",
            model.path,
            "alerts must have an Alertmanager to reach anybody, got a platform without one; they are only seen in Prometheus",
          ),
        ]),
  ]);
}

/** The platform's own alerts are declared by the owner of the model. */
function routedAlerts(
  model: MonitoringModel,
  { groups }: Survey,
): readonly RoutedAlert[] {
  return groups.flatMap(({ path, value }) =>
    value.rules.flatMap((rule): RoutedAlert[] =>
      rule.kind === "alert"
        ? [{ path, rule, origin: path === model.path ? "platform" : "user" }]
        : [],
    ),
  );
}

function withoutRepetition(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, path, message }) => {
    const key = `${code}\n${path}\n${message}`;
    const known = seen.has(key);
    seen.add(key);
    return !known;
  });
}
