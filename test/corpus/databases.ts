import { present, samples, type Sample } from "./corpus";
import { clock, moment } from "./times";

const LEVELS = {
  LOG: "info",
  ERROR: "error",
  WARNING: "warn",
  NOTICE: "info",
  FATAL: "fatal",
  PANIC: "fatal",
  DEBUG1: "debug",
} as const;
type Severity = keyof typeof LEVELS;
const SEVERITIES = Object.keys(LEVELS) as [Severity, ...Severity[]];

const STATEMENTS: readonly [string, ...string[]] = [
  "SELECT 1",
  'SELECT "größe"\n\tFROM orders\n\tWHERE note = \'a, "b"\'',
  "UPDATE t SET x = $1 WHERE y = 'it''s'",
  "INSERT INTO log VALUES ('2026-01-01 00:00:00.000 CET [1] ERROR:  no')",
];

/** PostgreSQL on standard error with the prefix `%m [%p] %q%u@%d/%a `. */
export function postgresql(
  now: number,
  timeZone: string,
  abbreviation: string,
): readonly Sample[] {
  return samples(
    4,
    [
      {
        text: "/usr/bin/postgres: some line of a library",
        level: "unknown",
        fields: { parse_error: "postgresql" },
      },
    ],
    (dice, index) => {
      const time = moment(dice, now, timeZone) + dice.below(1000);
      const at = clock(time, timeZone);
      const pid = String(1000 + index);
      const session = dice.next() < 0.7;
      const head = `${at.year}-${at.month}-${at.day} ${at.hour}:${at.minute}:${at.second}.${String(time % 1000).padStart(3, "0")} ${abbreviation} [${pid}] ${session ? "app@shop/web api " : ""}`;
      const shared = {
        time,
        process_id: pid,
        ...(session && {
          database_user: "app",
          database: "shop",
          application: "web api",
        }),
      };
      const { time: _, ...common } = shared;
      if (dice.next() < 0.3) {
        const statement = dice.of(STATEMENTS);
        const millis = dice.below(100_000) / 10;
        const how = dice.of(["statement", "execute <unnamed>", "parse s1"]);
        const message = `duration: ${millis.toFixed(3)} ms  ${how}: ${statement}`;
        return {
          text: `${head}LOG:  ${message}`,
          level: "info",
          time,
          fields: present({
            ...common,
            message,
            statement,
            duration: String(millis / 1000),
          }),
        };
      }
      const severity = dice.of(SEVERITIES);
      const message = `${dice.text()} #${index}`;
      const detail = dice.next() < 0.4 ? `Key (id)=(${index}) exists.` : "";
      const hint = dice.next() < 0.2 ? "Try again." : "";
      const statement = dice.next() < 0.4 ? dice.of(STATEMENTS) : "";
      return {
        text: [
          `${head}${severity}:  ${message}`,
          ...(detail === "" ? [] : [`${head}DETAIL:  ${detail}`]),
          ...(hint === "" ? [] : [`${head}HINT:  ${hint}`]),
          ...(statement === "" ? [] : [`${head}STATEMENT:  ${statement}`]),
        ].join("\n"),
        level: LEVELS[severity],
        time,
        fields: present({ ...common, message, detail, hint, statement }),
      };
    },
  );
}

/** csvlog, in the columns of three versions. */
export function postgresqlCsv(now: number): readonly Sample[] {
  return samples(
    5,
    [
      {
        text: '2026-11-01 10:00:00.000 UTC,"only","three"',
        level: "unknown",
        fields: { parse_error: "postgresql-csv" },
      },
    ],
    (dice, index) => {
      const time = moment(dice, now, "UTC") + dice.below(1000);
      const stamp = new Date(time)
        .toISOString()
        .replace("T", " ")
        .replace("Z", " UTC");
      const severity = dice.of(SEVERITIES);
      const message = `${dice.text()} "quoted", #${index}\nsecond line`;
      const statement = dice.next() < 0.5 ? dice.of(STATEMENTS) : "";
      const from = dice.of(["", "[local]", "10.1.2.3:55000", "::1:55001"]);
      const quote = (text: string): string =>
        text === "" ? "" : `"${text.replaceAll('"', '""')}"`;
      const columns = [
        stamp,
        quote("app"),
        quote("shop"),
        String(index),
        quote(from),
        "65f.1",
        "1",
        quote("SELECT"),
        "2026-11-01 09:00:00 UTC",
        "3/4",
        "0",
        severity,
        severity === "ERROR" ? "23505" : "00000",
        quote(message),
        quote("d, e"),
        "",
        "",
        "",
        "",
        quote(statement),
        "",
        "",
        quote("web"),
        quote("client backend"),
        "",
        "0",
      ];
      return {
        text: columns.slice(0, dice.of([26, 24, 23])).join(","),
        level: LEVELS[severity],
        time,
        fields: present({
          message,
          statement,
          process_id: String(index),
          database: "shop",
          database_user: "app",
          application: "web",
          detail: "d, e",
          sql_state: severity === "ERROR" ? "23505" : undefined,
          client_ip: from.includes(":") ? from.replace(/:\d+$/, "") : undefined,
        }),
      };
    },
  );
}

const SIGNS: readonly [
  readonly [string, string],
  ...(readonly [string, string])[],
] = [
  [".", "debug"],
  ["-", "debug"],
  ["*", "info"],
  ["#", "warn"],
];

/** Redis, with the picture of its start. */
export function redis(now: number, timeZone: string): readonly Sample[] {
  return samples(
    6,
    [
      {
        text: "Killed",
        level: "unknown",
        fields: { parse_error: "redis" },
      },
      {
        text: `1:signal-handler (${now / 1000}) Received SIGTERM scheduling shutdown...`,
        level: "info",
        time: now,
        fields: {
          message: "Received SIGTERM scheduling shutdown...",
          process_id: "1",
        },
      },
    ],
    (dice, index) => {
      const time = moment(dice, now, timeZone) + dice.below(1000);
      const at = clock(time, timeZone);
      const [sign, level] = dice.of(SIGNS);
      const role = dice.of(["M", "S", "C", "X"]);
      const message = `${dice.text()} #${index}${dice.next() < 0.1 ? "\n      _._\n  _.-``__ ''-._   Redis 7.4" : ""}`;
      return {
        text: `${index}:${role} ${at.day} ${at.monthName} ${at.year} ${at.hour}:${at.minute}:${at.second}.${String(time % 1000).padStart(3, "0")} ${sign} ${message}`,
        level,
        time,
        fields: { message, role, process_id: String(index) },
      };
    },
  );
}
