import { requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireOneOf, requireOptions } from "../shape";
import { shown } from "../shown";
import { requireTimeZone } from "../time/time-input";
import { requireLogPath } from "./files";
import {
  requireBounded,
  requireLogFormat,
  type LogFormat,
} from "./source-format";
import type {
  DeclaredLogSource as LogSource,
  LineReading,
} from "./source-kinds";
import type {
  JournalSourceOptions,
  LogPlace,
  LogSourceOptions,
  OtlpSourceOptions,
  PostgresqlLogPlace,
  SecurityLogOptions,
  SyslogSourceOptions,
} from "./source-options";

const CONTAINER_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** @throws InvalidInputError as `LogSource.container` tells */
export function containerSource(
  what: string,
  container: string,
  options: LogSourceOptions,
): LogSource {
  requireKind(`container of ${what}`, container, "text");
  if (!CONTAINER_NAME.test(container)) {
    throw new InvalidInputError(
      "container-name",
      `container of ${what} must be a container's name, got ${shown(container)}; use letters, digits, "_", "." and "-"`,
    );
  }
  const read = reading(what, options, ["format", "stackTraces", "labels"]);
  return { kind: "container", container, ...read };
}

/** @throws InvalidInputError as `LogSource.file` tells */
export function fileSource(
  what: string,
  path: string,
  options: LogSourceOptions,
): LogSource {
  requireLogPath(what, path);
  const known = ["format", "timeZone", "stackTraces", "labels"] as const;
  return { kind: "file", path, ...reading(what, options, known) };
}

function reading(
  what: string,
  options: LogSourceOptions,
  known: readonly (keyof LogSourceOptions)[],
): LineReading {
  // Labels used to stand where the options are.
  requireOptions(what, options, known);
  const { format = "auto", timeZone = "UTC", stackTraces = true } = options;
  requireKind(`stackTraces of ${what}`, stackTraces, "flag");
  return {
    format: requireLogFormat(what, format),
    timeZone: requireZone(what, timeZone),
    stackTraces,
    labels: checkedLabels(what, options.labels),
  };
}

/** @throws InvalidInputError as `LogSource.syslog` tells */
export function syslogSource(
  what: string,
  options: SyslogSourceOptions,
): LogSource {
  const known = ["port", "transport", "framing", "timeZone", "labels"];
  requireOptions(what, options, known);
  const { port, transport = "tcp", timeZone = "UTC", labels } = options;
  const { framing = "lines" } = options;
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InvalidInputError(
      "log-port",
      `port of ${what} must be a whole number from 1 to 65535, got ${shown(port)}; syslog usually has 514 by UDP and 601 by TCP`,
    );
  }
  requireOneOf(`transport of ${what}`, transport, ["tcp", "udp"]);
  requireOneOf(`framing of ${what}`, framing, ["lines", "octet-counting"]);
  if (framing === "octet-counting" && transport === "udp") {
    throw new InvalidInputError(
      "log-framing",
      `framing of ${what} must be left out with udp, got ${shown(framing)}; a datagram holds one message`,
    );
  }
  return {
    kind: "syslog",
    port,
    transport,
    framing,
    timeZone: requireZone(what, timeZone),
    labels: checkedLabels(what, labels),
  };
}

/**
 * A source of lines of a known format, at a place that is to be named.
 *
 * @throws InvalidInputError unless either a container or a path is named, and for a malformed option
 */
