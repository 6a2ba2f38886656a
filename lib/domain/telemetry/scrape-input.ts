import { isMetricName, requireLabels } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireOneOf, requireShape } from "../shape";
import { shown } from "../shown";
import { COMPONENT_NAMES } from "./component-name";
import type { MetricSpec, ScrapeJob, ScrapeTarget } from "./scrape";

const METRIC_TYPES = ["counter", "gauge", "histogram", "summary"];
const HOST =
  /^(?:[a-zA-Z0-9_](?:[a-zA-Z0-9_.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])$/;
const PATH = /^\/[^\s?#]*$/;

/** @throws InvalidInputError for a malformed name, target, path, label, interval or metric */
export function requireScrapeJob(what: string, job: ScrapeJob): void {
  requireShape(what, job, {
    name: "text",
    targets: "list",
    metricsPath: "text?",
    scheme: "text?",
    interval: "duration?",
    params: "record?",
    probe: "record?",
    sampleLimit: "number?",
    metrics: "list",
  });
  if (job.name.trim() === "") {
    throw new InvalidInputError(
      "scrape-name",
      `name of ${what} must not be empty, got ${shown(job.name)}; it becomes the label \`job\``,
    );
  }
  job.targets.forEach((target) =>
    requireTarget(what, target, job.probe !== undefined),
  );
  if (job.metricsPath !== undefined && !PATH.test(job.metricsPath)) {
    throw new InvalidInputError(
      "scrape-path",
      `path of ${what} must begin with "/" and hold no space, query or fragment, got ${shown(job.metricsPath)}; write it like "/metrics"`,
    );
  }
  if (job.scheme !== undefined) {
    requireOneOf(`scheme of ${what}`, job.scheme, ["http", "https"]);
  }
  if (job.interval?.toMillis() === 0) {
    throw new InvalidInputError(
      "scrape-interval",
      `interval of ${what} must be longer than 0s, got 0s; leave it out for that of the platform`,
    );
  }
  for (const [name, values] of Object.entries(job.params ?? {})) {
    requireKind(`param "${name}" of ${what}`, values, "texts");
  }
  requireLabels(what, job.labels ?? {});
  requireMetrics(what, job.metrics);
}

function requireTarget(
  what: string,
  target: ScrapeTarget,
  hasProbe: boolean,
): void {
  const one = `each target of ${what}`;
  const kinds = ["address", "component", "probed"];
  requireKind(one, target, "record");
  requireOneOf(`kind of ${one}`, target.kind, kinds);
  if (target.kind === "component") {
    requireOneOf(`component of ${one}`, target.component, COMPONENT_NAMES);
    requirePort(one, target.port);
    return;
  }
  if (target.kind === "probed") {
    if (!hasProbe) {
      throw new InvalidInputError(
        "scrape-probed",
        `kind of ${one} must be address or component in a job without \`probe\`, got "probed"; name the prober in \`probe\``,
      );
    }
    requireProbed(`target of ${one}`, target.target);
    return;
  }
  requireKind(`address of ${one}`, target.address, "text");
  const [, host = "", port = ""] =
    /^(.*):(\d{1,5})$/.exec(target.address) ?? [];
  if (host === "" || target.address.includes("@")) {
    const got = target.address.includes("@")
      ? "one with a user or password"
      : shown(target.address);
    throw new InvalidInputError(
      "scrape-address",
      `address of ${one} must be a host and a port, got ${got}; write it like "checkout:9464"`,
    );
  }
  requireHost(one, host);
  requirePort(one, Number(port));
}

/** @throws InvalidInputError for an empty text, one with spaces, and one with a log-in, which every user would see */
export function requireProbed(what: string, target: string): void {
  requireKind(what, target, "text");
  const hasLogin = /^[^/]*\/\/[^/]*@/.test(target);
  if (!/^[^\s\p{Cc}]+$/u.test(target) || hasLogin) {
    const got = hasLogin ? "one with a user or password" : shown(target);
    throw new InvalidInputError(
      "scrape-probed",
      `${what} must be an address without spaces and log-in, got ${got}; write it like "https://shop.example/health", and put a log-in into a module of the prober`,
    );
  }
}

export function requireHost(what: string, host: string): void {
  requireKind(`host of ${what}`, host, "text");
  if (!HOST.test(host)) {
    const got = host.includes("@") ? "one with a log-in" : shown(host);
    throw new InvalidInputError(
      "scrape-host",
      `host of ${what} must be a host or container name, got ${got}; leave out scheme, port and path`,
    );
  }
}

export function requirePort(what: string, port: number): void {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InvalidInputError(
      "scrape-port",
      `port of ${what} must be between 1 and 65535, got ${shown(port)}; give the port that serves the metrics`,
    );
  }
}

export function requireMetrics(
  what: string,
  metrics: readonly MetricSpec[],
): void {
  const types = new Map<string, string>();
  for (const metric of metrics) {
    requireKind(`each metric of ${what}`, metric, "record");
    const { name, type } = metric;
    if (!isMetricName(name)) {
      throw new InvalidInputError(
        "metric-name",
        `metric of ${what} must be named by letters, digits, "_" and ":", got ${shown(name)}; write it as it is exposed`,
      );
    }
    if (!METRIC_TYPES.includes(type)) {
      throw new InvalidInputError(
        "metric-type",
        `type of metric "${name}" must be one of ${METRIC_TYPES.join(", ")}, got ${shown(type)}; choose the type under which it is exposed`,
      );
    }
    if ((types.get(name) ?? type) !== type) {
      throw new InvalidInputError(
        "metric-type",
        `metric "${name}" of ${what} must have one type, got ${types.get(name)} and ${type}; leave the wrong one out`,
      );
    }
    types.set(name, type);
  }
}
