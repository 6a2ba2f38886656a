import {
  literal,
  parsed,
  PARSED,
  readRegex,
  setField,
  unless,
  type Operator,
} from "../operators";
import { foundTime } from "../times";
import type { LineParser } from "./parser";
import { STACK_TRACES } from "./stack-traces";

/**
 * Names that log libraries give to what is wanted of a line; the first that is there wins. A point stands for one object
 * inside another, or is part of the name.
 */
export const KEYS = {
  level: [
    "level",
    "severity",
    "lvl",
    "log.level",
    "levelname",
    "Level",
    "@l",
    "s",
    "level_name",
    "loglevel",
    "logLevel",
    "LogLevel",
    "log_level",
    "severity_text",
    "severityText",
    "SeverityText",
    "PRIORITY",
  ],
  trace_id: [
    "trace_id",
    "traceId",
    "traceID",
    "trace.id",
    "TraceId",
    "otelTraceID",
  ],
  span_id: ["span_id", "spanId", "spanID", "span.id", "SpanId", "otelSpanID"],
  time: [
    "time",
    "timestamp",
    "ts",
    "@timestamp",
    "datetime",
    "asctime",
    "Timestamp",
    "@t",
    "t.$date",
    "t",
  ],
  message: [
    "msg",
    "message",
    "RenderedMessage",
    "@m",
    "event",
    "@mt",
    "short_message",
    "Message",
    "MESSAGE",
  ],
  error_type: [
    "err.type",
    "error.type",
    "err.name",
    "error.name",
    "exception.type",
    "exception.class",
  ],
  error: [
    "err.message",
    "error.message",
    "exception.message",
    "err",
    "error",
    "exception",
  ],
  stack: [
    "err.stack",
    "error.stack",
    "error.stack_trace",
    "exception.stacktrace",
    "stack",
    "stack_trace",
    "stacktrace",
    "exc_info",
  ],
  request_id: [
    "request_id",
    "requestId",
    "req_id",
    "reqId",
    "req.id",
    "x_request_id",
    "x-request-id",
    "correlation_id",
    "correlationId",
  ],
  user_id: ["user_id", "userId", "user.id", "usr.id", "enduser.id"],
  http_method: [
    "http_method",
    "http.method",
    "http.request.method",
    "req.method",
    "method",
  ],
  http_route: ["http_route", "http.route", "route"],
  http_path: ["http_path", "url.path", "http.target", "req.url", "path"],
  http_status: [
    "http_status",
    "http.status_code",
    "http.response.status_code",
    "res.statusCode",
    "status_code",
    "statusCode",
  ],
  seconds: ["duration_seconds", "duration_s", "elapsed_seconds", "duration"],
  milliseconds: [
    "duration_ms",
    "durationMs",
    "responseTime",
    "response_time_ms",
    "elapsed_ms",
    "latency_ms",
  ],
} as const;

const OF_TRACES = ["race"];
const OF_ERRORS = ["err", "exception", "stack", "exc_info"];

/**
 * Letters one of which a line has that has one of the names above. To search for them in the whole line costs less than to ask
 * for one field. Nearly every line has what is not listed here; a span without a trace is none.
 */
export const LETTERS: Readonly<
  Partial<Record<keyof typeof KEYS, readonly string[]>>
> = {
  trace_id: OF_TRACES,
  span_id: OF_TRACES,
  error_type: OF_ERRORS,
  error: OF_ERRORS,
  stack: OF_ERRORS,
  request_id: ["req", "correlation"],
  user_id: ["user", "usr"],
  http_method: ["method"],
  http_route: ["route"],
  http_path: ["path", "url", "target"],
  http_status: ["status"],
  seconds: ["duration", "elapsed"],
  milliseconds: ["duration", "esponse", "elapsed", "latency"],
};

