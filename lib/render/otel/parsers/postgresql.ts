import { parsed, PARSED, readRegex, setField } from "../operators";
import { timeIn } from "../times";
import type { LineParser } from "./parser";

/** A name in a prefix; ": " would be the end of the prefix. */
const NAME = String.raw`(?:[^:\n]|:[^ \n])*?`;

const STAMP = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;

/** What an escape of `log_line_prefix` stands for; those that are wanted have a name. */
const ESCAPES: Readonly<Record<string, string>> = {
  a: `(?P<application>${NAME})`,
  u: `(?P<database_user>${NAME})`,
  d: `(?P<database>${NAME})`,
  r: String.raw`(?P<client>[^\s()]*?)(?:\(\d+\))?`,
  h: String.raw`(?P<client>\S*?)`,
  p: String.raw`(?P<pid>\d+)`,
  t: String.raw`(?P<time>${STAMP}) (?P<zone>[A-Za-z0-9+:-]+)`,
  m: String.raw`(?P<time>${STAMP}\.\d+) (?P<zone>[A-Za-z0-9+:-]+)`,
  n: String.raw`(?P<epoch>\d+\.\d+)`,
  e: "(?P<sql_state>[0-9A-Z]{5})",
  s: String.raw`${STAMP} \S+`,
  c: "[0-9a-f.]*",
  l: String.raw`\d+`,
  P: String.raw`\d*`,
  Q: String.raw`-?\d+`,
};

const LEVELS = "DEBUG[1-5]?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC";

const SPELLINGS = {
  log: "info",
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].map((each) => [`debug${each}`, "debug"]),
  ),
};

/** Parts of a message that PostgreSQL writes as lines of their own, in their order. */
const PARTS = ["DETAIL", "HINT", "QUERY", "CONTEXT", "LOCATION", "STATEMENT"];

/**
 * Messages on standard error.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-logging.html
 */
