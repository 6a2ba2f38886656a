import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-node";
import { SETTINGS } from "./settings";

new NodeTracerProvider({
  resource: resourceFromAttributes({
    "service.name": SETTINGS.service,
    "service.version": SETTINGS.version,
  }),
  sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) }),
  spanProcessors: [
    new BatchSpanProcessor(
      new OTLPTraceExporter({ url: `${SETTINGS.collector}/v1/traces` }),
    ),
  ],
}).register();
const tracer = trace.getTracer("shop");

/** Does something within a span of its own, which fails when that throws. */
export async function traced<T>(
  name: string,
  kind: keyof typeof SpanKind,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  const options = { kind: SpanKind[kind], attributes };
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The trace that a request came with, as the context of what follows. */
export function continued<T>(
  headers: Readonly<Record<string, unknown>>,
  work: () => Promise<T>,
): Promise<T> {
  return context.with(propagation.extract(context.active(), headers), work);
}

/** The id of the present trace when it is kept, for exemplars. */
export function keptTraceId(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span !== undefined && (span.traceFlags & 1) === 1
    ? span.traceId
    : undefined;
}