export function placedSource(
  what: string,
  place: LogPlace,
  format: LogFormat,
): LogSource {
  requireOptions(what, place, ["container", "path", "timeZone", "labels"]);
  const { container, path, ...options } = place;
  if (path !== undefined && container === undefined) {
    return fileSource(what, path, { ...options, format });
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
  return containerSource(what, container, { ...options, format });
}

/** @throws InvalidInputError as `LogSource.postgresql` tells */
export function postgresqlSource(
  what: string,
  place: PostgresqlLogPlace,
): LogSource {
  const known = ["container", "path", "timeZone", "csv", "linePrefix"];
  requireOptions(what, place, [...known, "labels"]);
  const { csv = false, linePrefix, ...rest } = place;
  requireKind(`csv of ${what}`, csv, "flag");
  if (csv && linePrefix !== undefined) {
    throw new InvalidInputError(
      "log-line-prefix",
      `linePrefix of ${what} must be left out with csv, got ${shown(linePrefix)}; csvlog has columns instead of a prefix`,
    );
  }
  if (linePrefix !== undefined) {
    const format = { kind: "postgresql", linePrefix } as const;
    return placedSource(what, rest, requireLogFormat(what, format));
  }
  return placedSource(what, rest, csv ? "postgresql-csv" : "postgresql");
}

const SECURITY_LOGS = {
  auth: "/var/log/auth.log",
  audit: "/var/log/audit/audit.log",
} as const;

/** @throws InvalidInputError as `LogSource.auth` and `LogSource.audit` tell */
export function securitySource(
  what: string,
  format: keyof typeof SECURITY_LOGS,
  options: SecurityLogOptions,
): LogSource {
  requireOptions(what, options, [
    "path",
    ...(format === "auth" ? ["timeZone"] : []),
    "labels",
  ]);
  const { path = SECURITY_LOGS[format], labels, ...rest } = options;
  const given = checkedLabels(what, labels);
  if (given["log"] !== undefined && given["log"] !== format) {
    throw new InvalidInputError(
      "log-label-fixed",
      `label log of ${what} must be "${format}", by which such lines are kept and found, got ${shown(given["log"])}; leave it out`,
    );
  }
  return fileSource(what, path, {
    ...rest,
    format,
    labels: { ...given, log: format },
  });
}

/** @throws InvalidInputError as `LogSource.journal` tells */
export function journalSource(
  what: string,
  options: JournalSourceOptions,
): LogSource {
  requireOptions(what, options, ["units", "labels"]);
  const { units = [], labels } = options;
  requireKind(`units of ${what}`, units, "texts");
  const wrong = units.find((unit) => !/^[A-Za-z0-9:_.@*-]+$/.test(unit));
  if (wrong !== undefined) {
    throw new InvalidInputError(
      "log-unit",
      `units of ${what} must be names of systemd's units, got ${shown(wrong)}; list them by systemctl`,
    );
  }
  return { kind: "journal", units, labels: checkedLabels(what, labels) };
}

/** @throws InvalidInputError as `LogSource.otlp` tells */
export function otlpSource(
  what: string,
  options: OtlpSourceOptions,
): LogSource {
  requireOptions(what, options, ["serviceName", "labels"]);
  const { serviceName, labels } = options;
  if (serviceName !== undefined) {
    requireKind(`serviceName of ${what}`, serviceName, "text");
    if (serviceName.trim() === "") {
      throw new InvalidInputError(
        "log-service-name",
        `serviceName of ${what} must be the service.name of its records, got ${shown(serviceName)}; leave it out for the name of the service`,
      );
    }
  }
  return { kind: "otlp", serviceName, labels: checkedLabels(what, labels) };
}

/** The collector looks for a file of this name, of which capital letters are a part. */
function requireZone(what: string, name: string): string {
  const zone = requireTimeZone(what, name);
  const { timeZone: known } = new Intl.DateTimeFormat("en", {
    timeZone: zone,
  }).resolvedOptions();
  const isMisspelt =
    known.toLowerCase() === zone.toLowerCase()
      ? known !== zone
      : /(?:^|\/)[a-z]/.test(zone);
  if (isMisspelt) {
    throw new InvalidInputError(
      "time-zone",
      `time zone of ${what} must have the capital letters of the time zone database, got ${shown(zone)}; did you mean ${JSON.stringify(known)}`,
    );
  }
  return zone;
}

/** A copy in which nothing is found that nobody has written, such as `constructor`. */
function checkedLabels(what: string, labels: Labels = {}): Labels {
  requireBounded(what, requireLabels(`labels of ${what}`, labels));
  return Object.assign(Object.create(null) as Record<string, string>, labels);
}