export function postgresqlLines(
  linePrefix: string,
  timeZone: string,
): LineParser {
  const prefix = prefixRegex(linePrefix);
  const unnamed = prefix.replace(/\(\?P<\w+>/g, "(?:");
  const parts = PARTS.map(
    (part) => `(?:\n${unnamed}${part}:  (?P<${part.toLowerCase()}>.*?))?`,
  ).join("");
  return {
    marks: "postgresql",
    firstLine: `^${unnamed}(?:${LEVELS}):  `,
    read: [
      readRegex(
        `(?s)^${prefix}(?P<level>${LEVELS}):  (?P<message>.*?)${parts}$`,
      ),
      ...slowStatement,
    ],
    level: parsed("level"),
    spellings: SPELLINGS,
    fields: {
      ...fields,
      client_ip: `${parsed("client")} == "[local]" ? nil : ${parsed("client")}`,
    },
    numbers,
    time: [
      // The seconds since 1970 of %n need no zone.
      setField(
        `${PARSED}.time`,
        `string(${PARSED}.epoch)`,
        `${parsed("epoch")} != nil`,
      ),
      {
        type: "time_parser",
        if: `${parsed("epoch")} != nil`,
        parse_from: `${PARSED}.time`,
        layout_type: "epoch",
        layout: "s.ms",
        on_error: "send_quiet",
      },
      ...zoned(timeZone),
    ],
    needsTime: /%-?\d*[tmn]/.test(linePrefix),
  };
}

/** Columns of csvlog; earlier versions lack the last ones. */
const COLUMNS =
  "log_time,database_user,database,pid,connection_from,session_id,session_line_num,command_tag,session_start_time,virtual_transaction_id,transaction_id,level,sql_state,message,detail,hint,internal_query,internal_query_pos,context,statement,query_pos,location,application,backend_type,leader_pid,query_id".split(
    ",",
  );

/** Columns of PostgreSQL 14 and later, of 13, and of those before it. */
const COLUMN_COUNTS = [26, 24, 23];

/** csvlog of PostgreSQL 9 and later. */
export function postgresqlCsvLines(timeZone: string): LineParser {
  return {
    marks: "postgresql-csv",
    firstLine: String.raw`^${STAMP}\.\d+ [A-Za-z0-9+:-]+,(?:"|,)`,
    read: [
      ...COLUMN_COUNTS.map((count) => ({
        type: "csv_parser",
        header: COLUMNS.slice(0, count).join(","),
        if: `${PARSED} == nil`,
        parse_to: PARSED,
        on_error: "send_quiet",
      })),
      readRegex(String.raw`^(?P<time>${STAMP}\.\d+) (?P<zone>\S+)$`, {
        from: `${PARSED}.log_time`,
      }),
      // "[local]" is no address.
      readRegex(String.raw`^\[?(?P<client>[0-9A-Fa-f.:]+?)\]?(?::\d+)?$`, {
        from: `${PARSED}.connection_from`,
      }),
      ...slowStatement,
    ],
    level: parsed("level"),
    spellings: SPELLINGS,
    fields: {
      ...fields,
      client_ip: parsed("client"),
    },
    numbers,
    time: zoned(timeZone),
    needsTime: true,
  };
}

/** Time and text of a statement stand in the message itself. */
const slowStatement = [
  readRegex(
    String.raw`(?s)^duration: (?P<milliseconds>\d+(?:\.\d+)?) ms(?:  (?:statement|parse [^:]*|bind [^:]*|execute [^:]*|fastpath function call): (?P<slow_statement>.*))?$`,
    { from: `${PARSED}.message` },
  ),
];

const numbers = {
  duration: `${parsed("milliseconds")} in [nil, ""] ? nil : float(${parsed("milliseconds")}) / 1000`,
} as const;

const fields = {
  message: parsed("message"),
  process_id: parsed("pid"),
  database: parsed("database"),
  database_user: parsed("database_user"),
  application: parsed("application"),
  sql_state: `${parsed("sql_state")} == "00000" ? nil : ${parsed("sql_state")}`,
  detail: parsed("detail"),
  hint: parsed("hint"),
  statement: `${parsed("slow_statement")} in [nil, ""] ? ${parsed("statement")} : ${parsed("slow_statement")}`,
} as const;

/**
 * The time with the zone that it names. An abbreviation such as CET means one thing here and another there: all but those of
 * Greenwich stand for the declared zone.
 */
function zoned(timeZone: string) {
  const zone = parsed("zone");
  const utc = `${zone} in ["UTC", "GMT", "Z"]`;
  const offset = String.raw`${zone} matches "^[+-]\\d"`;
  return [
    setField(
      `${PARSED}.time`,
      `${PARSED}.time + ${zone}`,
      `${zone} != nil and ${offset}`,
    ),
    timeIn("2006-01-02 15:04:05-07", timeZone, offset),
    timeIn(
      "2006-01-02 15:04:05-07:00",
      timeZone,
      `${offset} and ${zone} contains ":"`,
    ),
    timeIn("2006-01-02 15:04:05", "UTC", utc),
    timeIn(
      "2006-01-02 15:04:05",
      timeZone,
      `${zone} != nil and not (${utc}) and not (${offset})`,
    ),
  ];
}

/** The regular expression of a prefix; what follows `%q` is left out by processes that are no sessions. */
function prefixRegex(linePrefix: string): string {
  let expression = "";
  let optional = 0;
  const seen = new Set<string>();
  const token = /%(?<padding>-?\d*)(?<escape>[a-zA-Z%])|(?<text>.)/gs;
  for (const { groups = {} } of linePrefix.matchAll(token)) {
    const { padding = "", escape, text } = groups;
    if (escape === "q") {
      expression += "(?:";
      optional += 1;
    } else if (escape === undefined) {
      expression += (text ?? "").replace(
        /[\\^$.*+?()[\]{}|]/g,
        String.raw`\$&`,
      );
    } else if (escape === "%") {
      expression += "%";
    } else {
      const known = ESCAPES[escape] ?? NAME;
      const value = known.replaceAll(/\(\?P<(\w+)>/g, (whole, name: string) =>
        seen.has(name) ? "(?:" : (seen.add(name), whole),
      );
      expression += padding === "" ? value : ` *${value} *`;
    }
  }
  return expression + ")?".repeat(optional);
}
