import { PORT } from "../../domain/telemetry/addresses";
import type { ComponentSpec } from "../../domain/telemetry/component";
import { Bytes, Duration } from "../../domain/units";
import { blackboxExporterMetrics } from "../exporters/blackbox";
import { httpProbe, withOptions, type ComponentOptions } from "./options";

/**
 * blackbox exporter: asks other programs over the network whether they answer.
 *
 * Defaults: 64 MiB of memory, 0.25 cores.
 */
export function blackboxExporterSpec(
  settings: ComponentOptions,
): ComponentSpec {
  return withOptions(
    {
      name: "blackbox-exporter",
      image: "blackbox-exporter",
      // The image would run as root, which only pings need.
      user: "65534:65534",
      command: [
        "--config.file=/etc/blackbox_exporter/blackbox.yml",
        "--config.enable-auto-reload",
        "--config.auto-reload-interval=5",
      ],
      ports: [{ name: "http", port: PORT.blackboxExporter }],
      memory: Bytes.mebibytes(64),
      cpus: 0.25,
      processes: 64,
      volumes: [],
      configFolder: "/etc/blackbox_exporter",
      reload: { kind: "watch" },
      health: httpProbe(PORT.blackboxExporter, "/-/healthy"),
      startAfter: [],
      egress: true,
      stopGrace: Duration.seconds(10),
      selfMetrics: {
        port: PORT.blackboxExporter,
        path: "/metrics",
        metrics: blackboxExporterMetrics,
      },
    },
    settings,
  );
}
