import type { Labels } from "../names";
import type { LogFormat } from "./source-format";

export interface LogSourceOptions {
  /**
   * How the fields of a line are written. `auto` reads JSON and `key=value`, and takes every other line as it is.
   * @default "auto"
   */
  readonly format?: LogFormat;
  /**
   * Zone of times that name none, such as `Europe/Berlin`.
   * @default "UTC"
   */
  readonly timeZone?: string;
  /**
   * Whether the lines of a stack trace of Node, Java, Go or Python become one record. A line that is neither JSON nor
   * `key=value` then waits up to two seconds for those that belong to it; if the agent is killed meanwhile, it is lost unless
   * another follows. Empty lines of files are left out.
   * @default true
   */
  readonly stackTraces?: boolean;
  /**
   * `log`, `host`, `environment` make streams; others can be filtered by.
   * @default {}
   */
  readonly labels?: Labels;
}

export interface SyslogSourceOptions {
  /** Port of the agent, and of the host that publishes it. */
  readonly port: number;
  /** @default "tcp" */
  readonly transport?: "tcp" | "udp";
  /**
   * What ends a message by TCP: a line break, or the number of its octets before it (RFC 6587), as syslog-ng's driver
   * `syslog()`, rsyslog with `TCP_Framing="octet-counted"` and Docker by TLS send it. A message may then hold line breaks.
   * @default "lines"
   */
  readonly framing?: "lines" | "octet-counting";
  /**
   * Zone of the times of RFC 3164, which name none.
   * @default "UTC"
   */
  readonly timeZone?: string;
  /** @default {} */
  readonly labels?: Labels;
}

/** Where a program writes: to the output of a container, or to files. */
export interface LogPlace {
  /** @default - none; `path` is named */
  readonly container?: string;
  /** @default - none; `container` is named */
  readonly path?: string;
  /**
   * Zone of times that name none; for files. That of PostgreSQL is its setting `log_timezone`.
   * @default "UTC"
   */
  readonly timeZone?: string;
  /** @default {} */
  readonly labels?: Labels;
}

export interface PostgresqlLogPlace extends LogPlace {
  /**
   * Whether it writes csvlog.
   * @default false
   */
  readonly csv?: boolean;
  /**
   * Its setting `log_line_prefix`.
   * @default "%m [%p] ", the usual one of PostgreSQL
   */
  readonly linePrefix?: string;
}

export interface SecurityLogOptions {
  /** @default - "/var/log/auth.log" or "/var/log/audit/audit.log" */
  readonly path?: string;
  /**
   * Zone of times that name none.
   * @default "UTC"
   */
  readonly timeZone?: string;
  /**
   * Labels beside `log`, such as `host`.
   * @default {}
   */
  readonly labels?: Labels;
}

export interface JournalSourceOptions {
  /**
   * Units of systemd, such as `ssh.service`.
   * @default - all
   */
  readonly units?: readonly string[];
  /** @default {} */
  readonly labels?: Labels;
}

export interface OtlpSourceOptions {
  /**
   * The `service.name` that its records carry.
   * @default - the name of the service
   */
  readonly serviceName?: string;
  /** @default {} */
  readonly labels?: Labels;
}
