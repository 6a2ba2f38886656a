import type { IncomingMessage } from "node:http";
import {
  OptionError,
  requireBounds,
  requireKnown,
  requireRange,
} from "./option-error";

/** Something that must work before the service takes requests, such as its database. */
export type ReadinessCheck = () => boolean | Promise<boolean>;

/** Whether a request is left out; it is asked for each one, before anything is known but its head. */
export type IgnoredRequests = (request: IncomingMessage) => boolean;

/** Where metrics, health and readiness are served. */
export interface AdminOptions {
  /**
   * Address to listen on. Whoever reaches it reads the metrics: give "127.0.0.1" where the scraper is on the same host.
   * @default OTEL_EXPORTER_PROMETHEUS_HOST, else "0.0.0.0"
   */
  readonly host?: string;
  /** @default OTEL_EXPORTER_PROMETHEUS_PORT, else 9464 */
  readonly port?: number;
}

export interface TraceOptions {
  /**
   * Address of the collector for OTLP over HTTP, without `/v1/traces`.
   * @default OTEL_EXPORTER_OTLP_TRACES_ENDPOINT or OTEL_EXPORTER_OTLP_ENDPOINT, else "http://localhost:4318"
   */
  readonly endpoint?: string;
  /**
   * Share of the traces begun here that are sent, from 0 to 1. What a caller decided holds, and of requests that fail or
   * are slow the span of the server is sent in any case. 1 leaves the choice to the collector.
   * @default OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG, else 0.1
   */
  readonly ratio?: number;
  /**
   * The most traces that are begun here and sent in a second, and again as many of requests that fail or are slow, and of
   * those with the debug header: what a busy service spends on tracing is bounded by it.
   * @default 100
   */
  readonly maxPerSecond?: number;
  /**
   * From this duration on, in milliseconds, a request counts as slow.
   * @default 1000
   */
  readonly slowMillis?: number;
  /**
   * A request header, in lower case, that asks for the trace to be sent whatever `ratio` and the caller say; its span tells of
   * it, so that the collector keeps the trace too. The same as `header` of the platform's debug mark; false for none.
   * @default "x-debug-trace"
   */
  readonly debugHeader?: string | false;
  /**
   * Modules of a bundle, which no hook of the module loader can see; they are given to the official instrumentations.
   * @default {}
   */
  readonly modules?: Readonly<
    Partial<Record<"pg" | "ioredis" | "express", unknown>>
  >;
}

export interface ShutdownOptions {
  /**
   * Signals that end the service; none leaves that to `shutdown()`.
   * @default ["SIGTERM", "SIGINT"]
   */
  readonly signals?: readonly NodeJS.Signals[];
  /**
   * How long the service says that it is not ready, and still takes requests, before it closes: what a load balancer needs to
   * notice, in milliseconds.
   * @default 0
   */
  readonly delayMillis?: number;
  /**
   * Bound of everything after that, in milliseconds: open requests, `onShutdown`, sending spans. Docker kills after 10 s.
   * @default 8000
   */
  readonly timeoutMillis?: number;
}

export interface ObserveOptions {
  /**
   * Name of the service, that of `stack.addService`.
   * @default OTEL_SERVICE_NAME, `service.name` of OTEL_RESOURCE_ATTRIBUTES, else "unknown_service:node"
   */
  readonly service?: string;
  /** @default `service.version` of OTEL_RESOURCE_ATTRIBUTES, else none */
  readonly version?: string;
  /**
   * The server of metrics and health; false for none.
   * @default {}
   */
  readonly admin?: AdminOptions | false;
  /**
   * Spans; false sends none (as OTEL_SDK_DISABLED=true and OTEL_TRACES_EXPORTER=none do), and trace ids are still passed on.
   * @default {}
   */
  readonly traces?: TraceOptions | false;
  /**
   * Least level of log lines: trace, debug, info, warn, error, fatal or silent.
   * @default LOG_LEVEL, else "info"
   */
  readonly logLevel?: string;
  /**
   * Bounds of the histogram of durations, in seconds, ascending. Thresholds of objectives must be among them.
   * @default 0.005 to 10
   */
  readonly buckets?: readonly number[];
  /**
   * Routes that are told apart; requests to later ones count as `other`.
   * @default 200
   */
  readonly maxRoutes?: number;
  /**
   * Requests that are neither counted nor traced nor waited for at the end: streams that stay open, probes, a port for other
   * purposes. Where it throws, the request is not left out.
   * @default - none
   */
  readonly ignore?: IgnoredRequests;
  /**
   * What `/readyz` asks, by name.
   * @default {}
   */
  readonly checks?: Readonly<Record<string, ReadinessCheck>>;
  /** @default {} */
  readonly shutdown?: ShutdownOptions;
}

