import { PORT } from "../../domain/telemetry/addresses";
import type { ComponentSpec } from "../../domain/telemetry/component";
import { Bytes, Duration } from "../../domain/units";
import { lokiMetrics } from "../exporters/loki";
import { probe, withOptions, type ComponentOptions } from "./options";

/**
 * Loki in one process, with its data in files. It watches the file of retention times, and reads the rest when it starts.
 *
 * Defaults: 200 MiB of memory, 0.5 cores, a volume of 5 GB. 60 lines a second took 115 MiB, 16 searches through an hour at
 * once 160 MiB.
 */
export function lokiSpec(settings: ComponentOptions): ComponentSpec {
  return withOptions(
    {
      name: "loki",
      image: "loki",
      user: "10001:10001",
      command: ["-config.file=/etc/loki/loki.yaml"],
      ports: [{ name: "http", port: PORT.loki }],
      memory: Bytes.mebibytes(200),
      cpus: 0.5,
      processes: 128,
      volumes: [{ name: "data", path: "/loki", size: Bytes.gigabytes(5) }],
      tmpfs: ["/tmp"],
      configFolder: "/etc/loki",
      reload: { kind: "watch", readAtStart: ["loki.yaml"] },
      // There is no shell in the image.
      health: probe(["/usr/bin/loki", "-health"]),
      startAfter: [],
      egress: false,
      // It writes what it holds in memory to its volume.
      stopGrace: Duration.seconds(30),
      selfMetrics: { port: PORT.loki, path: "/metrics", metrics: lokiMetrics },
    },
    settings,
  );
}
