import type { Server } from "node:http";
import { context, diag, DiagLogLevel, ROOT_CONTEXT } from "@opentelemetry/api";
import {
  collectDefaultMetrics,
  Registry,
  type OpenMetricsContentType,
} from "prom-client";
import { createAdminServer } from "./admin";
import { BusinessMetrics } from "./business-metrics";
import { watchFastify } from "./fastify";
import { Incoming } from "./incoming";
import { createLogger, type Logger } from "./logger";
import { OptionError } from "./option-error";
import {
  settingsOf,
  type ObserveOptions,
  type ReadinessCheck,
  type Settings,
} from "./options";
import { RequestMetrics } from "./request-metrics";
import { requestOf, stateOf } from "./request-state";
import { bounded, stopGracefully } from "./shutdown";
import { sentTraceId, Tracing, type WorkOptions } from "./tracing";

/** A complaint of the SDK that repeats itself is told once in this time. */
const COMPLAINT_MILLIS = 60_000;

/** What a process that has failed still spends on sending what waits. */
const FLUSH_MILLIS = 2000;

/** A running service, as the kit sees it. */
export class Observability {
  /** Where further metrics of `prom-client` may be registered. */
  readonly registry = new Registry<OpenMetricsContentType>();
  /** Counters, gauges and histograms of the business, with declared labels. */
  readonly metrics = new BusinessMetrics(this.registry);
  /** Lines of JSON with trace, span and request, masked as the agent masks. */
  readonly logger: Logger;
  private readonly checks: Map<string, ReadinessCheck>;
  private readonly hooks: (() => unknown)[] = [];
  private readonly requests: RequestMetrics;
  private readonly tracing: Tracing;
  private readonly incoming: Incoming;
  private readonly admin: Server | undefined;
  private stopped: Promise<void> | undefined;

  /** @internal */
  constructor(private readonly settings: Settings) {
    this.logger = createLogger(settings.service, settings.logLevel, (line) => {
      process.stdout.write(line);
    });
    this.checks = new Map(Object.entries(settings.checks));
    this.complainAtMostOnce();
    // The older format cannot carry exemplars.
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    collectDefaultMetrics({ register: this.registry });
    this.requests = new RequestMetrics(settings.buckets, settings.maxRoutes);
    this.requests.register(this.registry);
    this.tracing = new Tracing(settings);
    this.warnOfLate(this.tracing.loadedBefore);
    this.incoming = new Incoming(
      this.requests,
      this.tracing,
      (server) => server === this.admin,
      settings.ignore,
    );
    watchFastify(this.requests, this.incoming.sendById);
    this.admin = this.startAdmin();
    this.endOnMistakes();
    for (const signal of settings.shutdown.signals) {
      // It stays: a second signal must not kill what is being finished.
      process.on(signal, () => {
        void this.shutdown().then(() => process.exit());
      });
    }
  }

  /** The id of the request that is being answered, for messages to people. */
  get requestId(): string | undefined {
    return requestOf(context.active())?.id;
  }

  /** The id of its trace when that is sent, for exemplars of one's own. */
  get traceId(): string | undefined {
    return sentTraceId();
  }

  /** The port of metrics and health, once it listens; another than asked for when that was 0. */
  get adminPort(): number | undefined {
    const address = this.admin?.address();
    return typeof address === "object" ? address?.port : undefined;
  }

  /**
   * Tells the template of the route that a request takes, such as `/orders/:id`, where no framework does.
   *
   * @param request as Node's server gives it
   */
  setRoute(request: object, template: string): void {
    const state = stateOf(request);
    if (state !== undefined && typeof template === "string") {
      state.route = template;
    }
  }

  /**
   * Shows a route with 0 requests and 0 errors from the start, as Fastify's routes are: a series that begins with its first
   * error hides that error from `rate()`.
   *
   * @param template such as `/orders/:id`
   * @throws OptionError for what is no text
   */
  declareRoute(method: string, template: string): void {
    if (typeof method !== "string" || typeof template !== "string") {
      throw new OptionError(
        `method and template of declareRoute() must be texts, got ${typeof method} and ${typeof template}; write them like "GET", "/orders/:id"`,
      );
    }
    this.requests.declare(method, template);
  }

