import { createRequire, syncBuiltinESMExports } from "node:module";
import {
  context,
  createContextKey,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
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
import { CorrelationPropagator } from "./correlation";
import { officialInstrumentations, patchModules } from "./instrumentations";
import type { Settings } from "./options";
import type { RequestState } from "./request-state";

/** A collector that hangs must not keep spans for long: what cannot be sent is dropped. */
const SEND_TIMEOUT_MILLIS = 3000;
const FIRST_SERVER_ERROR = 500;

/** Marks a span that is sent whatever the sampler says. */
const LATE = createContextKey("cdktf-observability late span");

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
  private readonly manager = new AsyncLocalStorageContextManager();
  private readonly ids = new ChosenIds();
  private readonly provider: NodeTracerProvider;
  private readonly tracer;
  private readonly instrumentations: readonly Instrumentation[];

  constructor(private readonly settings: Settings) {
    const { service, version, resource, traces } = settings;
    const exporter = new OTLPTraceExporter({
      ...(traces.endpoint !== undefined && {
        url: `${traces.endpoint}/v1/traces`,
      }),
      timeoutMillis: SEND_TIMEOUT_MILLIS,
    });
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
    this.instrumentations = traces.send ? officialInstrumentations() : [];
    registerInstrumentations({
      tracerProvider: this.provider,
      instrumentations: [...this.instrumentations],
    });
    // Node's own modules are there already: asking for them runs the hooks, and tells programs of ES modules.
    const load = createRequire(__filename);
    load("node:http");
    load("node:https");
    syncBuiltinESMExports();
    patchModules(this.instrumentations, traces.modules);
  }

  /** The context that a caller sent, if any. */
  parentOf(headers: NodeJS.Dict<string | string[]>): Context {
    return headers.traceparent === undefined
      ? ROOT_CONTEXT
      : propagation.extract(ROOT_CONTEXT, headers);
  }

  startServerSpan(method: string, parent: Context): Span {
    return this.tracer.startSpan(method, { kind: SpanKind.SERVER }, parent);
  }

  /** Makes a context that of the present work and all that follows from it. */
  enter(entered: Context): void {
    this.manager.attach(entered);
  }

  /**
   * Ends the span of a request. One that the sampler left out is made up for when the request failed or was slow.
   *
   * @returns the id of the trace when the span is sent
   */
  endServerSpan(
    { span, parent, request, route }: RequestState,
    code: number,
    seconds: number,
  ): string | undefined {
    const failed = code >= FIRST_SERVER_ERROR;
    const { slowSeconds, send } = this.settings.traces;
    let kept = span;
    if (!span.isRecording()) {
      if (!send || !(failed || seconds >= slowSeconds)) {
        return undefined;
      }
      this.ids.chosen = span.spanContext();
      kept = this.tracer.startSpan(
        request.method ?? "",
        { kind: SpanKind.SERVER, startTime: Date.now() - seconds * 1000 },
        parent.setValue(LATE, true),
      );
      this.ids.chosen = undefined;
    }
    const method = request.method ?? "";
    if (route !== undefined) {
      kept.updateName(`${method} ${route}`);
      kept.setAttribute("http.route", route);
    }
    kept.setAttributes({
      "http.request.method": method,
      // Queries hold what nobody may see.
      "url.path": pathOf(request.url),
      "http.response.status_code": code,
    });
    if (failed) {
      kept.setStatus({ code: SpanStatusCode.ERROR });
      kept.setAttribute("error.type", String(code));
    }
    kept.end();
    return kept.spanContext().traceId;
  }

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

function samplerOf({ traces }: Settings): Sampler {
  const root = new TraceIdRatioBasedSampler(traces.send ? traces.ratio : 0);
  const usual = traces.followsParent ? new ParentBasedSampler({ root }) : root;
  return {
    shouldSample: (parent, ...rest) =>
      parent.getValue(LATE) === true
        ? { decision: SamplingDecision.RECORD_AND_SAMPLED }
        : usual.shouldSample(parent, ...rest),
    toString: () => `late spans, else ${usual.toString()}`,
  };
}

const MOST_PATH = 200;

function pathOf(url = "/"): string {
  const query = url.indexOf("?");
  return (query === -1 ? url : url.slice(0, query)).slice(0, MOST_PATH);
}
