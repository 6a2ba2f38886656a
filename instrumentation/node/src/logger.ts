import { context, trace } from "@opentelemetry/api";
import { pino, type LogFn, type Logger } from "pino";
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
      formatters: { level: (label) => ({ level: label }), log: renamed },
      mixin: correlation,
      hooks: { logMethod: withoutFailing },
    },
    {
      write: (line: string) => {
        write(
          maskText(
            line.length > MOST_LENGTH ? shortened(line) : line,
            patterns,
          ),
        );
      },
    },
  );
}

/** The agent cuts records of this length, and masking takes its time; in UTF-16 units. */
const MOST_LENGTH = 262_144;
const MOST_TEXT = 4096;
/** So many fields of the longest texts are well below the most that a line may have. */
const MOST_FIELDS = 40;

/** A line that stays JSON, with the beginnings of its long texts and, of more than so many in a record, the first fields. */
function shortened(line: string): string {
  const cut = JSON.stringify(JSON.parse(line), (_, value: unknown) => {
    return typeof value === "string" && value.length > MOST_TEXT
      ? `${value.slice(0, endOf(value))}... (cut)`
      : value;
  });
  return cut.length > MOST_LENGTH ? `${onlyFlat(cut)}\n` : `${cut}\n`;
}

/** Between words, so that half of a secret is not taken for something harmless. */
function endOf(text: string): number {
  const space = text.lastIndexOf(" ", MOST_TEXT);
  return space > MOST_TEXT / 2 ? space : MOST_TEXT;
}

/** What is known of each line; the rest of one that has too much of everything is left out. */
function onlyFlat(line: string): string {
  const flat = Object.entries(JSON.parse(line) as object).filter(
    ([, value]) => typeof value !== "object",
  );
  return JSON.stringify(
    Object.fromEntries([...flat.slice(0, MOST_FIELDS), ["cut", true]]),
  );
}

/** Names that each line has by itself: a logged body must not give another level or service. */
const OWN_NAMES = ["level", "time", "service"];

function renamed(values: Record<string, unknown>): Record<string, unknown> {
  if (!OWN_NAMES.some((name) => name in values)) {
    return values;
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      OWN_NAMES.includes(name) ? `${name}_` : name,
      value,
    ]),
  );
}

/** What is logged may have parts that cannot be read; that must not fail the work. */
function withoutFailing(
  this: Logger,
  values: Parameters<LogFn>,
  log: LogFn,
): void {
  try {
    if (typeof values[0] === "symbol" || typeof values[0] === "function") {
      values[0] = String(values[0]);
    }
    log.apply(this, values);
  } catch (error) {
    log.call(this, { error }, "what was to be logged cannot be read");
  }
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