/** JSON and `key=value`, as log libraries write them, and lines of any other form. */
export function applicationLines(
  format: "auto" | "json" | "logfmt" | "plain",
  timeZone: string,
): LineParser {
  const names = Object.keys(KEYS) as (keyof typeof KEYS)[];
  return {
    ...(format !== "plain" && format !== "auto" && { marks: format }),
    read: readers(format),
    values: {
      // Variables cost less than what they stand for.
      line: "body",
      of_traces: anyOf(OF_TRACES),
      of_errors: anyOf(OF_ERRORS),
      ...Object.fromEntries(
        OFTEN.flatMap((outer) => [
          [`in_${outer}`, `${anyOf([outer])} ? ${objectAt(outer)} : nil`],
          [`dotted_${outer}`, anyOf([`${outer}.`])],
        ]),
      ),
      ...Object.fromEntries(names.map((name) => [found(name), search(name)])),
    },
    spellings: { fail: "error", trce: "trace" },
    level: `${level()} ?? (${parsed("trace_stack")} == nil ? nil : ${parsed("trace_type")} in ["panic", "fatal error"] ? "fatal" : "error")`,
    fields: {
      message: text("message"),
      // Node writes `NotFound [Error]` where the name is not that of the class.
      error_type: `${text("error_type")} ?? (${parsed("trace_type")} endsWith "]" ? split(${parsed("trace_type")}, " ")[0] : ${parsed("trace_type")})`,
      error: `${text("error")} ?? ${parsed("trace_error")}`,
      stack: `${text("stack")} ?? ${parsed("trace_stack")}`,
      request_id: text("request_id"),
      user_id: text("user_id"),
      http_method: text("http_method"),
      http_route: text("http_route"),
      http_path: text("http_path"),
      http_status: text("http_status"),
    },
    numbers: { duration: seconds() },
    trace: { traceId: text("trace_id"), spanId: text("span_id") },
    adjust: [
      setField(
        "attributes.http_path",
        'split(attributes.http_path, "?")[0]',
        'attributes.http_path contains "?"',
      ),
    ],
    log: parsed("log"),
    stamp: found("time"),
    time: foundTime(timeZone),
  };
}

function readers(
  format: "auto" | "json" | "logfmt" | "plain",
): readonly Operator[] {
  const json = {
    type: "json_parser",
    parse_ints: true,
    if: String.raw`body startsWith "{" or body matches "^\\s+\\{"`,
    parse_to: PARSED,
    on_error: "send_quiet",
  };
  const logfmt = {
    type: "key_value_parser",
    parse_to: PARSED,
    on_error: "send_quiet",
  };
  switch (format) {
    case "json":
      return [json, ...unless(READ, "text", STACK_TRACES)];
    case "logfmt":
      return [{ ...logfmt, if: `body contains "="` }, ...STACK_TRACES];
    case "plain":
      return STACK_TRACES;
    case "auto":
      return [json, ...unless(READ, "text", textReaders(logfmt))];
  }
}

/** What is JSON is nothing else. */
const READ = `${PARSED} != nil`;

/** To search for these costs less than the expressions that need one of them. */
const NAMES_LEVEL = ["level=", "lvl=", "severity="]
  .map((each) => `body contains ${literal(each)}`)
  .join(" or ");

function textReaders(logfmt: Operator): readonly Operator[] {
  return [
    setField(
      "attributes.parse_error",
      literal("json"),
      String.raw`${PARSED} == nil and body matches "^\\s*\\{\\s*\""`,
    ),
    {
      ...logfmt,
      if: String.raw`${PARSED} == nil and (${NAMES_LEVEL}) and body matches "(^|\\s)(level|lvl|severity)="`,
    },
    // For lines of which another part is malformed.
    readRegex(
      String.raw`(?:^|\s)(?:level|lvl|severity)="?(?P<level>[A-Za-z]+)`,
      { when: `${PARSED} == nil and (${NAMES_LEVEL})` },
    ),
    readRegex(PLAIN, { when: `${PARSED} == nil` }),
    readRegex(SHORT, { when: `${PARSED} == nil` }),
    ...STACK_TRACES,
  ];
}

/** A level in capitals, as a word. */
const LEVEL = String.raw`(?P<level>TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL)(?:[\]: |/]|$)`;

/** What programs without a format of their own begin a line with: the time or not, thread and logger or not, the level. */
const PLAIN = String.raw`^(?:\[?(?:(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)|(?:\d\d-[A-Z][a-z]{2}-\d{4} )?\d\d:\d\d:\d\d[.,]\d+)\]?[,:]? +)?(?:(?:\[[^\]]{1,64}\]|[-|]|[\w.$/-]{1,64} [-|]) +){0,4}\[? *${LEVEL}`;

