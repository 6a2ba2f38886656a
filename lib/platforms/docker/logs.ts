import {
  renderLokiConfig,
  renderLokiOverrides,
} from "../../render/loki-config";
import { renderOtelCollectorConfig } from "../../render/otel/config";
import type { ServiceLogs } from "../../domain/logs/source";
import type { Labels } from "../../domain/names";
import type { TraceProcessing } from "../../domain/traces/processing";
import type { Late, LogsPort } from "../platform";
import type { DockerDeployment, OwnPort } from "./deployment";

/** What labels of the platform tell of where a line comes from; only these make streams. */
function placeOf({ environment, host }: Labels): Labels {
  return {
    ...(environment !== undefined && { environment }),
    ...(host !== undefined && { host }),
  };
}

/**
 * Where syslog is heard; one of several sources with one port is enough. The number is the same within and outside: Docker
 * lets every program of a container listen below 1024, without a capability.
 *
 * @see https://docs.docker.com/engine/release-notes/20.10/
 */
function syslogPorts(sources: readonly ServiceLogs[]): readonly OwnPort[] {
  const ports = sources.flatMap(({ source }) =>
    source.kind === "syslog"
      ? [{ name: "syslog", port: source.port, protocol: source.transport }]
      : [],
  );
  return [
    ...new Map(
      ports.map((each) => [`${each.protocol} ${each.port}`, each]),
    ).values(),
  ];
}

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
        const { sources, processing, externalLabels = {} } = settings();
        const config = renderOtelCollectorConfig({
          sources,
          endpoints,
          plan,
          containerPrefix: `${project}-`,
          labels: placeOf(externalLabels),
          traces: traces(),
          ...(processing && { logs: processing }),
        });
        return { "config.yaml": config };
      });
      deployment.publishPorts("otel-collector", () =>
        syslogPorts(settings().sources),
      );
    },
  };
}
