import { requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireOneOf } from "../shape";
import { shown, typeOf } from "../shown";
import { requireOptions } from "../slo/options";
import { requireTimeZone } from "../time/time-input";
import {
  requireBounded,
  requireLogFormat,
  type LogFormat,
} from "./source-format";
import type {
  JournalSourceOptions,
  LogPlace,
  LogSourceOptions,
  OtlpSourceOptions,
  PostgresqlLogPlace,
  SecurityLogOptions,
  SyslogSourceOptions,
} from "./source-options";

/** Labels that make a stream; everything else that a line carries is structured metadata, which costs no stream. */
export const LOG_INDEX_LABELS = [
  "service",
  "level",
  "log",
  "host",
  "environment",
] as const;

/** How the lines of a source are read. */
export interface LineReading {
  readonly format: LogFormat;
  /** Zone of times that name none. */
  readonly timeZone: string;
  /** Whether the lines of a stack trace become one record. */
  readonly stackTraces: boolean;
  readonly labels: Labels;
}

/** Where log lines come from. */
export type LogSource =
  /** Standard output and error of a container on the same Docker host. */
  | ({ readonly kind: "container"; readonly container: string } & LineReading)
  /** Files of the host that the agent can read; `*` stands for any part of a name. */
  | ({ readonly kind: "file"; readonly path: string } & LineReading)
  /** What others send to the agent by syslog. */
  | {
      readonly kind: "syslog";
      readonly port: number;
      readonly transport: "tcp" | "udp";
      readonly timeZone: string;
      readonly labels: Labels;
    }
  /** The journal of the host. */
  | {
      readonly kind: "journal";
      /** Units that are read; all when there is none. */
      readonly units: readonly string[];
      readonly labels: Labels;
    }
  /** Records that the service itself sends by OTLP. */
  | {
      readonly kind: "otlp";
      /** Its `service.name`; nothing for the name of the service. */
      readonly serviceName: string | undefined;
      readonly labels: Labels;
    };

const CONTAINER_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Factories of log sources. Their `labels` are added to each line and must be few and of few values. */
export const LogSource = {
  /**
   * Standard output and error of the container of this name. Its log driver must be `json-file` with the option
   * `tag={{.Name}}`; containers made by this library have it. Times are those at which Docker received the lines.
   *
   * @throws InvalidInputError when it cannot be a container's name, and for a malformed option
   */
  container(
    container: string,
    options: Omit<LogSourceOptions, "timeZone"> = {},
  ): LogSource {
    requireKind("container of a log source", container, "text");
    if (!CONTAINER_NAME.test(container)) {
      throw new InvalidInputError(
        "container-name",
        `container of a log source must be a container's name, got ${JSON.stringify(container)}; use letters, digits, "_", "." and "-"`,
      );
    }
    return {
      kind: "container",
      container,
      ...reading(options, ["format", "stackTraces", "labels"]),
    };
  },

  /**
   * Lines of the host's files at an absolute path; `*` stands for any part of a file's name. A file that the agent has not
   * seen before is read from its end.
   *
   * @throws InvalidInputError when the path is not absolute, and for a malformed option
   */
  file(path: string, options: LogSourceOptions = {}): LogSource {
    requireKind("path of a log source", path, "text");
    if (!path.startsWith("/") || path.includes("\0")) {
      throw new InvalidInputError(
        "log-path",
        `path of a log source must be absolute, got ${JSON.stringify(path)}; begin it with "/"`,
      );
    }
    return {
      kind: "file",
      path,
      ...reading(options, ["format", "timeZone", "stackTraces", "labels"]),
    };
  },

  /**
   * Messages of RFC 3164 and of RFC 5424 that others send to this port of the agent, one in each line or datagram. The port
   * is published on the address on which the platform publishes its own; no two sources may have it by one transport. Lines
   * that are sent while it does not run are lost: prefer a file where there is one.
   *
   * @throws InvalidInputError for a port out of range, an unknown time zone and a malformed label
   */
  syslog(options: SyslogSourceOptions): LogSource {
    const what = "LogSource.syslog";
    requireOptions(what, options, ["port", "transport", "timeZone", "labels"]);
    const { port, transport = "tcp", timeZone = "UTC", labels = {} } = options;
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      throw new InvalidInputError(
        "log-port",
        `port of ${what} must be a whole number from 1 to 65535, got ${shown(port)}; syslog usually has 514 by UDP and 601 by TCP`,
      );
    }
    requireOneOf(`transport of ${what}`, transport, ["tcp", "udp"]);
    return {
      kind: "syslog",
      port,
      transport,
      timeZone: requireTimeZone(what, timeZone),
      labels: checkedLabels(labels),
    };
  },

  /**
   * Access log (`combined`, or JSON with nginx's own names of variables) and error log of nginx, told apart by line: their
   * label `log` is `access` or `error`.
   *
   * @throws InvalidInputError unless either a container or a path is named, and for a malformed option
   */
  nginx(place: LogPlace): LogSource {
    return placed("LogSource.nginx", place, "nginx");
  },

  /**
   * Messages of PostgreSQL with DETAIL, HINT and STATEMENT joined to them; the time of a slow statement
   * (`log_min_duration_statement`) is the field `duration`.
   *
   * @throws InvalidInputError unless either a container or a path is named, for an unknown escape and a malformed option
   */
  postgresql(place: PostgresqlLogPlace): LogSource {
    const what = "LogSource.postgresql";
    requireKind(`options of ${what}`, place, "record");
    const { csv = false, linePrefix, ...rest } = place;
    requireKind(`csv of ${what}`, csv, "flag");
    if (csv && linePrefix !== undefined) {
      throw new InvalidInputError(
        "log-line-prefix",
        `linePrefix of ${what} must be left out with csv, got ${shown(linePrefix)}; csvlog has columns instead of a prefix`,
      );
    }
    return placed(
      what,
      rest,
      csv
        ? "postgresql-csv"
        : linePrefix === undefined
          ? "postgresql"
          : requireLogFormat(what, { kind: "postgresql", linePrefix }),
    );
  },

  /**
   * Messages of Redis 5 and later.
   *
   * @throws InvalidInputError unless either a container or a path is named, and for a malformed option
   */
  redis(place: LogPlace): LogSource {
    return placed("LogSource.redis", place, "redis");
  },

  /**
   * What sshd, sudo, su and the tools for accounts write by syslog: who, what, from where, with which result. Its label
   * `log` is `auth`.
   *
   * @throws InvalidInputError for a malformed option
   */
  auth(options: SecurityLogOptions = {}): LogSource {
    return security("LogSource.auth", "/var/log/auth.log", "auth", options);
  },

  /**
   * Events of auditd, raw or enriched. Its label `log` is `audit`; such lines are kept for 90 days unless a stream of
   * `LokiRetention` says otherwise.
   *
   * @throws InvalidInputError for a malformed option
   */
  audit(options: Omit<SecurityLogOptions, "timeZone"> = {}): LogSource {
    const path = "/var/log/audit/audit.log";
    return security("LogSource.audit", path, "audit", options);
  },

  /**
   * The journal of the host, `/var/log/journal`. The collector's image must hold the component `journald` and the program
   * `journalctl`, which the usual one does not.
   *
   * @throws InvalidInputError for a malformed option
   */
  journal(options: JournalSourceOptions = {}): LogSource {
    const what = "LogSource.journal";
    requireOptions(what, options, ["units", "labels"]);
    const { units = [], labels = {} } = options;
    requireKind(`units of ${what}`, units, "texts");
    const wrong = units.find((unit) => !/^[A-Za-z0-9:_.@*-]+$/.test(unit));
    if (wrong !== undefined) {
      throw new InvalidInputError(
        "log-unit",
        `units of ${what} must be names of systemd's units, got ${shown(wrong)}; list them by systemctl`,
      );
    }
    return { kind: "journal", units, labels: checkedLabels(labels) };
  },

  /**
   * Records that the service itself sends to the agent by OTLP: they get the labels of this source. Records of other
   * services are taken too, without such labels.
   *
   * @throws InvalidInputError for a malformed option
   */
  otlp(options: OtlpSourceOptions = {}): LogSource {
    const what = "LogSource.otlp";
    requireOptions(what, options, ["serviceName", "labels"]);
    const { serviceName, labels = {} } = options;
    if (serviceName !== undefined) {
      requireKind(`serviceName of ${what}`, serviceName, "text");
    }
    return { kind: "otlp", serviceName, labels: checkedLabels(labels) };
  },
};

