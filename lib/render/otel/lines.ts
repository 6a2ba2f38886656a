/** A step that the collector's file receiver takes with each line. */
export type Operator = Readonly<Record<string, unknown>>;

/** Names that log libraries give to what is wanted of a line; the first that is there wins. */
const KEYS = {
  level: ["level", "severity", "lvl", "log.level"],
  trace_id: ["trace_id", "traceId", "traceID", "trace.id"],
  span_id: ["span_id", "spanId", "spanID", "span.id"],
  time: ["time", "timestamp", "ts", "@timestamp"],
} as const;

/** What was read from a line, until the last step. */
const PARSED = "attributes.parsed";

/** Spellings of levels; the numbers are those of pino and bunyan. */
const SPELLINGS = {
  trace: ["trace", "10"],
  debug: ["debug", "dbg", "20"],
  info: ["info", "information", "notice", "30"],
  warn: ["warn", "warning", "40"],
  error: ["error", "err", "critical", "crit", "50"],
  fatal: ["fatal", "panic", "alert", "emergency", "emerg", "60"],
} as const;

/** The label `level`, from the number that the collector gives a severity: at least this, most severe first. */
export const LEVELS = [
  ["fatal", 21],
  ["error", 17],
  ["warn", 13],
  ["info", 9],
  ["debug", 5],
  ["trace", 1],
] as const;

export const UNKNOWN_LEVEL = "unknown";

/** What may become the label `log`: few characters, since each value makes a stream. */
export const LOG_NAME = "^[a-z][a-z0-9_-]{0,31}$";

/**
 * Reads level, trace context, time and the name of the log from a line of JSON or of `key=value`. The line itself stays as
 * it is, and a line of another form passes with the level `unknown`.
 *
 * @param options.time whether the time is known already or stands in the line
 */
export function perLine(options: {
  readonly time: "given" | "parsed";
}): readonly Operator[] {
  return [
    ...parseLine(),
    ...level(),
    normalize("trace_id"),
    normalize("span_id"),
    {
      type: "trace_parser",
      if: `${PARSED}?.trace_id matches "^[0-9a-fA-F]{32}$"`,
      trace_id: { parse_from: `${PARSED}.trace_id` },
      span_id: { parse_from: `${PARSED}.span_id` },
      on_error: "send_quiet",
    },
    ...(options.time === "parsed" ? parseTime() : []),
    {
      type: "move",
      // What the source declares is not for a line to say.
      if: `resource.log == nil and ${PARSED}?.log matches ${literal(LOG_NAME)}`,
      from: `${PARSED}.log`,
      to: "resource.log",
      on_error: "send_quiet",
    },
    removeField(PARSED),
  ];
}

function parseLine(): readonly Operator[] {
  const parser = { parse_to: PARSED, on_error: "send_quiet" };
  return [
    {
      type: "json_parser",
      if: String.raw`body matches "^\\s*\\{"`,
      ...parser,
    },
    {
      type: "key_value_parser",
      if: String.raw`${PARSED} == nil and body matches "(^|\\s)(level|lvl|severity)="`,
      ...parser,
    },
    // For lines of which another part is malformed.
    {
      type: "regex_parser",
      if: `${PARSED} == nil`,
      regex: String.raw`(?:^|\s)(?:level|lvl|severity)="?(?P<level>[A-Za-z]+)`,
      ...parser,
    },
  ];
}

function normalize(field: keyof typeof KEYS): Operator {
  const found = KEYS[field].map((key) => `${PARSED}[${literal(key)}]`);
  return {
    ...setField(`${PARSED}.${field}`, found.join(" ?? ")),
    if: `${PARSED} != nil and (${found.join(" ?? ")}) != nil`,
  };
}

function parseTime(): readonly Operator[] {
  const from = { parse_from: `${PARSED}.time`, on_error: "send_quiet" };
  return [
    normalize("time"),
    {
      type: "time_parser",
      if: `type(${PARSED}?.time) == "string"`,
      layout_type: "gotime",
      layout: "2006-01-02T15:04:05.999999999Z07:00",
      ...from,
    },
    {
      type: "time_parser",
      if: `type(${PARSED}?.time) in ["float", "int"]`,
      layout_type: "epoch",
      layout: "ms",
      ...from,
    },
  ];
}

/** The label, and the severity that follows from it. */
function level(): readonly Operator[] {
  const field = "resource.level";
  const found = KEYS.level.map((key) => `${PARSED}[${literal(key)}]`);
  const levels = Object.fromEntries(
    Object.entries(SPELLINGS).flatMap(([name, spellings]) =>
      spellings.map((spelling) => [spelling, name]),
    ),
  );
  return [
    setField(field, literal(UNKNOWN_LEVEL)),
    {
      ...setField(
        field,
        `${lookup(levels, `lower(string(${found.join(" ?? ")}))`)} ?? ${literal(UNKNOWN_LEVEL)}`,
      ),
      if: `${PARSED} != nil`,
    },
    {
      type: "severity_parser",
      if: `${field} != ${literal(UNKNOWN_LEVEL)}`,
      parse_from: field,
      preset: "none",
      mapping: Object.fromEntries(
        Object.keys(SPELLINGS).map((name) => [name, name]),
      ),
      on_error: "send_quiet",
    },
  ];
}

/** Sets a field to the value of an expression. */
export function setField(field: string, expression: string): Operator {
  return {
    type: "add",
    field,
    value: `EXPR(${expression})`,
    on_error: "send_quiet",
  };
}

export function removeField(field: string): Operator {
  return { type: "remove", field, on_error: "send_quiet" };
}

/** Text in the language of the collector's expressions. */
export function literal(text: string): string {
  return JSON.stringify(text);
}

/** The entry of `table` under the value of `expression`, or nil. */
export function lookup(
  table: Readonly<Record<string, string>>,
  expression: string,
): string {
  const entries = Object.entries(table).map(
    ([key, value]) => `${literal(key)}: ${literal(value)}`,
  );
  return `{${entries.join(", ")}}[${expression}]`;
}
