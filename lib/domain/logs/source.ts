import { requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind } from "../shape";
import { typeOf } from "../shown";

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
