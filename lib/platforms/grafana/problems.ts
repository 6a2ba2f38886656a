import type { Dashboard } from "../../domain/dashboard/model";
import { slug } from "../../domain/names";
import { problem, warning, type Problem } from "../../domain/problem";
import type { DeploymentPlan } from "../../domain/telemetry/plan";

/** Most characters of a uid in Grafana. */
const UID_LENGTH = 40;

/** Uid of the folder with this title, the same wherever its dashboards are declared. */
export function folderUid(title: string): string {
  return slug(title).slice(0, UID_LENGTH);
}

/** Folders without a uid, and folders that share one. */
export function folderProblems(
  path: string,
  dashboards: readonly Dashboard[],
): readonly Problem[] {
  const titles = [...new Set(dashboards.map(({ folder }) => folder))];
  return titles.flatMap((title, index) => {
    const uid = folderUid(title);
    if (uid === "") {
      return [
        problem(
          "grafana-folder-uid",
          path,
          `folder of dashboards must have a title with a latin letter or digit, got ${JSON.stringify(title)}; add one, since the folder's uid is made of them`,
        ),
      ];
    }
    const twin = titles
      .slice(0, index)
      .find((other) => folderUid(other) === uid);
    return twin === undefined
      ? []
      : [
          problem(
            "grafana-folder-uid",
            path,
            `folders of dashboards must have titles that differ in letters or digits, got ${JSON.stringify(twin)} and ${JSON.stringify(title)}; use one title for both or rename one`,
          ),
        ];
  });
}

/** A Grafana that is deployed here although the dashboards go elsewhere. */
export function planProblems(
  path: string,
  plan: DeploymentPlan,
  url: string,
): readonly Problem[] {
  return plan.grafana.kind === "deployed"
    ? [
        warning(
          "grafana-twice",
          path,
          `component "grafana" must be the external one that gets the dashboards, got one deployed here, which stays empty; set components: { grafana: { external: ${JSON.stringify(url)} } }`,
        ),
      ]
    : [];
}
