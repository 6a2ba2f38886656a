import {
  PG_USUAL_PREFIX,
  type LogFormat,
} from "../../domain/logs/source-format";
import { setLevel } from "./levels";
import {
  literal,
  parsed,
  PARSED,
  removeField,
  setField,
  type Operator,
} from "./operators";
import { applicationLines } from "./parsers/application";
import { auditLines } from "./parsers/audit";
import { nginxLines } from "./parsers/nginx";
import type { LineParser } from "./parsers/parser";
import { postgresqlCsvLines, postgresqlLines } from "./parsers/postgresql";
import { redisLines } from "./parsers/redis";
import { regexLines } from "./parsers/regex";
import { authLines, syslogLines } from "./parsers/syslog";

export { literal };

/** What may become the label `log`: few characters, since each value makes a stream. */
export const LOG_NAME = "^[a-z][a-z0-9_-]{0,31}$";

/** Fields of a line, until they have their own places. */
const FIELDS = "attributes.fields";

/** How lines of a format are taken apart; the zone is for times that name none. */
export function parserOf(format: LogFormat, timeZone: string): LineParser {
  if (typeof format !== "string") {
    switch (format.kind) {
      case "regex":
        return regexLines(format, timeZone);
      case "postgresql":
        return postgresqlLines(format.linePrefix, timeZone);
    }
  }
  switch (format) {
    case "auto":
    case "json":
    case "logfmt":
    case "plain":
      return applicationLines(format, timeZone);
    case "nginx":
      return nginxLines(timeZone);
    case "postgresql":
      return postgresqlLines(PG_USUAL_PREFIX, timeZone);
    case "postgresql-csv":
      return postgresqlCsvLines(timeZone);
    case "redis":
      return redisLines(timeZone);
    case "syslog":
      return syslogLines(timeZone);
    case "auth":
      return authLines(timeZone);
    case "audit":
      return auditLines();
  }
}

/**
 * Reads level, fields, trace context, time and the name of the log from a line. The line itself stays as it is; one that is
 * not of the format has the field `parse_error` and the level `unknown`.
 *
 * @param options.time whether the time is known already or stands in the line
 */
export function perLine(
  parser: LineParser,
  options: { readonly time: "given" | "parsed" },
): readonly Operator[] {
  const marks =
    parser.marks === undefined ? [] : [mark(parser.marks, `${PARSED} == nil`)];
  const late =
    parser.marks === undefined || parser.needsTime !== true
      ? []
      : [mark(parser.marks, "timestamp.IsZero()")];
  return [
    ...parser.read,
    ...marks,
    ...setLevel(parser.level, parser.spellings),
    ...fields(parser),
    ...trace(parser),
    ...(options.time === "parsed" ? [...parser.time, ...late] : []),
    ...(parser.log === undefined ? [] : [nameOfLog(parser.log)]),
    removeField(PARSED),
  ];
}

function mark(format: string, condition: string): Operator {
  return setField("attributes.parse_error", literal(format), condition);
}

/** One step evaluates all fields; those that are there are moved to their places. */
function fields(parser: LineParser): readonly Operator[] {
  const all = Object.entries({ ...parser.fields, ...parser.ownFields });
  const table = all.map(([name, expression]) => `${name}: ${expression}`);
  return [
    setField(FIELDS, `{${table.join(", ")}}`, `${PARSED} != nil`),
    ...all.map(([name]) => ({
      type: "move",
      from: `${FIELDS}.${name}`,
      to: `attributes.${name}`,
      if: `attributes.fields != nil and not (${FIELDS}.${name} in [nil, "", "-"])`,
      on_error: "send_quiet",
    })),
    removeField(FIELDS),
  ];
}

function trace({ trace: found }: LineParser): readonly Operator[] {
  return found === undefined
    ? []
    : [
        setField(
          `${PARSED}.trace`,
          `{trace_id: ${found.traceId}, span_id: ${found.spanId}}`,
          `${PARSED} != nil`,
        ),
        {
          type: "trace_parser",
          if: `${parsed("trace")} != nil and ${PARSED}.trace.trace_id matches "^[0-9a-fA-F]{32}$"`,
          trace_id: { parse_from: `${PARSED}.trace.trace_id` },
          span_id: { parse_from: `${PARSED}.trace.span_id` },
          on_error: "send_quiet",
        },
      ];
}

/** What the source declares is not for a line to say. */
function nameOfLog(expression: string): Operator {
  return setField(
    "resource.log",
    expression,
    `resource.log == nil and ${PARSED} != nil and (${expression}) matches ${literal(LOG_NAME)}`,
  );
}
