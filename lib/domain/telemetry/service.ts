import { requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireShape } from "../shape";
import { shown } from "../shown";
import type { Duration } from "../units";
import { requireLogSource, type LogSource } from "../logs/source";
import type { MetricSpec, ScrapeJob } from "./scrape";
import {
  requireHost,
  requireMetrics,
  requirePort,
  requireScrapeJob,
} from "./scrape-input";

/** Something that people or programs use, owned by a team. */
export interface Service {
  /** Lower-case name; also the scrape job and the value of the label `service`. */
  readonly name: string;
  readonly team?: string;
  /** Metrics that its scrape job exposes; none when it has no scrape job. */
  readonly metrics: readonly MetricSpec[];
  readonly logs?: LogSource;
  /** Requests per second in usual hours; sizes the low-traffic warnings. */
  readonly expectedRequestsPerSecond?: number;
}

const SERVICE_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * @throws InvalidInputError for a malformed name, team, rate or metric
 */
export function createService(input: Service): Service {
  requireKind("name of a service", input.name, "text");
  if (!SERVICE_NAME.test(input.name)) {
    throw new InvalidInputError(
      "service-name",
      `service name must be at most 63 lower-case letters, digits and "-", got ${JSON.stringify(input.name)}; it becomes the scrape job and the label \`service\``,
    );
  }
  requireShape(`service "${input.name}"`, input, {
    team: "text?",
    metrics: "list",
  });
  if (input.team !== undefined && input.team.trim() === "") {
    throw new InvalidInputError(
      "service-team",
      `team of service "${input.name}" must not be empty, got ${JSON.stringify(input.team)}; name the team or leave it out`,
    );
  }
  const rate = input.expectedRequestsPerSecond;
  if (rate !== undefined && !(Number.isFinite(rate) && rate > 0)) {
    throw new InvalidInputError(
      "service-rate",
      `expected requests per second of service "${input.name}" must be above 0, got ${shown(rate)}; give a usual value or leave it out`,
    );
  }
  if (input.logs !== undefined) {
    requireLogSource(`logs of service "${input.name}"`, input.logs);
  }
  requireMetrics(`service "${input.name}"`, input.metrics);
  return input;
}

/** The scrape job of a service. */
export interface ServiceScrape {
  readonly port: number;
  readonly path?: string;
  readonly host?: string;
  readonly scheme?: "http" | "https";
  readonly interval?: Duration;
  readonly labels: Labels;
}

/**
 * @throws InvalidInputError for a malformed host, port, path or label
 */
export function createScrapeJob(
  service: Service,
  scrape: ServiceScrape,
): ScrapeJob {
  const what = `metrics of service "${service.name}"`;
  const host = scrape.host ?? service.name;
  requireHost(what, host);
  requirePort(what, scrape.port);
  const team = service.team === undefined ? {} : { team: service.team };
  const own = { service: service.name, ...team };
  requireServiceLabels(service.name, scrape.labels);
  const job: ScrapeJob = {
    name: service.name,
    targets: [{ kind: "address", address: `${host}:${scrape.port}` }],
    ...(scrape.path !== undefined && { metricsPath: scrape.path }),
    ...(scrape.scheme !== undefined && { scheme: scrape.scheme }),
    ...(scrape.interval !== undefined && { interval: scrape.interval }),
    labels: { ...scrape.labels, ...own },
    metrics: service.metrics,
  };
  requireScrapeJob(what, job);
  return job;
}

/** Labels that follow from the service. */
const OWN_LABELS = ["job", "service", "team"] as const;

/** @throws InvalidInputError for malformed labels and for those that follow from the service */
export function requireServiceLabels(service: string, labels: Labels): void {
  const what = `labels of service "${service}"`;
  const own = OWN_LABELS.find((label) =>
    Object.hasOwn(requireLabels(what, labels), label),
  );
  if (own !== undefined) {
    throw new InvalidInputError(
      "service-label",
      `${what} must not replace its own label ${own}, got ${shown(labels[own])}; use another name`,
    );
  }
}
