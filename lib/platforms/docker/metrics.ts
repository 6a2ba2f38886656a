import { renderBlackboxConfig } from "../../render/blackbox-config";
import { renderPrometheusConfig } from "../../render/prometheus-config";
import type { MetricsPort } from "../platform";
import type { DockerDeployment } from "./deployment";
import { PROMETHEUS_RULES } from "./rules";

/** Configures Prometheus, and the prober that its jobs may use. */
export function metricsPort(deployment: DockerDeployment): MetricsPort {
  const { endpoints, plan } = deployment;
  return {
    publish(settings) {
      deployment.configure("prometheus", () => ({
        "prometheus.yml": renderPrometheusConfig({
          settings: settings(),
          endpoints,
          plan,
          ruleFiles: [PROMETHEUS_RULES],
        }),
      }));
      deployment.configure("blackbox-exporter", () => ({
        "blackbox.yml": renderBlackboxConfig({ plan }),
      }));
    },
  };
}
