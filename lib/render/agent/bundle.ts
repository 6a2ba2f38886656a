import type { AgentSpec } from "../../domain/hosts/agent";
import { renderAgentConfig, renderFileSystemConfig } from "./config";
import { renderAgentInstall } from "./install";
import { AGENT, renderAgentCompose, renderAgentUnit } from "./service";

/**
 * The files of a bundle by their names, without their checksums: the same bytes as long as the declaration is the same.
 *
 * @param image reference of the collector's image, for hosts that run it as a container
 * @param version of the collector in it, such as `0.159.0`
 * @throws InvalidInputError for a source that cannot be read on another host
 */
export function renderAgentBundle(
  agent: AgentSpec,
  image: string,
  version: string,
): Readonly<Record<string, string>> {
  const configs = {
    "config.yaml": renderAgentConfig(agent),
    ...(agent.hostMetrics && { "filesystem.yaml": renderFileSystemConfig() }),
  };
  return {
    ...configs,
    [`${AGENT}.service`]: renderAgentUnit(agent),
    "compose.yaml": renderAgentCompose(agent, image),
    "install.sh": renderAgentInstall(agent, version, Object.keys(configs)),
  };
}