const KINDS: readonly string[] = [
  "container",
  "file",
  "syslog",
  "journal",
  "otlp",
] satisfies readonly LogSource["kind"][];

/** @throws InvalidInputError for what no factory of `LogSource` has made */
export function requireLogSource(what: string, source: LogSource): void {
  requireKind(what, source, "record");
  if (!KINDS.includes(source.kind)) {
    throw new InvalidInputError(
      "log-source",
      `${what} must be a LogSource, got ${typeOf(source)} of another kind; make it by LogSource.${Object.keys(LogSource).join(", LogSource.")}`,
    );
  }
}

/** A log source and the service whose lines it gives. */
export interface ServiceLogs {
  readonly service: string;
  readonly source: LogSource;
}

function reading(
  options: LogSourceOptions,
  known: readonly (keyof LogSourceOptions)[],
): LineReading {
  const what = "a log source";
  // Labels used to stand where the options are.
  requireOptions(what, options, known);
  const { format = "auto", timeZone = "UTC", stackTraces = true } = options;
  requireKind(`stackTraces of ${what}`, stackTraces, "flag");
  return {
    format: requireLogFormat(what, format),
    timeZone: requireTimeZone(what, timeZone),
    stackTraces,
    labels: checkedLabels(options.labels ?? {}),
  };
}

function placed(what: string, place: LogPlace, format: LogFormat): LogSource {
  requireOptions(what, place, ["container", "path", "timeZone", "labels"]);
  const { container, path, ...options } = place;
  if (path !== undefined && container === undefined) {
    return LogSource.file(path, { ...options, format });
  }
  if (container === undefined || path !== undefined) {
    throw new InvalidInputError(
      "log-place",
      `${what} must name either a container or a path, got ${path === undefined ? "neither" : "both"}; declare a source for each`,
    );
  }
  if (options.timeZone !== undefined) {
    throw new InvalidInputError(
      "log-time-zone",
      `timeZone of ${what} must be left out with a container, got ${shown(options.timeZone)}; Docker tells the time of each line`,
    );
  }
  return LogSource.container(container, { ...options, format });
}

function security(
  what: string,
  usual: string,
  format: "auth" | "audit",
  options: SecurityLogOptions,
): LogSource {
  requireOptions(what, options, [
    "path",
    ...(format === "auth" ? ["timeZone"] : []),
    "labels",
  ]);
  const { path = usual, labels, ...rest } = options;
  return LogSource.file(path, {
    ...rest,
    format,
    labels: { log: format, ...checkedLabels(labels ?? {}) },
  });
}

function checkedLabels(labels: Labels): Labels {
  const what = "log source";
  requireBounded(`a ${what}`, requireLabels(what, labels));
  return labels;
}
