import {
  PG_USUAL_PREFIX,
  type LogFormat,
} from "../../domain/logs/source-format";
import { levelOf, severityOf, UNKNOWN_LEVEL } from "./levels";
import { SEARCH_HERE } from "./masking-search";
import {
  FOUND,
  FOUND_NAME,
  literal,
  PARSED,
  removeField,
  setField,
  type Operator,
} from "./operators";
import { applicationLines } from "./parsers/application";
import { auditLines } from "./parsers/audit";
import { authLines } from "./parsers/auth";
import { nginxLines } from "./parsers/nginx";
import type { LineParser } from "./parsers/parser";
import { postgresqlCsvLines, postgresqlLines } from "./parsers/postgresql";
import { redisLines } from "./parsers/redis";
import { regexLines } from "./parsers/regex";
import { syslogLines } from "./parsers/syslog";
import { isIso } from "./times";

export { literal };

/** What may become the label `log`: few characters, since each value makes a stream. */
export const LOG_NAME = "^[a-z][a-z0-9_-]{0,31}$";

const LEVEL = "resource.level";

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
  const timed = options.time === "parsed";
  const late =
    timed && parser.marks !== undefined && parser.needsTime === true
      ? [
          setField(
            "attributes.parse_error",
            literal(parser.marks),
            "timestamp.IsZero()",
          ),
        ]
      : [];
  return [
    ...parser.read,
    { type: "add", field: LEVEL, value: UNKNOWN_LEVEL },
    setField(FOUND, record(parser, timed)),
    { type: "flatten", field: FOUND },
    ...(parser.adjust ?? []),
    { type: "move", from: `${FOUND}.level`, to: LEVEL, on_error: "send_quiet" },
    ...(parser.log === undefined
      ? []
      : [
          {
            type: "move",
            from: `${FOUND}.log`,
            to: "resource.log",
            if: `${FOUND}?.log != nil`,
            on_error: "send_quiet",
          },
        ]),
    severityOf(LEVEL),
    ...(parser.trace === undefined
      ? []
      : [
          {
            type: "trace_parser",
            trace_id: { parse_from: `${FOUND}.trace_id` },
            span_id: { parse_from: `${FOUND}.span_id` },
            on_error: "send_quiet",
          },
        ]),
    ...(timed ? [...parser.time, ...late] : []),
    ...[PARSED, FOUND].map(removeField),
    ...(parser.decodes === true || parser.ownFields !== undefined
      ? []
      : [SEARCH_HERE]),
  ];
}

/**
 * All that becomes of what was parsed, as one expression: each step of its own, and each look at a field by its path, would
 * cost a line as much time as several fields do. Of entries of a map with one name the first is taken: so what is absent is left
 * out. A function of several arguments costs as much as the whole expression is long: usual lines must do without.
 */
function record(parser: LineParser, timed: boolean): string {
  const { values = {}, level, trace, log, marks, spellings, stamp } = parser;
  const fields = Object.entries({ ...parser.fields, ...parser.ownFields });
  const numbers = Object.entries(parser.numbers ?? {});
  const variables = [
    ...Object.entries(values),
    ...[...fields, ...numbers].map(
      ([name, value]) => [`f_${name}`, value] as const,
    ),
    ["level", level] as const,
    ...(trace === undefined
      ? []
      : [
          ["trace", trace.traceId] as const,
          ["span", trace.spanId] as const,
          [
            "traced",
            `trace != nil and trace matches "^[0-9a-fA-F]{32}$"`,
          ] as const,
        ]),
    ...(log === undefined ? [] : [["name", log] as const]),
  ];
  const found = [
    `"level": ${levelOf("level", spellings)}`,
    ...(log === undefined
      ? []
      : [
          entry(
            "log",
            "name",
            `name != nil and resource?.log == nil and type(name) == "string" and name matches ${literal(LOG_NAME)}`,
            "level",
          ),
        ]),
    ...(trace === undefined
      ? []
      : [
          entry("trace_id", "trace", "traced", "level"),
          entry(
            "span_id",
            "span",
            `traced and span != nil and span matches "^[0-9a-fA-F]{16}$"`,
            "level",
          ),
        ]),
    ...(stamp === undefined || !timed
      ? []
      : [entry("iso", stamp, isIso(stamp), "time")]),
  ];
  const map = [
    `${literal(FOUND_NAME)}: {${found.join(", ")}}`,
    ...fields.map(([name]) => {
      const value = `f_${name}`;
      return entry(
        name,
        value,
        `${value} != nil and ${value} != "" and ${value} != "-"`,
      );
    }),
    ...numbers.map(([name]) => entry(name, `f_${name}`, `f_${name} != nil`)),
  ];
  const nothing = [
    `${literal(FOUND_NAME)}: {"level": ${literal(UNKNOWN_LEVEL)}}`,
    ...(marks === undefined ? [] : [`"parse_error": ${literal(marks)}`]),
  ];
  return [
    `let parsed = ${PARSED}`,
    `parsed == nil ? {${nothing.join(", ")}} : (${[
      ...variables.map(
        ([name, value]) =>
          `let ${name} = ${value.replaceAll(PARSED, "parsed")}`,
      ),
      `{${map.join(", ")}}`,
    ].join("; ")})`,
  ].join("; ");
}

/** An entry of a map; when the condition does not hold, it gives way to another one before it. */
function entry(
  name: string,
  value: string,
  condition: string,
  other = FOUND_NAME,
): string {
  return `(${condition} ? ${literal(name)} : ${literal(other)}): ${value}`;
}
