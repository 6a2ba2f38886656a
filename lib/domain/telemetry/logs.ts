import { requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireShape } from "../shape";
import { typeOf } from "../shown";
import { Duration, type Bytes } from "../units";

/** Labels that make a stream; everything else that a line carries is structured metadata, which costs no stream. */
export const LOG_INDEX_LABELS = [
  "service",
  "level",
  "log",
  "host",
  "environment",
] as const;

/** Where log lines come from. */
export type LogSource =
  /** Standard output and error of a container on the same Docker host. */
  | {
      readonly kind: "container";
      readonly container: string;
      readonly labels: Labels;
    }
  /** Files of the host that the agent can read; `*` stands for any part of a name. */
  | { readonly kind: "file"; readonly path: string; readonly labels: Labels };

const CONTAINER_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Factories of log sources; `labels` are added to each line and must be few and of few values. */
export const LogSource = {
  /**
   * Standard output and error of the container of this name. Its log driver must be `json-file` with the option
   * `tag={{.Name}}`; containers made by this library have it.
   *
   * @throws InvalidInputError when it cannot be a container's name
   */
  container(container: string, labels: Labels = {}): LogSource {
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
      labels: requireLabels("log source", labels),
    };
  },

  /**
   * Lines of the host's files at an absolute path; `*` stands for any part of a file's name.
   *
   * @throws InvalidInputError when the path is not absolute
   */
  file(path: string, labels: Labels = {}): LogSource {
    requireKind("path of a log source", path, "text");
    if (!path.startsWith("/") || path.includes("\0")) {
      throw new InvalidInputError(
        "log-path",
        `path of a log source must be absolute, got ${JSON.stringify(path)}; begin it with "/"`,
      );
    }
    return { kind: "file", path, labels: requireLabels("log source", labels) };
  },
};

/** @throws InvalidInputError for what no factory of `LogSource` has made */
export function requireLogSource(what: string, source: LogSource): void {
  requireKind(what, source, "record");
  if (source.kind !== "container" && source.kind !== "file") {
    throw new InvalidInputError(
      "log-source",
      `${what} must be a LogSource, got ${typeOf(source)} of another kind; make it by LogSource.container or LogSource.file`,
    );
  }
}

/** A log source and the service whose lines it gives. */
export interface ServiceLogs {
  readonly service: string;
  readonly source: LogSource;
}

/** How long the lines of matching streams are kept. */
export interface RetentionStream {
  /** Labels that a stream must have, all of them. */
  readonly match: Labels;
  readonly keep: Duration;
  /** Expected volume of these lines per day. */
  readonly ingestPerDay?: Bytes;
}

/** How long log lines are kept. */
export interface LogRetention {
  /** For lines that no stream matches. */
  readonly default: Duration;
  /** Where two match, the longer time wins. */
  readonly streams: readonly RetentionStream[];
  /** Expected volume per day of lines that no stream matches. */
  readonly ingestPerDay?: Bytes;
}

/**
 * Loki's smallest retention period of a stream.
 * @see https://grafana.com/docs/loki/latest/operations/storage/retention/
 */
const SHORTEST_LOG_RETENTION = Duration.hours(24);

/**
 * @throws InvalidInputError for a time below one day, or a stream without labels or with one that makes no streams
 */
export function createLogRetention(retention: LogRetention): LogRetention {
  requireShape("log retention", retention, {
    default: "duration",
    streams: "list",
    ingestPerDay: "size?",
  });
  for (const stream of retention.streams) {
    requireShape("stream of log retention", stream, {
      match: "record",
      keep: "duration",
      ingestPerDay: "size?",
    });
  }
  const times = [
    ["default", retention.default],
    ...retention.streams.map(
      ({ match, keep }) => [JSON.stringify(match), keep] as const,
    ),
  ] as const;
  for (const [what, time] of times) {
    if (time.compare(SHORTEST_LOG_RETENTION) < 0) {
      throw new InvalidInputError(
        "log-retention-short",
        `log retention of ${what} must be at least ${SHORTEST_LOG_RETENTION.toString()}, got ${time.toString()}; Loki deletes by whole days`,
      );
    }
  }
  for (const { match } of retention.streams) {
    requireLabels("stream of log retention", match);
    const unknown = Object.keys(match).find(
      (label) => !LOG_INDEX_LABELS.some((known) => known === label),
    );
    if (unknown !== undefined) {
      throw new InvalidInputError(
        "log-retention-label",
        `stream of log retention must match by ${LOG_INDEX_LABELS.join(", ")}, got label "${unknown}"; only those make streams`,
      );
    }
    if (Object.keys(match).length === 0) {
      throw new InvalidInputError(
        "log-retention-stream",
        "stream of log retention must match at least one label, got {}; use `default` for all other lines",
      );
    }
  }
  return retention;
}
