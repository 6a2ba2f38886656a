import { literal, type Operator } from "./operators";

/**
 * Spellings of levels; the numbers are those of pino and bunyan, those of syslog when they have one digit, and those of Monolog
 * when they have three.
 */
const SPELLINGS = {
  trace: ["trace", "10", "trc", "vrb", "silly", "finest", "finer"],
  debug: ["debug", "dbg", "dbug", "20", "100", "7", "d", "verbose", "fine"],
  info: [
    ...["info", "information", "notice", "30", "35", "200", "250"],
    ...["i", "inf", "http", "success", "config", "5", "6"],
  ],
  warn: ["warn", "warning", "40", "300", "4", "w", "wrn"],
  error: [
    ...["error", "err", "critical", "crit", "50", "400", "500"],
    ...["e", "eror", "severe", "dpanic", "2", "3"],
  ],
  fatal: [
    ...["fatal", "panic", "alert", "emergency", "emerg", "60", "550", "600"],
    ...["f", "ftl", "0", "1", "70", "80"],
  ],
} as const;

/** How a spelling may begin that is none of those above: `INFO+2`, `informational`, `Critical error`. */
const BEGINNINGS = [
  ["info", "info"],
  ["notice", "info"],
  ["warn", "warn"],
  ["err", "error"],
  ["crit", "error"],
  ["fatal", "fatal"],
  ["debug", "debug"],
  ["trace", "trace"],
] as const;

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
 * The label of a spelling, an expression; the usual ones are asked for first.
 *
 * @param variable holds the spelling, or nil
 * @param more spellings that are those of one format only
 */
export function levelOf(
  variable: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const names = ["info", "debug", "warn", "error", "fatal", "trace"] as const;
  const cases = names.map((name) => {
    const own = Object.keys(more).filter((each) => more[each] === name);
    const spellings = [...SPELLINGS[name], ...own].map(literal).join(", ");
    return `spelling in [${spellings}] ? ${literal(name)}`;
  });
  const others = BEGINNINGS.map(
    ([beginning, name]) =>
      `start startsWith ${literal(beginning)} ? ${literal(name)}`,
  );
  const unknown = literal(UNKNOWN_LEVEL);
  // To trim costs more than all that is before it.
  const other = `(let start = trim(spelling, " []():"); ${others.join(" : ")} : ${unknown})`;
  // Most lines write it as the label does.
  const same = ["info", "error", "warn", "debug"]
    .map((name) => `${variable} == ${literal(name)}`)
    .join(" or ");
  return `(${variable} == nil ? ${unknown} : ${same} ? ${variable} : (let spelling = lower(string(${variable})); ${cases.join(" : ")} : ${other}))`;
}

/** The severity that follows from the label; none from an unknown one. */
export function severityOf(field: string): Operator {
  return {
    type: "severity_parser",
    parse_from: field,
    preset: "none",
    mapping: Object.fromEntries(
      Object.keys(SPELLINGS).map((name) => [name, name]),
    ),
    on_error: "send_quiet",
  };
}
