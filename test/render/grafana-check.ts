import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Dashboard } from "../../lib/domain/dashboard/model";
import { slug } from "../../lib/domain/names";
import type { Endpoints } from "../../lib/domain/telemetry/plan";
import { renderGrafanaDashboard } from "../../lib/render/grafana-dashboard";
import {
  renderDashboardProviders,
  renderDataSources,
} from "../../lib/render/grafana-provisioning";
import { run } from "../support/tools";

/** Endpoints of a platform that has everything. */
export const ALL_ENDPOINTS: Endpoints = {
  prometheus: "http://prometheus:9090",
  alertmanager: "http://alertmanager:9093",
  loki: "http://loki:3100",
  jaeger: "http://jaeger:16686",
};

/** What is wrong with the files that Grafana would be given. */
export interface Findings {
  readonly errors: readonly unknown[];
  readonly warnings: readonly unknown[];
}

/** Writes the files of Grafana's provisioning as a platform would and lets the program check them. */
export function checkProvisioning(
  program: string,
  dashboards: readonly Dashboard[],
  endpoints: Endpoints = ALL_ENDPOINTS,
): Findings {
  const root = mkdtempSync(join(tmpdir(), "grafana-"));
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  try {
    const folders = [...new Set(dashboards.map(({ folder }) => folder))];
    write("provisioning/datasources/all.yaml", renderDataSources(endpoints));
    write(
      "provisioning/dashboards/all.yaml",
      renderDashboardProviders(folders),
    );
    for (const kind of ["alerting", "plugins"]) {
      mkdirSync(join(root, "provisioning", kind));
    }
    for (const dashboard of dashboards) {
      const { folder, uid } = dashboard;
      write(
        `dashboards/${slug(folder)}/${uid}.json`,
        renderGrafanaDashboard(dashboard),
      );
    }
    const { output } = run(program, [
      "check",
      join(root, "provisioning"),
      "--dashboards",
      `/etc/grafana/dashboards=${join(root, "dashboards")}`,
      "--json",
    ]);
    return JSON.parse(output.slice(output.indexOf("{"))) as Findings;
  } finally {
    rmSync(root, { recursive: true });
  }
}
