import { InvalidInputError } from "../../domain/problem";
import { PORT } from "../../domain/telemetry/addresses";
import { collectorMemory } from "../../domain/telemetry/collector-memory";
import type {
  ComponentSpec,
  HostMount,
} from "../../domain/telemetry/component";
import {
  COLLECTOR_GATES,
  requireProvided,
} from "../../domain/logs/collector-components";
import { HOST_FOLDER } from "../../domain/logs/files";
import { shown } from "../../domain/shown";
import { Bytes, Duration } from "../../domain/units";
import { otelCollectorMetrics } from "../exporters/otel-collector";
import { withOptions, type ComponentOptions } from "./options";

/** Where Docker keeps what containers print. */
export const CONTAINER_LOGS = "/var/lib/docker/containers";

/**
 * The OpenTelemetry Collector: reads logs of containers and files, takes OTLP, measures the host's processor, memory and
 * disks, and makes metrics of spans. Its volume keeps what has been read and what waits to be delivered. Its image holds
 * no program that could probe it; the blackbox exporter does.
 *
 * Defaults: 384 MiB of memory, 1 core, a volume of 1 GB. A build with 30 of the components needs 30 to 55 MiB of its own;
 * the pages of its program, 170 MB on disk, count too: within 100 MiB the kernel threw them away and read them again
 * without end, so that nothing was collected any more.
 */
export function otelCollectorSpec(settings: ComponentOptions): ComponentSpec {
  const folders = settings.logFolders ?? ["/var/log"];
  const provides = settings.provides ?? [];
  requireProvided(provides);
  const spec = withOptions(
    {
      name: "otel-collector",
      image: "otel-collector",
      user: "0:0",
      command: ["--config=/etc/otelcol-contrib/config.yaml", COLLECTOR_GATES],
      ports: [
        { name: "otlp-grpc", port: PORT.otlpGrpc, publish: PORT.otlpGrpc },
        { name: "otlp-http", port: PORT.otlpHttp, publish: PORT.otlpHttp },
        { name: "metrics", port: PORT.collectorMetrics },
      ],
      memory: Bytes.mebibytes(384),
      cpus: 1,
      processes: 128,
      volumes: [
        { name: "data", path: "/var/lib/otelcol", size: Bytes.gigabytes(1) },
      ],
      hostMounts: [
        { source: CONTAINER_LOGS, target: CONTAINER_LOGS },
        ...folders.map(logFolder),
      ],
      tmpfs: ["/tmp"],
      configFolder: "/etc/otelcol-contrib",
      reload: { kind: "restart" },
      startAfter: ["loki", "jaeger"],
      egress: false,
      stopGrace: Duration.seconds(15),
      selfMetrics: {
        port: PORT.telemetry,
        path: "/metrics",
        metrics: otelCollectorMetrics,
      },
      exceptions: [
        {
          kind: "root",
          reason:
            "Docker lets only root read the log files of containers; it runs without any capability",
        },
        {
          kind: "host-mount",
          reason: `${[CONTAINER_LOGS, ...folders].join(", ")} read-only: the log files`,
        },
      ],
      ...(provides.length > 0 && { provides }),
    },
    settings,
  );
  return {
    ...spec,
    environment: {
      ...spec.environment,
      GOMEMLIMIT: `${collectorMemory(spec.memory).target}MiB`,
      ...settings.environment,
    },
  };
}

function logFolder(folder: string): HostMount {
  if (!/^(?:\/[^/\0:]+)+$/.test(folder)) {
    throw new InvalidInputError(
      "log-folder",
      `log folder of "otel-collector" must be an absolute path below "/" without ":" and without "/" at its end, got ${shown(folder)}; name the folder that holds the files`,
    );
  }
  return { source: folder, target: `${HOST_FOLDER}${folder}` };
}