/** What klog of Kubernetes, the console of .NET and the logger of Ruby begin a line with; `fail` is an error. */
const SHORT = String.raw`^(?P<level>[DIWEF]|trce|dbug|info|warn|fail|crit)(?:\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\]|:|, \[\d{4}-[^\]]*\]) `;

/** The variable of what was found. */
function found(name: keyof typeof KEYS): string {
  return `v_${name}`;
}

/** The first of the names that is there, or nil. */
function search(name: keyof typeof KEYS): string {
  const first = KEYS[name].map(lookup).join(" ?? ");
  const letters = LETTERS[name];
  switch (letters) {
    case undefined:
      return first;
    case OF_TRACES:
      return `of_traces ? (${first}) : nil`;
    case OF_ERRORS:
      return `of_errors ? (${first}) : nil`;
    default:
      return `${anyOf(letters)} ? (${first}) : nil`;
  }
}

function anyOf(letters: readonly string[]): string {
  return letters.map((each) => `line contains ${literal(each)}`).join(" or ");
}

/** Objects that many names are looked for in. */
const OFTEN = ["http", "req"];

/** What stands under a name, or in objects inside each other; nil when one of them is something else. */
function lookup(key: string): string {
  const flat = `${PARSED}[${literal(key)}]`;
  const [outer = "", inner, ...others] = key.split(".");
  if (inner === undefined) {
    return flat;
  }
  const rest = others.join(".");
  if (OFTEN.includes(outer)) {
    const value = `in_${outer}?.${inner}`;
    const nested =
      rest === ""
        ? value
        : `(type(${value}) == "map" ? in_${outer}.${inner}[${literal(rest)}] : nil)`;
    return `(dotted_${outer} ? ${flat} : nil) ?? ${nested}`;
  }
  const object = `${PARSED}[${literal(outer)}]`;
  const value = `${object}[${literal(inner)}]`;
  return `(${anyOf([outer])} ? ${flat} ?? (type(${object}) == "map" ? ${value} : nil) : nil)`;
}

function objectAt(name: string): string {
  const value = `${PARSED}[${literal(name)}]`;
  return `(type(${value}) == "map" ? ${value} : nil)`;
}

/** The level may be an object with a name; Serilog leaves that of information out. */
function level(): string {
  const value = found("level");
  const key = (name: string): string => `${value}[${literal(name)}]`;
  const template = `${PARSED}["@mt"] ?? ${PARSED}["@m"]`;
  return `(${value} == nil ? ((${template}) == nil ? nil : "info") : type(${value}) == "map" ? ${["name", "text", "label"].map(key).join(" ?? ")} : ${value})`;
}

/** What was found, as text. Objects and lists are left to the line, which has them whole. */
function text(name: keyof typeof KEYS): string {
  const value = found(name);
  return `(${value} == nil ? nil : (let kind = type(${value}); kind == "string" ? ${value} : kind == "map" or kind == "array" ? nil : string(${value})))`;
}

const NUMBER = String.raw`"^-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$"`;

/** A time in seconds: a number of them, or a text such as 1.5s, 250ms, 80µs. */
function seconds(): string {
  const given = found("seconds");
  const millis = found("milliseconds");
  const unit = (suffix: string, parts: string): string =>
    String.raw`${given} matches "^\\d+(\\.\\d+)?${suffix}$" ? float(trimSuffix(${given}, ${literal(suffix)})) / ${parts}`;
  return [
    `${given} == nil and ${millis} == nil ? nil`,
    `${given} != nil and string(${given}) matches ${NUMBER} ? float(${given})`,
    `type(${millis}) in ["int", "float"] ? float(${millis}) / 1000`,
    `${millis} != nil and string(${millis}) matches ${NUMBER} ? float(${millis}) / 1000`,
    `type(${given}) != "string" ? nil`,
    unit("ms", "1e3"),
    unit("µs", "1e6"),
    unit("us", "1e6"),
    unit("ns", "1e9"),
    unit("s", "1"),
    "nil",
  ].join(" : ");
}
