import { requireMasking } from "../logs/masking/masking";
import { findSameFile } from "../logs/shared-files";
import {
  requireLogSource,
  type LogSource,
  type ServiceLogs,
} from "../logs/source";
import { requireBounded } from "../logs/source-format";
import { requireLabels } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireOptions, requireShape } from "../shape";
import { shown, typeOf } from "../shown";
import { createService } from "../telemetry/service";
import { Bytes } from "../units";
import { AGENT_DEFAULTS, type AgentOptions, type AgentSpec } from "./agent";

/** What an agent needs to know of the gateway that its endpoint leads to. */
export interface AgentGateway {
  readonly httpPort: number | undefined;
  readonly needsClientCertificate: boolean;
}

/** Names of the options; unknown ones are refused. */
export const AGENT_OPTIONS: readonly (keyof AgentOptions)[] = [
  "endpoint",
  "logs",
  "hostMetrics",
  "otlp",
  "labels",
  "masking",
  "authorities",
  "memory",
  "queue",
];

const HOST =
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Labels that follow from the host and its lines. */
const OWN_LABELS = ["host", "service", "level", "log"];

/** Places that the service does not see, or sees its own of. */
const HIDDEN = /^\/(?:home|root|run\/user|tmp|var\/tmp|dev|proc|sys)\//;

/** The collector alone takes 40 MiB. */
const LEAST_MEMORY = Bytes.mebibytes(64);

/** Logs, metrics and spans wait apart; less would hold few requests of each. */
const LEAST_QUEUE = Bytes.mebibytes(32);

/**
 * Completes and checks what was declared of a host.
 *
 * @param gateway what the endpoint leads to
 * @throws InvalidInputError for a malformed host or endpoint, an endpoint without TLS elsewhere than on the host itself, a
 *   source that an agent cannot read, nothing to collect, and a gateway that does not speak OTLP over HTTP
 */
export function chooseAgent(
  host: unknown,
  options: AgentOptions,
  gateway: AgentGateway,
): AgentSpec {
  const name = requireAgentHost(host);
  const what = `agent of host "${name}"`;
  requireShape(what, options, {
    logs: "list?",
    hostMetrics: "flag?",
    otlp: "flag?",
    authorities: "text?",
    memory: "size?",
    queue: "size?",
  });
  const { hostMetrics = true, otlp = false, masking = {} } = options;
  const { logs = [], labels = {} } = options;
  requireEndpoint(what, options.endpoint);
  requireSources(what, logs);
  requireAgentLabels(what, labels);
  if (masking !== false) {
    requireOptions(`masking of ${what}`, masking, ["also", "except", "rules"]);
    requireMasking(masking);
  }
  if (logs.length === 0 && !hostMetrics && !otlp) {
    throw new InvalidInputError(
      "agent-idle",
      `${what} must collect something, got no logs, no host metrics and no OTLP; declare logs, or leave the host out`,
    );
  }
  if (gateway.httpPort === undefined) {
    throw new InvalidInputError(
      "agent-gateway",
      `gateway of ${what} must speak OTLP over HTTP, got gRPC only; give the gateway an httpPort`,
    );
  }
  const { memory = AGENT_DEFAULTS.memory, queue = AGENT_DEFAULTS.queue } =
    options;
  requireAtLeast(`memory of ${what}`, memory, LEAST_MEMORY);
  requireAtLeast(`queue of ${what}`, queue, LEAST_QUEUE);
  return {
    host: name,
    endpoint: options.endpoint,
    logs,
    hostMetrics,
    otlp,
    labels,
    masking,
    memory,
    queue,
    authorities: options.authorities,
    clientCertificate: gateway.needsClientCertificate,
  };
}

function requireAgentHost(host: unknown): string {
  if (typeof host === "string" && host.length <= 253 && HOST.test(host)) {
    return host;
  }
  throw new InvalidInputError(
    "agent-host",
    `name of a host must be of lower-case letters, digits, "-" and ".", got ${shown(host)}; pass the name as \`hostName\``,
  );
}

