import type { IncomingMessage } from "node:http";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import {
  context,
  createContextKey,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  registerInstrumentations,
  type Instrumentation,
} from "@opentelemetry/instrumentation";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  RandomIdGenerator,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type IdGenerator,
  type Sampler,
} from "@opentelemetry/sdk-trace-node";
import { RequestContextManager } from "./context-manager";
import { CorrelationPropagator } from "./correlation";
import {
  officialInstrumentations,
  patchLoaded,
  patchModules,
} from "./instrumentations";
import type { Settings } from "./options";
import { PatientExporter } from "./patient-exporter";
import { RateLimit } from "./rate-limit";
import { RequestState } from "./request-state";
import { withoutQuery } from "./url";

/** A collector that hangs must not hold up a service that ends. */
const SEND_TIMEOUT_MILLIS = 3000;
const FIRST_SERVER_ERROR = 500;

/** Marks the parent of a span that is sent whatever the sampler says. */
const SENT = createContextKey("cdktf-observability sent");

/** What is told of a piece of work beside its name. */
export interface WorkOptions {
  /**
   * `client` asks another program and waits, such as a database; `producer` and `consumer` send to and take from a queue.
   * @default "internal"
   */
  readonly kind?: "internal" | "client" | "producer" | "consumer";
  /**
   * Attributes of the span, with the names of OpenTelemetry's semantic conventions.
   * @default {}
   */
  readonly attributes?: Attributes;
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** The ids that the next span is to have; else random ones. */
class ChosenIds implements IdGenerator {
  private readonly random = new RandomIdGenerator();
  chosen: { readonly traceId: string; readonly spanId: string } | undefined;
  readonly generateTraceId = () =>
    this.chosen?.traceId ?? this.random.generateTraceId();
  readonly generateSpanId = () =>
    this.chosen?.spanId ?? this.random.generateSpanId();
}

/** Spans, from the start of a request to the collector. */
export class Tracing {
  private readonly manager = new RequestContextManager();
  private readonly ids = new ChosenIds();
  private readonly provider: NodeTracerProvider;
  private readonly tracer;
  private readonly usual: RateLimit;
  private readonly late: RateLimit;
  private readonly asked: RateLimit;
  private readonly instrumentations: readonly Instrumentation[];
  /** Packages that were there before they could be watched. */
  readonly loadedBefore: readonly string[];

  constructor(private readonly settings: Settings) {
    const { service, version, resource, traces } = settings;
    this.usual = new RateLimit(traces.maxPerSecond);
    this.late = new RateLimit(traces.maxPerSecond);
    this.asked = new RateLimit(traces.maxPerSecond);
    const exporter = new PatientExporter(
      new OTLPTraceExporter({
        ...(traces.endpoint !== undefined && {
          url: `${traces.endpoint}/v1/traces`,
        }),
        timeoutMillis: SEND_TIMEOUT_MILLIS,
      }),
    );
    this.provider = new NodeTracerProvider({
      resource: resourceFromAttributes({
        ...resource,
        "service.name": service,
        ...(version !== undefined && { "service.version": version }),
      }),
      idGenerator: this.ids,
      sampler: samplerOf(settings),
      spanProcessors: traces.send
        ? [
            new BatchSpanProcessor(exporter, {
              exportTimeoutMillis: SEND_TIMEOUT_MILLIS,
            }),
          ]
        : [],
    });
    this.provider.register({
      contextManager: this.manager,
      propagator: new CorrelationPropagator(new W3CTraceContextPropagator()),
    });
    this.tracer = this.provider.getTracer("@cdktf-observability/node");
    this.instrumentations = officialInstrumentations(traces.send);
    registerInstrumentations({
      tracerProvider: this.provider,
      instrumentations: [...this.instrumentations],
    });
    // Node's own modules are there already: asking for them runs the hooks, and tells programs of ES modules. A bundle of ES
    // modules has no name of its own file, and the place does not matter here.
    const load = createRequire(join(process.cwd(), "any.js"));
    load("node:http");
    load("node:https");
    syncBuiltinESMExports();
    patchModules(this.instrumentations, traces.modules);
    this.loadedBefore = patchLoaded(this.instrumentations, load);
    // Of packages that a program of ES modules imports, the hooks see the inner files only.
    setImmediate(() => patchLoaded(this.instrumentations, load)).unref();
  }

  /**
   * The state of a request that begins. What is not sent has no span until somebody asks for one, since making it costs as
   * much as the rest.
   */
  begin(id: string, request: IncomingMessage): RequestState {
    const { headers } = request;
    const parent =
      headers.traceparent === undefined
        ? ROOT_CONTEXT
        : propagation.extract(ROOT_CONTEXT, headers);
    const span = this.isSent(request, parent)
      ? this.startSpan(request, parent.setValue(SENT, true), Date.now())
      : undefined;
    const start = performance.now();
    return new RequestState(id, request, parent, start, span, this.unsent);
  }

