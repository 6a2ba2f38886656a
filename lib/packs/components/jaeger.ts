import { PORT } from "../../domain/telemetry/addresses";
import type { ComponentSpec } from "../../domain/telemetry/component";
import { Bytes, Duration } from "../../domain/units";
import { jaegerMetrics } from "../exporters/jaeger";
import { httpProbe, withOptions, type ComponentOptions } from "./options";

export interface JaegerSettings extends ComponentOptions {
  /** The space that spans may take. */
  readonly retentionSize: Bytes;
}

/**
 * Jaeger v2 with Badger as its storage.
 *
 * Defaults: 300 MiB of memory, 0.5 cores, a volume of the size that spans may take. Badger keeps 64 MiB of new spans in
 * memory, whatever the load, and needs as much again for a moment when it writes them down: with 200 MiB it was killed
 * then, at 100 spans a second too, with 300 MiB it stayed below 270 MiB for 25 minutes of 300 spans a second.
 */
export function jaegerSpec(settings: JaegerSettings): ComponentSpec {
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
      // The image declares a volume here; another path would leave a nameless one beside it.
      volumes: [{ name: "data", path: "/tmp", size: settings.retentionSize }],
      configFolder: "/etc/jaeger",
      reload: { kind: "restart" },
      health: httpProbe(PORT.health, "/status"),
      startAfter: [],
      egress: false,
      stopGrace: Duration.seconds(30),
      selfMetrics: {
        port: PORT.telemetry,
        path: "/metrics",
        metrics: jaegerMetrics,
      },
    },
    settings,
  );
}
