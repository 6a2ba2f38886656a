import { suggestion } from "../names";
import { InvalidInputError } from "../problem";
import { shown } from "../shown";
import type { DeploymentPlan } from "../telemetry/plan";

/**
 * What a collector that reads files must be told at its start. Without it, it marks lines as read that it has only in its
 * memory, up to 100 of a file, and a kill loses them.
 */
export const COLLECTOR_GATES = "--feature-gates=stanza.synchronousLogEmitter";

/**
 * Components of the collector that every image must hold; the library uses them without asking. The default image holds
 * more, but an image built of these alone runs whatever the library writes.
 */
export const COLLECTOR_COMPONENTS = [
  "health_check",
  "file_storage",
  "bearertokenauth",
  "otlp",
  "file_log",
  "syslog",
  "tcp_log",
  "host_metrics",
  "prometheus",
  "fluent_forward",
  "batch",
  "memory_limiter",
  "attributes",
  "resource",
  "resource_detection",
  "transform",
  "filter",
  "redaction",
  "probabilistic_sampler",
  "tail_sampling",
  "groupbyattrs",
  "delta_to_cumulative",
  "span_metrics",
  "forward",
  "debug",
  "otlp_grpc",
  "otlp_http",
  "prometheus_remote_write",
  "file",
] as const;

/** What a component that not every image holds is for, and what it needs beside itself. */
const OPTIONAL = {
  journald:
    "reading the journal; it runs journalctl, which the image must hold too",
  logdedup: "joining repeated lines",
} as const;

/** A component that is used only where the image is declared to hold it. */
export type OptionalCollectorComponent = keyof typeof OPTIONAL;

const OPTIONAL_NAMES = Object.keys(OPTIONAL);

/**
 * @throws InvalidInputError for a component that the library has no use for
 */
export function requireProvided(names: readonly string[]): void {
  const unknown = names.find((name) => !OPTIONAL_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new InvalidInputError(
      "collector-component-unknown",
      `provides of component "otel-collector" must be of ${OPTIONAL_NAMES.join(", ")}, got ${shown(unknown)}; ${suggestion(unknown, OPTIONAL_NAMES, "leave out what is none of these, all others need no declaration")}`,
    );
  }
}

/**
 * @param what the declaration that needs it, such as `deduplication of logs`
 * @throws InvalidInputError when the image of the plan's collector is not declared to hold the component
 */
export function requireCollectorComponent(
  plan: DeploymentPlan,
  component: OptionalCollectorComponent,
  what: string,
): void {
  const choice = plan["otel-collector"];
  const provided =
    choice.kind === "deployed" ? (choice.spec.provides ?? []) : [];
  if (!provided.includes(component)) {
    throw new InvalidInputError(
      "collector-component-missing",
      `${what} must run on a collector with the component "${component}" (${OPTIONAL[component]}), got an image that is not declared to hold it; use an image that does and say so: components: { "otel-collector": { provides: ["${component}"] } }`,
    );
  }
}
