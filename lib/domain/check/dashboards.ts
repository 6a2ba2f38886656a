import { isAvailable } from "../telemetry/plan";
import type { Dashboard, DashboardLink } from "../dashboard/model";
import type { MonitoringModel } from "../model";
import { nearestName } from "../names";
import { problem, type Problem } from "../problem";
import type { Survey } from "./survey";

/** Panels without their data source, and links to dashboards that do not exist. */
export function dashboardProblems(
  model: MonitoringModel,
  survey: Survey,
): readonly Problem[] {
  const uids = new Set(survey.dashboards.map(({ value }) => value.uid));
  const missing = (
    path: string,
    what: string,
    uid: string,
  ): readonly Problem[] => {
    if (uids.has(uid)) {
      return [];
    }
    const nearest = nearestName(uid, uids);
    return [
      problem(
        "dashboard-unknown",
        path,
        `${what} must link to a dashboard of this model, got uid "${uid}"; ${nearest ? `did you mean "${nearest}"?` : "declare the dashboard, or leave the link out"}`,
      ),
    ];
  };
  return [
    ...survey.dashboards.flatMap(({ path, value }) => [
      ...linksOf(value).flatMap(({ title, target }) =>
        "dashboardUid" in target
          ? missing(
              path,
              `link "${title}" of dashboard "${value.title}"`,
              target.dashboardUid,
            )
          : [],
      ),
      ...sourceProblems(model, path, value),
    ]),
    ...(isAvailable(model.plan, "grafana")
      ? survey.groups.flatMap(({ path, value }) =>
          value.rules.flatMap((rule) =>
            rule.kind === "alert" && rule.dashboardUid !== undefined
              ? missing(path, `alert "${rule.alert}"`, rule.dashboardUid)
              : [],
          ),
        )
      : []),
  ];
}

function linksOf(dashboard: Dashboard): readonly DashboardLink[] {
  return [
    ...(dashboard.links ?? []),
    ...dashboard.rows.flatMap(({ panels }) =>
      panels.flatMap(({ links }) => links ?? []),
    ),
  ];
}

function sourceProblems(
  model: MonitoringModel,
  path: string,
  dashboard: Dashboard,
): readonly Problem[] {
  const panels = dashboard.rows.flatMap((row) => row.panels);
  return panels.flatMap(({ title, queries }) =>
    [...new Set(queries.map(({ dataSource }) => dataSource))]
      .filter((name) => !isAvailable(model.plan, name))
      .map((name) =>
        problem(
          "data-source-missing",
          path,
          `panel "${title}" of dashboard "${dashboard.title}" must ask a component of the platform, got "${name}", which is switched off; enable "${name}" or give its \`external\` address`,
        ),
      ),
  );
}
