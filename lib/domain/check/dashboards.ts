import { isAvailable } from "../telemetry/plan";
import type { Dashboard, DashboardLink } from "../dashboard/model";
import type { MonitoringModel } from "../model";
import { suggestion } from "../names";
import { problem, type Problem } from "../problem";
import type { Survey } from "./survey";

/** Panels without their data source, and links to dashboards that do not exist. */
export function dashboardProblems(
  model: MonitoringModel,
  survey: Survey,
): readonly Problem[] {
  const uids = new Set(survey.dashboards.map(({ value }) => value.uid));
  const tags = new Set(survey.dashboards.flatMap(({ value }) => value.tags));
  const missing = (
    path: string,
    what: string,
    uid: string,
  ): readonly Problem[] => {
    if (uids.has(uid)) {
      return [];
    }
    return [
      problem(
        "dashboard-unknown",
        path,
        `${what} must link to a dashboard of this model, got uid "${uid}"; ${suggestion(uid, uids, "declare the dashboard, or leave the link out")}`,
      ),
    ];
  };
  return [
    ...survey.dashboards.flatMap(({ path, value }) => [
      ...linksOf(value).flatMap(({ title, target }) => {
        const what = `link "${title}" of dashboard "${value.title}"`;
        if ("dashboardUid" in target) {
          return missing(path, what, target.dashboardUid);
        }
        return "tag" in target && !tags.has(target.tag)
          ? [unknownTag(path, what, target.tag, tags)]
          : [];
      }),
      ...sourceProblems(model, path, value),
    ]),
    ...(isAvailable(model.plan, "grafana")
      ? alertLinks(survey).flatMap(({ path, alert, uid }) =>
          missing(path, `alert "${alert}"`, uid),
        )
      : []),
  ];
}

function unknownTag(
  path: string,
  what: string,
  tag: string,
  tags: ReadonlySet<string>,
): Problem {
  return problem(
    "dashboard-tag-unknown",
    path,
    `${what} must list dashboards of this model, got tag "${tag}", which none has; ${suggestion(tag, tags, "give a dashboard that tag")}`,
  );
}

/** The first alert at each path that links to a dashboard: those of one objective all have the same link. */
function alertLinks({ groups }: Survey) {
  const links = new Map<string, { path: string; alert: string; uid: string }>();
  for (const { path, value } of groups) {
    for (const rule of value.rules) {
      if (rule.kind === "alert" && rule.dashboardUid !== undefined) {
        const key = JSON.stringify([path, rule.dashboardUid]);
        const link = { path, alert: rule.alert, uid: rule.dashboardUid };
        links.set(key, links.get(key) ?? link);
      }
    }
  }
  return [...links.values()];
}

function linksOf(dashboard: Dashboard): readonly DashboardLink[] {
  return [
    ...(dashboard.links ?? []),
    ...dashboard.rows.flatMap(({ panels }) =>
      panels.flatMap(({ links = [], dataLinks = [] }) => [
        ...links,
        ...dataLinks,
      ]),
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
