import { trace } from "@opentelemetry/api";
import { SETTINGS } from "./settings";

type Level = "info" | "warn" | "error";

/** Writes one line, with the trace that it belongs to. */
export function log(
  level: Level,
  msg: string,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  const span = trace.getActiveSpan()?.spanContext();
  const line = {
    time: new Date().toISOString(),
    level,
    msg,
    service: SETTINGS.service,
    ...(span && { trace_id: span.traceId, span_id: span.spanId }),
    ...fields,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
