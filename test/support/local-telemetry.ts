import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type {
  DeploymentPlan,
  Endpoints,
} from "../../lib/domain/telemetry/plan";
import type { Duration } from "../../lib/domain/units";
import {
  renderLokiConfig,
  renderLokiOverrides,
} from "../../lib/render/loki-config";
import { collector } from "../../lib/render/otel/delivery";
import { planOf } from "./plan";
import { start, withPorts, type RunningProgram } from "./program";

export type CollectorPorts = Readonly<
  Record<"grpc" | "http" | "metrics" | "self" | "health", number>
>;

/** The configuration of a collector that runs here as a program: in a folder, with ports of its own, heard by this machine only. */
export function collectorHere(
  config: string,
  folder: string,
  port: CollectorPorts,
  logs = folder,
): string {
  return withPorts(config, {
    4317: port.grpc,
    4318: port.http,
    8889: port.metrics,
    13133: port.health,
  })
    .replaceAll("/var/lib/docker/containers", join(folder, "containers"))
    .replaceAll("/hostfs/var/log", logs)
    .replaceAll("/etc/otelcol-contrib", folder)
    .replaceAll("/var/lib/otelcol", join(folder, "data"))
    .replaceAll("port: 8888", `port: ${port.self}`)
    .replaceAll("0.0.0.0", "127.0.0.1");
}

/** Writes the configuration of a Loki that runs here as a program, whose ports the plan names, into the folder `loki`. */
export function writeLokiHere(
  folder: string,
  plan: DeploymentPlan,
  endpoints: Endpoints,
  keep: Duration,
): void {
  const lokiFolder = join(folder, "loki");
  mkdirSync(lokiFolder, { recursive: true });
  writeFileSync(
    join(lokiFolder, "loki.yaml"),
    renderLokiConfig({ endpoints, plan })
      .replaceAll("/etc/loki", lokiFolder)
      .replaceAll(" /loki", ` ${lokiFolder}/data`),
  );
  writeFileSync(
    join(lokiFolder, "overrides.yaml"),
    renderLokiOverrides({ default: keep, streams: [] }),
  );
}

/** Runs the Loki that `writeLokiHere` has configured. */
export function startLokiHere(loki: string, folder: string): RunningProgram {
  return start(loki, [`-config.file=${join(folder, "loki/loki.yaml")}`]);
}

/** Runs the collector as it is deployed, but with a configuration that is here. */
export function startCollectorHere(
  program: string,
  configFile: string,
): RunningProgram {
  return start(
    program,
    collector(planOf()).command?.map((argument) =>
      argument.replace("/etc/otelcol-contrib/config.yaml", configFile),
    ) ?? [],
  );
}