  /** Makes the work for a request the present one; the root is that for none. */
  enter(context: Context): void {
    this.manager.enter(context);
  }

  /**
   * Ends the span of a request. One that was left out is made up for when the request failed or was slow.
   *
   * @returns the id of the trace when the span is sent
   */
  end(state: RequestState, code: number, seconds: number): string | undefined {
    const failed = code >= FIRST_SERVER_ERROR;
    const span = state.isRecorded
      ? state.span
      : this.lateSpan(state, failed, seconds);
    if (span === undefined) {
      return undefined;
    }
    const { request, route } = state;
    const method = request.method ?? "";
    if (route !== undefined) {
      span.updateName(`${method} ${route}`);
      span.setAttribute("http.route", route);
    }
    span.setAttributes({
      "http.request.method": method,
      // Queries hold what nobody may see.
      "url.path": pathOf(request),
      "http.response.status_code": code,
      ...this.debugMark(request),
    });
    if (failed) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute("error.type", String(code));
    }
    span.end();
    return span.spanContext().traceId;
  }

  /** Does something within a span of its own, whose error is that of the work. */
  async work<T>(
    name: string,
    work: () => T | Promise<T>,
    { kind = "internal", attributes = {} }: WorkOptions,
  ): Promise<T> {
    const options = { kind: KINDS[kind], attributes };
    return this.tracer.startActiveSpan(name, options, async (span) => {
      try {
        return await work();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute(
          "error.type",
          error instanceof Error ? error.name : typeof error,
        );
        throw error;
      } finally {
        span.end();
      }
    });
  }

  private isSent(request: IncomingMessage, parent: Context): boolean {
    const { send, ratio, followsParent } = this.settings.traces;
    const caller = trace.getSpanContext(parent);
    return (
      send &&
      ((caller !== undefined && followsParent
        ? (caller.traceFlags & TraceFlags.SAMPLED) !== 0
        : Math.random() < ratio && this.usual.allows(performance.now())) ||
        (this.hasDebugHeader(request) && this.asked.allows(performance.now())))
    );
  }

  private hasDebugHeader({ headers }: IncomingMessage): boolean {
    const { debugHeader } = this.settings.traces;
    return debugHeader !== undefined && headers[debugHeader] !== undefined;
  }

  /** What the collector keeps traces by. Only that the header was there counts, and its value may be private. */
  private debugMark(request: IncomingMessage): Attributes {
    return this.hasDebugHeader(request)
      ? {
          [`http.request.header.${this.settings.traces.debugHeader}`]: ["true"],
        }
      : {};
  }

  private startSpan(
    request: IncomingMessage,
    parent: Context,
    startTime: number,
  ): Span {
    const kind = SpanKind.SERVER;
    return this.tracer.startSpan(
      request.method ?? "",
      { kind, startTime },
      parent,
    );
  }

  private lateSpan(
    state: RequestState,
    failed: boolean,
    seconds: number,
  ): Span | undefined {
    const { slowSeconds, send } = this.settings.traces;
    if (
      !send ||
      !(failed || seconds >= slowSeconds) ||
      !this.late.allows(performance.now())
    ) {
      return undefined;
    }
    this.ids.chosen = state.span.spanContext();
    const start = Date.now() - seconds * 1000;
    const sent = state.parent.setValue(SENT, true);
    const span = this.startSpan(state.request, sent, start);
    this.ids.chosen = undefined;
    return span;
  }

  /** Only the ids, for log lines and for the services that are asked. */
  private readonly unsent = (parent: Context): Span =>
    trace.wrapSpanContext({
      traceId:
        trace.getSpanContext(parent)?.traceId ?? this.ids.generateTraceId(),
      spanId: this.ids.generateSpanId(),
      traceFlags: TraceFlags.NONE,
    });

  /** Sends what waits; never rejects. */
  async flush(): Promise<void> {
    await this.provider.forceFlush().catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined);
  }
}

/** The id of the trace that the present work belongs to, when it is sent. */
export function sentTraceId(): string | undefined {
  const span = trace.getSpanContext(context.active());
  return span !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0
    ? span.traceId
    : undefined;
}

/** Requests are chosen as they begin. What is done for one follows it, and what is done for none is chosen by itself. */
function samplerOf({ traces }: Settings): Sampler {
  const usual = new ParentBasedSampler({
    root: new TraceIdRatioBasedSampler(traces.send ? traces.ratio : 0),
  });
  return {
    shouldSample: (parent, ...rest) =>
      parent.getValue(SENT) === true
        ? { decision: SamplingDecision.RECORD_AND_SAMPLED }
        : usual.shouldSample(parent, ...rest),
    toString: () => "chosen requests",
  };
}

/** Routers take from `url` what they have matched, and keep the whole. */
function pathOf(request: IncomingMessage): string {
  const { originalUrl, url = "/" } = request as IncomingMessage & {
    readonly originalUrl?: unknown;
  };
  return withoutQuery(typeof originalUrl === "string" ? originalUrl : url);
}
