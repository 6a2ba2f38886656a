import { literal, lookup, setField, type Operator } from "./operators";

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

/** The severities of syslog, by their numbers. */
const SYSLOG_SEVERITIES = [
  "emerg",
  "alert",
  "crit",
  "err",
  "warning",
  "notice",
  "info",
  "debug",
] as const;

/** The spelling of the severity in a priority of syslog, an expression of a text of digits. */
export function syslogSeverity(priority: string): string {
  const names = SYSLOG_SEVERITIES.map(literal).join(", ");
  return `[${names}][int(${priority}) % 8]`;
}

/**
 * The label, and the severity that follows from it.
 *
 * @param expression gives a spelling, or nil
 * @param more spellings that are those of one format only
 */
export function setLevel(
  expression: string,
  more: Readonly<Record<string, string>> = {},
): readonly Operator[] {
  const field = "resource.level";
  const levels = {
    ...Object.fromEntries(
      Object.entries(SPELLINGS).flatMap(([name, spellings]) =>
        spellings.map((spelling) => [spelling, name]),
      ),
    ),
    ...more,
  };
  return [
    setField(field, literal(UNKNOWN_LEVEL)),
    setField(
      field,
      `${lookup(levels, `lower(string(${expression}))`)} ?? ${literal(UNKNOWN_LEVEL)}`,
      `attributes.parsed != nil and (${expression}) != nil`,
    ),
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
