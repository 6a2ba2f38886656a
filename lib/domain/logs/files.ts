import { InvalidInputError } from "../problem";
import { escapeRegexp } from "../promql/regexp";
import { requireKind } from "../shape";
import { shown } from "../shown";
import type { DeploymentPlan } from "../telemetry/plan";
import { requireCollectorComponent } from "./collector-components";
import type { DeclaredLogSource as LogSource } from "./source-kinds";

/** The collector sees a folder of the host below this one. */
export const HOST_FOLDER = "/hostfs";

/** Where systemd keeps the journal. */
export const JOURNAL = "/var/log/journal";

/** A file that Docker writes for a container, the agent's own among them. */
const CONTAINER_FILE = `/var/lib/docker/containers/${"0".repeat(64)}/${"0".repeat(64)}-json.log`;

/** Longer paths no Linux opens. */
const LONGEST_PATH = 4096;

/** @throws InvalidInputError for a path that names no file, or those of containers */
export function requireLogPath(what: string, path: string): void {
  requireKind(`path of ${what}`, path, "text");
  const refuse = (rule: string, remedy: string): InvalidInputError =>
    new InvalidInputError(
      "log-path",
      `path of ${what} must ${rule}, got ${shown(path)}; ${remedy}`,
    );
  if (!path.startsWith("/")) {
    throw refuse("be absolute", 'begin it with "/"');
  }
  if (path.length > LONGEST_PATH || /[\u0000-\u001f\u007f]/.test(path)) {
    throw refuse(
      `be of at most ${LONGEST_PATH} signs that can be seen`,
      "copy it from ls",
    );
  }
  if (path.endsWith("/") || /\/\.{1,2}(?:\/|$)/.test(path)) {
    throw refuse(
      'name files, without "." and ".."',
      "write it like /var/log/shop/*.log",
    );
  }
  if (matches(path, CONTAINER_FILE)) {
    throw refuse(
      "leave out the files that Docker writes for containers",
      "all containers are read already; name one by LogSource.container",
    );
  }
}

/** Whether a pattern of the collector finds the path. */
function matches(pattern: string, path: string): boolean {
  const parts = pattern
    .split(/(\*+)/)
    .map((part) =>
      part.startsWith("*")
        ? part === "*"
          ? "[^/]*"
          : ".*"
        : escapeRegexp(part),
    );
  return new RegExp(`^${parts.join("")}$`).test(path);
}

/**
 * @throws InvalidInputError for a source that the plan's collector could not read
 */
export function requireReadable(plan: DeploymentPlan, source: LogSource): void {
  switch (source.kind) {
    case "file":
      locateLogFile(plan, source.path);
      break;
    case "journal":
      requireCollectorComponent(plan, "journald", "a source of the journal");
      locateLogFile(plan, JOURNAL);
      break;
    case "container":
    case "syslog":
    case "otlp":
  }
}

/**
 * The path under which the collector reads a file of the host.
 *
 * @throws InvalidInputError when the file is in no folder that the collector may read
 */
export function locateLogFile(plan: DeploymentPlan, path: string): string {
  const collector = plan["otel-collector"];
  if (collector.kind !== "deployed") {
    return path;
  }
  const folders = (collector.spec.hostMounts ?? []).filter(({ target }) =>
    target.startsWith(`${HOST_FOLDER}/`),
  );
  const folder = folders.find(({ source }) => path.startsWith(`${source}/`));
  if (folder === undefined || path.includes("/../")) {
    throw new InvalidInputError(
      "log-path-unreadable",
      `path of a log source must be in a folder that the collector may read (${folders.map(({ source }) => source).join(", ") || "none"}), got ${shown(path)}; add its folder: components: { "otel-collector": { logFolders: [...] } }`,
    );
  }
  return folder.target + path.slice(folder.source.length);
}
