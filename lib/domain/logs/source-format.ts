import { deferred } from "../deferred";
import { InvalidInputError } from "../problem";
import { suggestion } from "../names";
import { compileRe2 } from "../promql/regexp";
import { requireKind, requireOptions } from "../shape";
import { shown, typeOf } from "../shown";
import { isReserved, isUnbounded } from "./fields";
import { namedGroups, requireSafeRegex } from "./source-regex";
import { requireTimeLayout } from "./time-layout";

/** Formats that need nothing else than their name. */
export const LOG_FORMATS = [
  "auto",
  "json",
  "logfmt",
  "plain",
  "nginx",
  "postgresql",
  "postgresql-csv",
  "redis",
  "syslog",
  "auth",
  "audit",
] as const;

/** Lines whose fields a regular expression finds. */
export interface RegexLogFormat {
  readonly kind: "regex";
  /** What marks lines that it does not match, as `parse_error`. */
  readonly name: string;
  readonly pattern: string;
  readonly groups: readonly string[];
  readonly timeLayout?: string;
  readonly firstLine?: string;
}

/** Lines of PostgreSQL with another prefix than the usual one. */
export interface PostgresqlLogFormat {
  readonly kind: "postgresql";
  /** The setting `log_line_prefix`. */
  readonly linePrefix: string;
}

/** How the fields of a line are written. */
export type LogFormat =
  (typeof LOG_FORMATS)[number] | RegexLogFormat | PostgresqlLogFormat;

export interface RegexLogFormatOptions {
  /**
   * What marks lines that the expression does not match: they have `parse_error` with this value.
   * @default "regex"
   */
  readonly name?: string;
  /**
   * How the group `time` is written, in the directives of strptime: `%Y %m %d %H %M %S %f %b %e %z` and text.
   * @default - ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since 1970
   */
  readonly timeLayout?: string;
  /**
   * Regular expression of the first line of a message; lines that it does not match belong to the one before.
   * @default - stack traces of Node, Java, Go and Python are joined, other lines stand alone
   */
  readonly firstLine?: string;
}

/** PostgreSQL's own default of `log_line_prefix`. */
export const PG_USUAL_PREFIX = "%m [%p] ";

const LONGEST_PREFIX = 200;

/** Groups that a line must not decide, since each value makes a stream. */
const DECLARED = ["service", "host", "environment", "log"];

/** Labels that a source does not choose: the name of the service, and the level of each line. */
const GIVEN = ["service", "level"];

/** Loki refuses a line with a label that is longer than a few times this. */
const LONGEST_VALUE = 256;
const LONGEST_NAME = 64;

/** Formats that have more to say than a name. */
export const LogFormat = {
  /**
   * Lines that a regular expression of RE2 takes apart by named groups, such as
   * `^(?P<time>\S+) (?P<level>\w+) (?P<message>.*)$`. The groups `time` and `level` become time and level of the record, all
   * others fields of the same name.
   *
   * Refused for what RE2 refuses, for nested repetitions, and without a named group; told by the service that has it.
   */
  regex(pattern: string, options: RegexLogFormatOptions = {}): RegexLogFormat {
    return deferred(() => regexFormat(pattern, options));
  },

  /**
   * PostgreSQL's messages on standard error with this `log_line_prefix`. The escapes `%a %u %d %r %h %p %t %m %n %i %e %c %l
   * %s %v %x %q %b %L %P %Q %%` are known.
   *
   * Refused for an unknown escape; told by the service that has it.
   */
  postgresql(linePrefix: string = PG_USUAL_PREFIX): PostgresqlLogFormat {
    return deferred(() => postgresqlFormat(linePrefix));
  },
};

function regexFormat(
  pattern: string,
  options: RegexLogFormatOptions,
): RegexLogFormat {
  const what = "pattern of LogFormat.regex";
  requireOptions("LogFormat.regex", options, [
    "name",
    "timeLayout",
    "firstLine",
  ]);
  requireSafeRegex(what, pattern);
  const groups = namedGroups(pattern);
  if (groups.length === 0) {
    throw new InvalidInputError(
      "log-regex-groups",
      `${what} must have named groups, got ${shown(pattern)}; name what is wanted of a line: (?P<message>.*)`,
    );
  }
  groups.forEach((group, index) =>
    requireGroup(what, group, groups.slice(0, index)),
  );
  const { name = "regex", timeLayout, firstLine } = options;
  requireKind("name of LogFormat.regex", name, "text");
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
    throw new InvalidInputError(
      "log-format-name",
      `name of LogFormat.regex must be at most 32 lower-case letters, digits and "-", got ${shown(name)}; rename it`,
    );
  }
  if (timeLayout !== undefined) {
    requireTimeLayout(timeLayout);
    if (!groups.includes("time")) {
      throw new InvalidInputError(
        "log-time-layout",
        `timeLayout of LogFormat.regex must have a group that finds the time, got none of the name "time" in ${shown(pattern)}; write (?P<time>...)`,
      );
    }
  }
  if (firstLine !== undefined) {
    requireFirstLine(firstLine);
  }
  return {
    kind: "regex",
    name,
    pattern,
    groups,
    ...(timeLayout !== undefined && { timeLayout }),
    ...(firstLine !== undefined && { firstLine }),
  };
}

