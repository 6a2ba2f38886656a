import { PORT } from "../../domain/telemetry/addresses";
import type { ComponentSpec } from "../../domain/telemetry/component";
import { InvalidInputError } from "../../domain/problem";
import { searchStorage, type TraceStorage } from "../../domain/traces/storage";
import { Bytes, Duration } from "../../domain/units";
import { jaegerMetrics, jaegerSearchMetrics } from "../exporters/jaeger";
import { httpProbe, withOptions, type ComponentOptions } from "./options";

export interface JaegerSettings extends ComponentOptions {
  /** The space that spans may take. */
  readonly retentionSize: Bytes;
  /** Default: Badger. */
  readonly storage?: TraceStorage;
}

/**
 * Jaeger v2 with Badger as its storage, or with a cluster elsewhere; then it has no volume, and reaches out.
 *
 * Defaults: 300 MiB of memory, 0.5 cores, a volume of the size that spans may take. Badger keeps 64 MiB of new spans in
 * memory, whatever the load, and needs as much again for a moment when it writes them down: with 200 MiB it was killed
 * then, at 100 spans a second too, with 300 MiB it stayed below 270 MiB for 25 minutes of 300 spans a second.
 */
export function jaegerSpec(settings: JaegerSettings): ComponentSpec {
  const search = searchStorage(settings.storage);
  if (search !== undefined && settings.volumeSize !== undefined) {
    throw new InvalidInputError(
      "trace-storage-volume",
      `volumeSize of component "jaeger" must be left out with the storage "${search.kind}", got ${settings.volumeSize.toString()}; spans are kept by the cluster, which has its own limits`,
    );
  }
  return withOptions(
    {
      name: "jaeger",
      image: "jaeger",
      user: "10001:10001",
      command: ["--config=file:/etc/jaeger/config.yaml"],
      ports: [
        { name: "http", port: PORT.jaegerQuery, publish: PORT.jaegerQuery },
        { name: "otlp-grpc", port: PORT.otlpGrpc },
        { name: "otlp-http", port: PORT.otlpHttp },
      ],
      memory: Bytes.mebibytes(300),
      cpus: 0.5,
      processes: 128,
      // The image declares a volume at this path; anything else there would leave a nameless one beside it.
      ...(search === undefined
        ? {
            volumes: [
              { name: "data", path: "/tmp", size: settings.retentionSize },
            ],
          }
        : { volumes: [], tmpfs: ["/tmp"] }),
      configFolder: "/etc/jaeger",
      reload: { kind: "restart" },
      health: httpProbe(PORT.health, "/status"),
      startAfter: [],
      egress: search !== undefined,
      stopGrace: Duration.seconds(30),
      selfMetrics: {
        port: PORT.telemetry,
        path: "/metrics",
        metrics: search === undefined ? jaegerMetrics : jaegerSearchMetrics(),
      },
    },
    settings,
  );
}
