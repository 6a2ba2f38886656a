import type { Dashboard } from "../../domain/dashboard/model";
import { slug } from "../../domain/names";
import { traceProgram } from "../../domain/telemetry/plan";
import { renderGrafanaDashboard } from "../../render/grafana-dashboard";
import { renderDashboardProviders } from "../../render/grafana-provisioning";
import type { DashboardPort } from "../platform";
import type { DockerDeployment } from "./deployment";
import { remembered } from "./remembered";

/** Gives Grafana its dashboards as files. */
export function dashboardPort(deployment: DockerDeployment): DashboardPort {
  return {
    publish(dashboards) {
      deployment.configure("grafana", () => ({
        "provisioning/dashboards/observability.yaml": renderDashboardProviders(
          dashboards().map(({ folder }) => folder),
        ),
      }));
      const filesOf = remembered((some: readonly Dashboard[]) =>
        Object.fromEntries(
          some.map((dashboard) => [
            `dashboards/${slug(dashboard.folder)}/${dashboard.uid}.json`,
            renderGrafanaDashboard(dashboard, traceProgram(deployment.plan)),
          ]),
        ),
      );
      deployment.configure("grafana", () => filesOf(dashboards()));
    },
  };
}
