import { PORT } from "../../domain/telemetry/addresses";
import type { ComponentSpec } from "../../domain/telemetry/component";
import { REMOTE_WRITE_FLAG } from "../../domain/telemetry/plan";
import { Bytes, Duration } from "../../domain/units";
import { prometheusMetrics } from "../exporters/prometheus";
import {
  httpProbe,
  publicUrl,
  withOptions,
  type ComponentOptions,
} from "./options";

export interface PrometheusSettings extends ComponentOptions {
  /** Most space that samples take before the oldest go, beside the log of the last hours. */
  readonly retentionSize: Bytes;
}

/** The log of the last hours and the blocks in the making need room beside the samples that the retention counts. */
const VOLUME_PER_RETENTION = 1.25;

/**
 * Prometheus. Its retention is in its configuration file, which it watches; the API that can stop it or delete series is off.
 *
 * Defaults: 512 MiB of memory, 1 core, a volume of 1.25 times the size that samples may take. The platform itself has about
 * 6,000 series, which took 85 MiB. A second one scrapes and evaluates the same as the first; both have the same address for
 * people, or their alerts would differ in their links.
 */
export function prometheusSpec(
  settings: PrometheusSettings,
  replica?: number,
): ComponentSpec {
  const url = publicUrl("prometheus", "http", PORT.prometheus, settings);
  return withOptions(
    {
      name: "prometheus",
      ...(replica !== undefined && { replica }),
      image: "prometheus",
      user: "65534:65534",
      command: [
        "--config.file=/etc/prometheus/prometheus.yml",
        "--config.auto-reload",
        "--config.auto-reload-interval=5s",
        "--storage.tsdb.path=/prometheus",
        "--enable-feature=exemplar-storage",
        // 16 bytes each; one query must not take all of the memory.
        "--query.max-samples=10000000",
        "--query.timeout=1m",
        ...(settings.remoteWriteReceiver === true ? [REMOTE_WRITE_FLAG] : []),
        ...(url === undefined ? [] : [`--web.external-url=${url}`]),
        "--web.route-prefix=/",
      ],
      ports: [
        { name: "http", port: PORT.prometheus, publish: PORT.prometheus },
      ],
      memory: Bytes.mebibytes(512),
      cpus: 1,
      processes: 128,
      volumes: [
        {
          name: "data",
          path: "/prometheus",
          size: Bytes.bytes(
            Math.ceil(settings.retentionSize.toBytes() * VOLUME_PER_RETENTION),
          ),
        },
      ],
      configFolder: "/etc/prometheus",
      reload: { kind: "watch" },
      health: httpProbe(PORT.prometheus, "/-/ready"),
      startAfter: ["alertmanager"],
      egress: false,
      // Without it the log of the last hours is read again at the next start.
      stopGrace: Duration.seconds(60),
      selfMetrics: {
        port: PORT.prometheus,
        path: "/metrics",
        metrics: prometheusMetrics,
      },
    },
    settings,
  );
}
