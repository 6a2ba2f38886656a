import { slug } from "../../domain/names";
import { renderGrafanaDashboard } from "../../render/grafana-dashboard";
import {
  renderDashboardProviders,
  renderDataSources,
} from "../../render/grafana-provisioning";
import type { DashboardPort } from "../platform";
import type { DockerDeployment } from "./deployment";

/** Gives Grafana its data sources and dashboards as files. */
export function dashboardPort(deployment: DockerDeployment): DashboardPort {
  return {
    publish(dashboards) {
      deployment.configure("grafana", () => ({
        "provisioning/datasources/observability.yaml": renderDataSources(
          deployment.endpoints,
        ),
        "provisioning/dashboards/observability.yaml": renderDashboardProviders(
          dashboards().map(({ folder }) => folder),
        ),
      }));
      deployment.configure("grafana", () =>
        Object.fromEntries(
          dashboards().map((dashboard) => [
            `dashboards/${slug(dashboard.folder)}/${dashboard.uid}.json`,
            renderGrafanaDashboard(dashboard),
          ]),
        ),
      );
    },
  };
}