function requireEndpoint(what: string, endpoint: unknown): void {
  requireKind(`endpoint of ${what}`, endpoint, "text");
  const url = URL.canParse(String(endpoint))
    ? new URL(String(endpoint))
    : undefined;
  const { protocol = "", hostname = "" } = url ?? {};
  if (
    url === undefined ||
    !["https:", "http:"].includes(protocol) ||
    url.username !== "" ||
    url.password !== "" ||
    url.search !== "" ||
    url.hash !== "" ||
    url.pathname !== "/"
  ) {
    throw new InvalidInputError(
      "agent-endpoint",
      // Somebody may have put a password into it.
      `endpoint of ${what} must be scheme, host and port of the gateway and nothing else, got ${typeOf(endpoint)}; write it like "https://telemetry.example:14318"`,
    );
  }
  if (protocol === "http:" && !LOOPBACK.test(hostname)) {
    throw new InvalidInputError(
      "agent-endpoint-plain",
      `endpoint of ${what} must use TLS, got "http" to ${shown(hostname)}; begin it with "https", or end a tunnel at 127.0.0.1`,
    );
  }
}

function requireSources(what: string, logs: readonly ServiceLogs[]): void {
  const paths = new Map<string, string>();
  for (const each of logs) {
    requireOptions(`logs of ${what}`, each, ["service", "source"]);
    const { service, source } = each;
    createService({ name: service, metrics: [] });
    const ofService = `logs of service "${service}" on ${what}`;
    requireLogSource(ofService, source);
    const path = pathOf(ofService, source);
    // One receiver for each file; the names of the second one's would be lost.
    const place = path.replace(/[^a-zA-Z0-9._-]/g, "_");
    const before =
      paths.get(place) ??
      [...paths.values()].find((known) => findSameFile(known, path));
    if (before !== undefined) {
      throw new InvalidInputError(
        "agent-log-path-twice",
        `${ofService} must come from a file of their own, got ${shown(path)} ${before === path ? "twice" : `beside ${shown(before)}`}; declare each path once, for one service`,
      );
    }
    paths.set(place, path);
  }
}

function pathOf(what: string, source: LogSource): string {
  if (source.kind !== "file") {
    throw new InvalidInputError(
      "agent-log-source",
      `${what} must be files of the host, got a source of kind "${source.kind}"; ${REMEDY[source.kind]}`,
    );
  }
  if (HIDDEN.test(source.path) || source.path.includes("/../")) {
    throw new InvalidInputError(
      "agent-log-path",
      `${what} must be where a service of the host can see them, got ${shown(source.path)}; let the program write below /var/log`,
    );
  }
  return source.path;
}

const REMEDY = {
  container:
    "let the container write to a folder of the host, or send by OTLP to the agent: otlp: true",
  syslog:
    'let the syslog daemon of the host write a file, and read that by LogSource.file(path, { format: "syslog" })',
  journal:
    'the agent\'s program lacks the component "journald"; let journald forward to syslog, and read its file by LogSource.auth or LogSource.file',
  otlp: "let programs of the host send to the agent: otlp: true",
} as const;

function requireAgentLabels(
  what: string,
  labels: Readonly<Record<string, string>>,
): void {
  requireBounded(what, requireLabels(`labels of ${what}`, labels));
  const own = OWN_LABELS.find((label) => Object.hasOwn(labels, label));
  if (own !== undefined) {
    throw new InvalidInputError(
      "agent-label",
      `labels of ${what} must leave out what follows from the host and its lines, got "${own}"; ${own === "host" ? "pass the name as `hostName`" : "give it another name"}`,
    );
  }
}

function requireAtLeast(what: string, given: Bytes, least: Bytes): void {
  if (given.compare(least) < 0) {
    throw new InvalidInputError(
      "agent-size",
      `${what} must be at least ${least.toString()}, got ${given.toString()}; give it more, or leave it out for the default`,
    );
  }
}
