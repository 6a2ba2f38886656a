import { deferred } from "../deferred";
import { InvalidInputError } from "../problem";
import { typeOf } from "../shown";
import type { DeclaredLogSource } from "./source-kinds";
import {
  containerSource,
  fileSource,
  journalSource,
  otlpSource,
  placedSource,
  postgresqlSource,
  securitySource,
  syslogSource,
} from "./source-made";
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

/** Where log lines come from. */
export type LogSource = DeclaredLogSource;

/**
 * Factories of log sources. Their `labels` are added to each line and must be few and of few values. What is wrong with a
 * source is told by the service that has it, so that the message can name that service.
 */
export const LogSource = {
  /**
   * Standard output and error of the container of this name. Its log driver must be `json-file` with the option
   * `tag={{.Name}}`; containers made by this library have it. Times are those at which Docker received the lines.
   *
   * Refused when it cannot be a container's name, and for a malformed option
   */
  container(
    container: string,
    options: Omit<LogSourceOptions, "timeZone"> = {},
  ): LogSource {
    return deferred(() =>
      containerSource("LogSource.container", container, options),
    );
  },

  /**
   * Lines of the host's files at an absolute path; `*` stands for any part of a file's name. A file that the agent has not
   * seen before is read from its end.
   *
   * Refused when the path is not absolute, and for a malformed option
   */
  file(path: string, options: LogSourceOptions = {}): LogSource {
    return deferred(() => fileSource("LogSource.file", path, options));
  },

  /**
   * Messages of RFC 3164 and of RFC 5424 that others send to this port of the agent, one in each line or datagram. The port
   * is published on the address on which the platform publishes its own; no two sources may have it by one transport. Lines
   * that are sent while it does not run are lost: prefer a file where there is one.
   *
   * Refused for a port out of range, an unknown time zone and a malformed label
   */
  syslog(options: SyslogSourceOptions): LogSource {
    return deferred(() => syslogSource("LogSource.syslog", options));
  },

  /**
   * Access log (`combined`, or JSON with nginx's own names of variables) and error log of nginx, told apart by line: their
   * label `log` is `access` or `error`.
   *
   * Refused unless either a container or a path is named, and for a malformed option
   */
  nginx(place: LogPlace): LogSource {
    return deferred(() => placedSource("LogSource.nginx", place, "nginx"));
  },

  /**
   * Messages of PostgreSQL with DETAIL, HINT and STATEMENT joined to them; the time of a slow statement
   * (`log_min_duration_statement`) is the field `duration`.
   *
   * Refused unless either a container or a path is named, for an unknown escape and a malformed option
   */
  postgresql(place: PostgresqlLogPlace): LogSource {
    return deferred(() => postgresqlSource("LogSource.postgresql", place));
  },

  /**
   * Messages of Redis 5 and later.
   *
   * Refused unless either a container or a path is named, and for a malformed option
   */
  redis(place: LogPlace): LogSource {
    return deferred(() => placedSource("LogSource.redis", place, "redis"));
  },

  /**
   * What sshd, sudo, su and the tools for accounts write by syslog: who, what, from where, with which result. Its label
   * `log` is `auth`.
   *
   * Refused for a malformed option
   */
  auth(options: SecurityLogOptions = {}): LogSource {
    return deferred(() => securitySource("LogSource.auth", "auth", options));
  },

  /**
   * Events of auditd, raw or enriched. Its label `log` is `audit`; such lines are kept for 90 days unless a stream of
   * `LokiRetention` says otherwise.
   *
   * Refused for a malformed option
   */
  audit(options: Omit<SecurityLogOptions, "timeZone"> = {}): LogSource {
    return deferred(() => securitySource("LogSource.audit", "audit", options));
  },

  /**
   * The journal of the host, `/var/log/journal`. The collector's image must hold the component `journald` and the program
   * `journalctl`, which the usual one does not.
   *
   * Refused for a malformed option
   */
  journal(options: JournalSourceOptions = {}): LogSource {
    return deferred(() => journalSource("LogSource.journal", options));
  },

  /**
   * Records that the service itself sends to the agent by OTLP: they get the labels of this source. Records of other
   * services are taken too, without such labels.
   *
   * Refused for a malformed option
   */
  otlp(options: OtlpSourceOptions = {}): LogSource {
    return deferred(() => otlpSource("LogSource.otlp", options));
  },
};

const KINDS: readonly string[] = [
  "container",
  "file",
  "syslog",
  "journal",
  "otlp",
] satisfies readonly LogSource["kind"][];

/** @throws InvalidInputError for what no factory of `LogSource` has made, and for what it refused */
export function requireLogSource(what: string, source: LogSource): void {
  const { kind } = Object(source) as LogSource;
  if (!KINDS.includes(kind)) {
    throw new InvalidInputError(
      "log-source",
      `${what} must be a LogSource, got ${typeOf(source)}; make it by LogSource.${Object.keys(LogSource).join(", LogSource.")}`,
    );
  }
  const made = remade(what, source);
  const missing = Object.entries(made).find(
    ([name, value]) =>
      value !== undefined && !Object.keys(source).includes(name),
  );
  if (missing !== undefined) {
    throw new InvalidInputError(
      "log-source",
      `${what} must be whole, got one without ${missing[0]}; make it by LogSource.${source.kind}`,
    );
  }
}

/** What a program in JavaScript writes by hand is looked at as a factory would. */
function remade(what: string, source: LogSource): LogSource {
  switch (source.kind) {
    case "container": {
      const { kind: _, container, timeZone: _zone, ...options } = source;
      return containerSource(what, container, options);
    }
    case "file": {
      const { kind: _, path, ...options } = source;
      return fileSource(what, path, options);
    }
    case "syslog": {
      const { kind: _, ...options } = source;
      return syslogSource(what, options);
    }
    case "journal": {
      const { kind: _, ...options } = source;
      return journalSource(what, options);
    }
    case "otlp": {
      const { kind: _, serviceName, ...options } = source;
      return otlpSource(what, {
        ...options,
        ...(serviceName !== undefined && { serviceName }),
      });
    }
  }
}

/** A log source and the service whose lines it gives. */
export interface ServiceLogs {
  readonly service: string;
  readonly source: LogSource;
}