  /**
   * Does something within a span of its own, for what no official instrumentation knows. The span has failed when the work
   * throws, which the caller is told as if there were no span.
   *
   * @param name of few values, such as `SELECT orders`
   */
  traced<T>(
    name: string,
    work: () => T | Promise<T>,
    options: WorkOptions = {},
  ): Promise<T> {
    return this.tracing.work(name, work, options);
  }

  /** Adds something that `/readyz` asks, or replaces what has the name. */
  addCheck(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** Adds what is closed when the service ends, after its last request. */
  onShutdown(hook: () => unknown): void {
    this.hooks.push(hook);
  }

  /**
   * Not ready, no more connections, open requests answered, hooks run, spans sent; within the time that the options give.
   * Never rejects, and ends no process.
   */
  shutdown(): Promise<void> {
    this.stopped ??= stopGracefully(this.settings.shutdown, {
      announce: () => this.logger.info("stopping"),
      close: () => this.incoming.close(),
      openRequests: () => this.incoming.open,
      hooks: () => this.hooks,
      flush: () => this.tracing.stop(),
      warn: (message, error) =>
        this.logger.warn(error === undefined ? {} : { error }, message),
    });
    return this.stopped;
  }

  private startAdmin(): Server | undefined {
    const { admin } = this.settings;
    if (admin === undefined) {
      return undefined;
    }
    const server = createAdminServer({
      metrics: async () => ({
        type: this.registry.contentType,
        text: await this.registry.metrics(),
      }),
      isStopping: () => this.stopped !== undefined,
      checks: this.checks,
    });
    server.on("error", (error) => {
      this.logger.error({ error }, "metrics and health cannot be served");
    });
    return server.listen(admin.port, admin.host);
  }

  /** An error that nobody has caught is logged, and what waits is sent, before the process ends as it would have. */
  private endOnMistakes(): void {
    process.on("uncaughtException", (error, origin) => {
      this.logger.fatal({ error, origin }, "nobody has caught an error");
      // A service that has a handler of its own decides by itself.
      if (process.listenerCount("uncaughtException") === 1) {
        process.exitCode ??= 1;
        this.stopped ??= bounded(
          FLUSH_MILLIS,
          this.tracing.stop(),
          () => undefined,
        );
        void this.stopped.then(() => process.exit());
      }
    });
  }

  /** What a program has taken from a module before it was patched stays as it was. */
  private warnOfLate(packages: readonly string[]): void {
    if (packages.length > 0) {
      this.logger.warn(
        { packages },
        "packages were loaded before observability, so that some of their spans may be missing; import it before everything else",
      );
    }
  }

  /** The SDK tells of a collector that does not answer, again and again; the service goes on. */
  private complainAtMostOnce(): void {
    let quietUntil = 0;
    const tell = (message: string): void => {
      if (Date.now() >= quietUntil) {
        quietUntil = Date.now() + COMPLAINT_MILLIS;
        // A timer of a request may have sent; the line is not about it.
        context.with(ROOT_CONTEXT, () => {
          this.logger.warn(
            { detail: reasonOf(message).slice(0, 300) },
            "telemetry cannot be sent, or not all of it",
          );
        });
      }
    };
    const ignore = (): void => undefined;
    diag.setLogger(
      { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
  }
}

/** The SDK writes errors as JSON with all that they have. */
function reasonOf(message: string): string {
  try {
    const { message: reason } = JSON.parse(message) as { message?: unknown };
    return typeof reason === "string" && reason !== "" ? reason : message;
  } catch {
    return message;
  }
}

/** One for each process, even when a bundle holds the kit a second time. */
const KEY = Symbol.for("@cdktf-observability/node");
const shared = globalThis as { [KEY]?: Observability };

/**
 * Sets everything up, once in a process and before anything else is imported. Without options it gives what runs already, so
 * that any module may ask for the logger.
 *
 * @throws OptionError for options that are unknown or out of range, and for options given after the start
 */
export function observe(options?: ObserveOptions): Observability {
  const running = shared[KEY];
  if (running === undefined) {
    return (shared[KEY] = new Observability(
      settingsOf(options ?? {}, process.env),
    ));
  }
  if (options !== undefined) {
    throw new OptionError(
      "options of observe() must come with its first call, got a second one; remove the import of @cdktf-observability/node/register, or call observe() without options",
    );
  }
  return running;
}
