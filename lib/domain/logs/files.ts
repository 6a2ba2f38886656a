import { InvalidInputError } from "../problem";
import type { DeploymentPlan } from "../telemetry/plan";
import { requireCollectorComponent } from "./collector-components";
import type { LogSource } from "./source";

/** The collector sees a folder of the host below this one. */
export const HOST_FOLDER = "/hostfs";

/** Where systemd keeps the journal. */
export const JOURNAL = "/var/log/journal";

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
      `path of a log source must be in a folder that the collector may read (${folders.map(({ source }) => source).join(", ") || "none"}), got ${JSON.stringify(path)}; add its folder: components: { "otel-collector": { logFolders: [...] } }`,
    );
  }
  return folder.target + path.slice(folder.source.length);
}