export interface Settings {
  readonly service: string;
  readonly version: string | undefined;
  readonly resource: Readonly<Record<string, string>>;
  readonly admin: Required<AdminOptions> | undefined;
  readonly traces: TraceSettings;
  readonly logLevel: string;
  readonly buckets: readonly number[];
  readonly maxRoutes: number;
  readonly ignore: IgnoredRequests | undefined;
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
  readonly shutdown: Required<ShutdownOptions>;
}

export interface TraceSettings {
  readonly send: boolean;
  /** The exporter reads the environment by itself where none is given. */
  readonly endpoint: string | undefined;
  readonly ratio: number;
  /** Whether what a caller decided holds. */
  readonly followsParent: boolean;
  readonly maxPerSecond: number;
  readonly slowSeconds: number;
  readonly debugHeader: string | undefined;
  readonly modules: Readonly<Record<string, unknown>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
const HOUR_MILLIS = 3_600_000;

/**
 * What is asked for in the program, then in the environment, else the defaults.
 *
 * @throws OptionError for an unknown name or a value out of range
 */
export function settingsOf(
  options: ObserveOptions,
  environment: Environment,
): Settings {
  requireKnown("options of observe()", options, [
    "service",
    "version",
    "admin",
    "traces",
    "logLevel",
    "buckets",
    "maxRoutes",
    "ignore",
    "checks",
    "shutdown",
  ]);
  const resource = resourceOf(environment.OTEL_RESOURCE_ATTRIBUTES ?? "");
  const service =
    options.service ??
    (filled(environment.OTEL_SERVICE_NAME) ||
      resource["service.name"] ||
      "unknown_service:node");
  if (typeof service !== "string" || service.trim() === "") {
    throw new OptionError(
      "service of observe() must be a name, got an empty one; give that of stack.addService",
    );
  }
  const logLevel = options.logLevel ?? filled(environment.LOG_LEVEL) ?? "info";
  if (!LEVELS.includes(logLevel)) {
    throw new OptionError(
      `log level must be one of ${LEVELS.join(", ")}, got ${JSON.stringify(logLevel)}; see option logLevel and LOG_LEVEL`,
    );
  }
  return {
    service,
    version: options.version ?? resource["service.version"],
    resource,
    admin: adminOf(options.admin ?? {}, environment),
    traces: tracesOf(options.traces ?? {}, environment),
    logLevel,
    buckets: requireBounds("buckets", options.buckets ?? BUCKETS, 0),
    maxRoutes: requireRange(
      "maxRoutes",
      options.maxRoutes ?? 200,
      [1, 5000],
      true,
    ),
    ignore: ignoreOf(options.ignore),
    checks: options.checks ?? {},
    shutdown: shutdownOf(options.shutdown ?? {}),
  };
}

function adminOf(
  options: AdminOptions | false,
  environment: Environment,
): Required<AdminOptions> | undefined {
  if (options === false) {
    return undefined;
  }
  requireKnown("admin of observe()", options, ["host", "port"]);
  const port =
    options.port ??
    Number(filled(environment.OTEL_EXPORTER_PROMETHEUS_PORT) ?? 9464);
  return {
    host:
      options.host ??
      filled(environment.OTEL_EXPORTER_PROMETHEUS_HOST) ??
      "0.0.0.0",
    port: requireRange("port of admin", port, [0, 65_535], true),
  };
}

function tracesOf(
  options: TraceOptions | false,
  environment: Environment,
): TraceSettings {
  const given = options === false ? {} : options;
  requireKnown("traces of observe()", given, [
    "endpoint",
    "ratio",
    "maxPerSecond",
    "slowMillis",
    "debugHeader",
    "modules",
  ]);
  const modules = given.modules ?? {};
  requireKnown("modules of traces", modules, ["pg", "ioredis", "express"]);
  const slow = requireRange(
    "slowMillis of traces",
    given.slowMillis ?? 1000,
    [1, HOUR_MILLIS],
    false,
  );
  const off =
    options === false ||
    environment.OTEL_SDK_DISABLED?.toLowerCase() === "true" ||
    environment.OTEL_TRACES_EXPORTER === "none";
  return {
    send: !off,
    endpoint: endpointOf(given.endpoint),
    ...samplingOf(given.ratio, environment),
    maxPerSecond: requireRange(
      "maxPerSecond of traces",
      given.maxPerSecond ?? 100,
      [1, 100_000],
      true,
    ),
    slowSeconds: slow / 1000,
    debugHeader: debugHeaderOf(given.debugHeader ?? "x-debug-trace"),
    modules,
  };
}

function endpointOf(endpoint: string | undefined): string | undefined {
  if (endpoint !== undefined && !/^https?:\/\/[^/]/.test(endpoint)) {
    throw new OptionError(
      "endpoint of traces must begin with http:// or https://, got another text; give the collector's address, such as http://otel-collector:4318",
    );
  }
  return endpoint?.replace(/\/+$/, "");
}

function debugHeaderOf(header: string | false): string | undefined {
  const isName =
    typeof header === "string" && /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(header);
  if (header !== false && !isName) {
    throw new OptionError(
      `debugHeader of traces must be the name of a header in lower case, got ${JSON.stringify(header)}; write it like "x-debug-trace"`,
    );
  }
  return header === false ? undefined : header;
}

/** See https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
function samplingOf(
  ratio: number | undefined,
  environment: Environment,
): { readonly ratio: number; readonly followsParent: boolean } {
  const usual = 0.1;
  const [, parent, name] =
    /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(
      environment.OTEL_TRACES_SAMPLER ?? "",
    ) ?? [];
  if (ratio !== undefined || name === undefined) {
    return {
      ratio: requireRange("ratio of traces", ratio ?? usual, [0, 1], false),
      followsParent: true,
    };
  }
  const argument = Number(filled(environment.OTEL_TRACES_SAMPLER_ARG) ?? 1);
  const ratios = {
    always_on: 1,
    always_off: 0,
    traceidratio: requireRange(
      "OTEL_TRACES_SAMPLER_ARG",
      argument,
      [0, 1],
      false,
    ),
  };
  return {
    ratio: ratios[name as keyof typeof ratios],
    followsParent: parent !== undefined,
  };
}

function ignoreOf(
  ignore: IgnoredRequests | undefined,
): IgnoredRequests | undefined {
  if (ignore !== undefined && typeof ignore !== "function") {
    throw new OptionError(
      `ignore of observe() must be a function, got ${typeof ignore}; give one that takes a request and answers whether it is left out`,
    );
  }
  return ignore;
}

function shutdownOf(options: ShutdownOptions): Required<ShutdownOptions> {
  requireKnown("shutdown of observe()", options, [
    "signals",
    "delayMillis",
    "timeoutMillis",
  ]);
  return {
    signals: options.signals ?? ["SIGTERM", "SIGINT"],
    delayMillis: requireRange(
      "delayMillis of shutdown",
      options.delayMillis ?? 0,
      [0, HOUR_MILLIS],
      false,
    ),
    timeoutMillis: requireRange(
      "timeoutMillis of shutdown",
      options.timeoutMillis ?? 8000,
      [100, HOUR_MILLIS],
      false,
    ),
  };
}

/** `key=value` pairs with percent signs as in a URL; what is malformed is left out, as the specification asks. */
function resourceOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(",").flatMap((pair) => {
      const [key = "", value] = pair.split("=", 2);
      try {
        return key.trim() === "" || value === undefined
          ? []
          : [[key.trim(), decodeURIComponent(value.trim())]];
      } catch {
        return [];
      }
    }),
  );
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text.trim();
}
