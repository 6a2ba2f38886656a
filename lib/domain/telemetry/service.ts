import { isMetricName, requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import type { Duration } from "../units";
import type { LogSource } from "./logs";
import type { MetricSpec, MetricType, ScrapeJob } from "./scrape";

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
const HOST =
  /^(?:[a-zA-Z0-9_](?:[a-zA-Z0-9_.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])$/;
const METRIC_TYPES: readonly MetricType[] = [
  "counter",
  "gauge",
  "histogram",
  "summary",
];

/**
 * @throws InvalidInputError for a malformed name, team, rate or metric
 */
export function createService(input: Service): Service {
  if (!SERVICE_NAME.test(input.name)) {
    throw new InvalidInputError(
      "service-name",
      `service name must be at most 63 lower-case letters, digits and "-", got ${JSON.stringify(input.name)}; it becomes the scrape job and the label \`service\``,
    );
  }
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
      `expected requests per second of service "${input.name}" must be above 0, got ${rate}; give a usual value or leave it out`,
    );
  }
  for (const { name, type } of input.metrics) {
    if (!isMetricName(name)) {
      throw new InvalidInputError(
        "metric-name",
        `metric of service "${input.name}" must be named by letters, digits, "_" and ":", got ${JSON.stringify(name)}; write it as the service exposes it`,
      );
    }
    if (!METRIC_TYPES.includes(type)) {
      throw new InvalidInputError(
        "metric-type",
        `type of metric "${name}" must be one of ${METRIC_TYPES.join(", ")}, got ${JSON.stringify(type)}; choose the type that the service exposes`,
      );
    }
  }
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
  const host = scrape.host ?? service.name;
  const what = `of service "${service.name}"`;
  if (!HOST.test(host)) {
    throw new InvalidInputError(
      "scrape-host",
      `metrics host ${what} must be a host or container name, got ${JSON.stringify(host)}; leave out scheme, port and path`,
    );
  }
  if (
    !Number.isInteger(scrape.port) ||
    scrape.port < 1 ||
    scrape.port > 65535
  ) {
    throw new InvalidInputError(
      "scrape-port",
      `metrics port ${what} must be between 1 and 65535, got ${scrape.port}; give the port that serves the metrics`,
    );
  }
  if (scrape.path !== undefined && !scrape.path.startsWith("/")) {
    throw new InvalidInputError(
      "scrape-path",
      `metrics path ${what} must begin with "/", got ${JSON.stringify(scrape.path)}; write it like "/metrics"`,
    );
  }
  const team = service.team === undefined ? {} : { team: service.team };
  return {
    name: service.name,
    targets: [{ kind: "address", address: `${host}:${scrape.port}` }],
    ...(scrape.path !== undefined && { metricsPath: scrape.path }),
    ...(scrape.scheme !== undefined && { scheme: scrape.scheme }),
    ...(scrape.interval !== undefined && { interval: scrape.interval }),
    labels: {
      ...requireLabels(`metrics ${what}`, scrape.labels),
      service: service.name,
      ...team,
    },
    metrics: service.metrics,
  };
}
