import type { LogTenant } from "../../domain/logs/tenants";
import { traceProgram } from "../../domain/telemetry/plan";
import { renderBlackboxConfig } from "../../render/blackbox-config";
import { renderDataSources } from "../../render/grafana-provisioning";
import { renderPrometheusConfig } from "../../render/prometheus-config";
import type { Late, MetricsPort } from "../platform";
import type { DockerDeployment } from "./deployment";
import { PROMETHEUS_RULES } from "./rules";

/** Configures Prometheus, the prober that its jobs may use, and the data sources by which Grafana reads what came of them. */
export function metricsPort(
  deployment: DockerDeployment,
  tenants: Late<readonly LogTenant[]>,
): MetricsPort {
  const { endpoints, plan } = deployment;
  return {
    publish(settings) {
      deployment.configure("prometheus", ({ replica }) => ({
        "prometheus.yml": renderPrometheusConfig({
          settings: settings(),
          endpoints,
          plan,
          replica,
          ruleFiles: [PROMETHEUS_RULES],
        }),
      }));
      deployment.configure("blackbox-exporter", () => ({
        "blackbox.yml": renderBlackboxConfig({ plan }),
      }));
      // Grafana works out from the interval over how long a rate must look back.
      deployment.configure("grafana", () => ({
        "provisioning/datasources/observability.yaml": renderDataSources(
          endpoints,
          settings().scrapeInterval,
          traceProgram(plan),
          tenants(),
        ),
      }));
    },
  };
}
