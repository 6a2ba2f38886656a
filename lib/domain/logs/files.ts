import { InvalidInputError } from "../problem";
import type { DeploymentPlan } from "../telemetry/plan";

/** The collector sees a folder of the host below this one. */
export const HOST_FOLDER = "/hostfs";

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