/** What also matches nothing would begin a message at each letter. */
function requireFirstLine(firstLine: string): void {
  const what = "firstLine of LogFormat.regex";
  requireSafeRegex(what, firstLine);
  if (compileRe2(firstLine)?.test("") === true) {
    throw new InvalidInputError(
      "log-regex",
      `${what} must not match the empty text, got ${shown(firstLine)}; write how the first line of a message begins`,
    );
  }
}

function postgresqlFormat(linePrefix: string): PostgresqlLogFormat {
  const what = "log_line_prefix of PostgreSQL";
  requireKind(what, linePrefix, "text");
  if (linePrefix.length > LONGEST_PREFIX || /[\0\n\r]/.test(linePrefix)) {
    throw new InvalidInputError(
      "log-line-prefix",
      `${what} must be one line of at most ${LONGEST_PREFIX} signs, got ${shown(linePrefix)}; copy the setting with: show log_line_prefix`,
    );
  }
  const wrong = [
    ...linePrefix.matchAll(/%(?:-?\d*[auderhptmnicelsvxqbLPQ%])?/g),
  ].find(([escape]) => escape === "%");
  if (wrong !== undefined) {
    throw new InvalidInputError(
      "log-line-prefix",
      `${what} must have escapes that PostgreSQL knows, got ${shown(linePrefix.slice(wrong.index, wrong.index + 2))} in ${shown(linePrefix)}; copy the setting with: show log_line_prefix`,
    );
  }
  return { kind: "postgresql", linePrefix };
}

function requireGroup(
  what: string,
  group: string,
  before: readonly string[],
): void {
  if (before.includes(group)) {
    throw new InvalidInputError(
      "log-regex-groups",
      `${what} must have each name of a group once, got ${shown(group)} twice; rename one of the two`,
    );
  }
  if (DECLARED.includes(group)) {
    throw new InvalidInputError(
      "log-label-unbounded",
      `${what} must not find the label ${group} in a line, got a group of that name; declare it with the source: labels: { ${group}: "..." }, or rename the group`,
    );
  }
  if (isReserved(group)) {
    throw new InvalidInputError(
      "log-regex-groups",
      `${what} must have other groups than what the agent tells of a line, got ${shown(group)}; rename the group`,
    );
  }
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(group)) {
    throw new InvalidInputError(
      "log-regex-groups",
      `${what} must have names of groups of lower-case letters, digits and "_", got ${shown(group)}; rename the group`,
    );
  }
}

/** @throws InvalidInputError for a format that nobody can parse */
export function requireLogFormat(what: string, format: unknown): LogFormat {
  if (typeof format === "string") {
    const known = LOG_FORMATS.find((each) => each === format);
    if (known !== undefined) {
      return known;
    }
    throw new InvalidInputError(
      "log-format",
      `format of ${what} must be one of ${LOG_FORMATS.join(", ")} or a LogFormat, got ${shown(format)}; ${suggestion(format, LOG_FORMATS, "describe its lines by LogFormat.regex")}`,
    );
  }
  const made = Object(format) as RegexLogFormat | PostgresqlLogFormat;
  switch (made.kind) {
    case "regex":
      return regexFormat(made.pattern, {
        name: made.name,
        ...(made.timeLayout !== undefined && { timeLayout: made.timeLayout }),
        ...(made.firstLine !== undefined && { firstLine: made.firstLine }),
      });
    case "postgresql":
      return postgresqlFormat(made.linePrefix);
    default:
      throw new InvalidInputError(
        "log-format",
        `format of ${what} must be one of ${LOG_FORMATS.join(", ")} or a LogFormat, got ${typeOf(format)}; choose one of them, or make one by LogFormat.regex or LogFormat.postgresql`,
      );
  }
}

/**
 * Labels of a source, which are the same for all its lines.
 *
 * @throws InvalidInputError for a label whose name says that it has a value for each line
 */
export function requireBounded(
  what: string,
  labels: Readonly<Record<string, string>>,
): void {
  for (const [label, value] of Object.entries(labels)) {
    if (GIVEN.includes(label) || isReserved(label)) {
      throw new InvalidInputError(
        "log-label-reserved",
        `labels of ${what} must be others than what the agent tells of a line, got label "${label}"; leave it out or rename it`,
      );
    }
    if (label.length > LONGEST_NAME) {
      throw new InvalidInputError(
        "log-label-name",
        `labels of ${what} must have names of at most ${LONGEST_NAME} signs, got ${shown(label)}; shorten it`,
      );
    }
    // Loki drops a label without a value, and half of a sign has no bytes.
    if (value.trim() === "" || /\p{Cs}/u.test(value)) {
      throw new InvalidInputError(
        "log-label-value",
        `label ${label} of ${what} must have a value that can be seen, got ${shown(value)}; write one, or leave the label out`,
      );
    }
    if (value.length > LONGEST_VALUE) {
      throw new InvalidInputError(
        "log-label-value",
        `label ${label} of ${what} must have a value of at most ${LONGEST_VALUE} signs, got ${shown(value)}; shorten it`,
      );
    }
  }
  const label = Object.keys(labels).find(isUnbounded);
  if (label !== undefined) {
    throw new InvalidInputError(
      "log-label-unbounded",
      `labels of ${what} must have few values, got label "${label}"; leave it out, what stands in a line is found by | ${label}="..."`,
    );
  }
}
