import {
  renderLokiConfig,
  renderLokiOverrides,
} from "../../render/loki-config";
import { renderOtelCollectorConfig } from "../../render/otel/config";
import { LOG_MARK } from "../../render/otel/log-mark";
import { evidenceServices, type LogTenant } from "../../domain/logs/tenants";
import type { ServiceLogs } from "../../domain/logs/source";
import type { Labels } from "../../domain/names";
import type { LogsSettings } from "../../domain/telemetry/settings";
import type { TraceProcessing } from "../../domain/traces/processing";
import type { Late, LogsPort } from "../platform";
import type { DockerDeployment, OwnPort } from "./deployment";
import { rememberedAsEqual } from "./remembered";

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

/** A port of logs that tells what else depends on whose lines are kept apart. */
export interface DockerLogsPort extends LogsPort {
  /** None where all lines are together. */
  readonly tenants: Late<readonly LogTenant[]>;
  /** Services whose lines are in no tenant of a team. */
  readonly evidence: Late<ReadonlySet<string>>;
}

/** Configures Loki, and the collector that brings lines and spans. */
export function logsPort(
  deployment: DockerDeployment,
  traces: Late<TraceProcessing>,
): DockerLogsPort {
  const { endpoints, plan, project } = deployment;
  let published: Late<LogsSettings> | undefined;
  return {
    tenants: () => published?.().tenants ?? [],
    evidence: () => evidenceServices(published?.().sources ?? []),
    publish(settings) {
      published = settings;
      deployment.configure("loki", () => {
        const { retention, externalLabels, tenants = [] } = settings();
        return {
          "loki.yaml": renderLokiConfig({
            endpoints,
            plan,
            ...(externalLabels && { externalLabels }),
            tenants,
            retention,
          }),
          "overrides.yaml": renderLokiOverrides(retention, tenants),
        };
      });
      const render = rememberedAsEqual(renderOtelCollectorConfig);
      deployment.configure("otel-collector", () => {
        const {
          sources,
          processing,
          externalLabels = {},
          tenants = [],
        } = settings();
        const config = render({
          sources,
          endpoints,
          plan,
          containerPrefix: `${project}-`,
          labels: placeOf(externalLabels),
          traces: traces(),
          tenants,
          ...(processing && { logs: processing }),
        });
        return { "config.yaml": config, [LOG_MARK.file]: LOG_MARK.text };
      });
      deployment.publishPorts("otel-collector", () =>
        syslogPorts(settings().sources),
      );
    },
  };
}
