import { context, trace } from "@opentelemetry/api";
import { pino, type Logger } from "pino";
import { maskText } from "../../../lib/domain/logs/masking/apply";
import { builtInPatterns } from "../../../lib/domain/logs/masking/masking";
import { requestOf } from "./request-state";

export type { Logger };

/**
 * Lines of JSON with the fields that the collector reads. Each is masked as a whole, so that no binding, serializer or
 * stack trace escapes.
 *
 * @param write takes a line with its end
 */
export function createLogger(
  service: string,
  level: string,
  write: (line: string) => void,
): Logger {
  const patterns = builtInPatterns({});
  return pino(
    {
      level,
      base: { service },
      errorKey: "error",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: correlation,
    },
    {
      write: (line: string) => {
        write(maskText(line, patterns));
      },
    },
  );
}

function correlation(): object {
  const active = context.active();
  const span = trace.getSpanContext(active);
  const request = requestOf(active);
  return {
    ...(span && { trace_id: span.traceId, span_id: span.spanId }),
    ...(request && { request_id: request.id }),
  };
}
