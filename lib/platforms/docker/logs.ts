import {
  renderLokiConfig,
  renderLokiOverrides,
} from "../../render/loki-config";
import { renderOtelCollectorConfig } from "../../render/otel/config";
import type { TraceProcessing } from "../../domain/traces/processing";
import type { Late, LogsPort } from "../platform";
import type { DockerDeployment } from "./deployment";

/** Configures Loki, and the collector that brings lines and spans. */
export function logsPort(
  deployment: DockerDeployment,
  traces: Late<TraceProcessing>,
): LogsPort {
  const { endpoints, plan, project } = deployment;
  return {
    publish(settings) {
      deployment.configure("loki", () => {
        const { retention, externalLabels } = settings();
        return {
          "loki.yaml": renderLokiConfig({
            endpoints,
            plan,
            ...(externalLabels && { externalLabels }),
          }),
          "overrides.yaml": renderLokiOverrides(retention),
        };
      });
      deployment.configure("otel-collector", () => {
        const { sources, processing } = settings();
        const config = renderOtelCollectorConfig({
          sources,
          endpoints,
          plan,
          containerPrefix: `${project}-`,
          traces: traces(),
          ...(processing && { logs: processing }),
        });
        return { "config.yaml": config };
      });
    },
  };
}
