import type { Declared } from "../model";
import { InvalidInputError } from "../problem";
import { requireShape } from "../shape";
import { shown } from "../shown";
import type { Duration } from "../units";
import type { ContainerSpec } from "./component";
import type { ExporterSpec } from "./exporter";
import type { ScrapeJob } from "./scrape";
import { requireMetrics, requirePort, requireScrapeJob } from "./scrape-input";

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** What a program says of one exporter beside its spec. */
export interface ExporterUse {
  /** Its scrape job, and the name under which the other containers find it. */
  readonly name: string;
  readonly team?: string;
  readonly interval?: Duration;
  /** `host:port` of one that runs elsewhere already. */
  readonly address?: string;
}

/**
 * Checks what can be seen without running it; the platform that runs the container checks the rest.
 *
 * @throws InvalidInputError for a spec that lacks something, and for a malformed port or metric
 */
export function requireExporterSpec(spec: ExporterSpec): void {
  requireShape("exporter", spec, {
    technology: "text",
    container: "record",
    port: "number",
    metricsPath: "text?",
    metrics: "list",
    alerts: "function",
    dashboards: "function",
  });
  const what = `exporter of ${shown(spec.technology)}`;
  requirePort(what, spec.port);
  requireMetrics(what, spec.metrics);
  requireShape<ContainerSpec>(`container of the ${what}`, spec.container, {
    image: "text",
    user: "text",
    command: "texts",
    ports: "list",
    memory: "size",
    egress: "flag",
    stopGrace: "duration",
  });
}

/**
 * The scrape job of an exporter.
 *
 * @throws InvalidInputError for a malformed name, team, address, path or interval
 */
export function exporterJob(spec: ExporterSpec, use: ExporterUse): ScrapeJob {
  requireShape("a PrometheusExporter", use, {
    name: "text",
    team: "text?",
    interval: "duration?",
    address: "text?",
  });
  const { name, team, interval, address } = use;
  if (!NAME.test(name)) {
    throw new InvalidInputError(
      "exporter-name",
      `name of an exporter must be at most 63 lower-case letters, digits and "-", got ${shown(name)}; it becomes the scrape job, pass \`name\``,
    );
  }
  if (team?.trim() === "") {
    throw new InvalidInputError(
      "exporter-team",
      `team of exporter "${name}" must not be empty, got ${shown(team)}; name the team or leave it out`,
    );
  }
  const job: ScrapeJob = {
    name,
    targets: [{ kind: "address", address: address ?? `${name}:${spec.port}` }],
    ...(spec.metricsPath !== undefined && { metricsPath: spec.metricsPath }),
    ...(interval !== undefined && { interval }),
    ...(team !== undefined && { labels: { team } }),
    metrics: spec.metrics,
  };
  requireScrapeJob(`exporter "${name}"`, job);
  return job;
}

/**
 * The job is told of at once, since its rules and its container would be declared twice too.
 *
 * @throws InvalidInputError when a job of that name is declared already
 */
export function requireFreeJob(
  name: string,
  jobs: readonly Declared<ScrapeJob>[],
): void {
  const first = jobs.find(({ value }) => value.name === name);
  if (first !== undefined) {
    throw new InvalidInputError(
      "duplicate-scrape-job",
      `name of an exporter must be that of no other scrape job, got "${name}", which is declared at ${first.path}; pass another \`name\``,
    );
  }
}
