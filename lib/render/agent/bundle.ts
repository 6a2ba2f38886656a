import type { AgentSpec } from "../../domain/hosts/agent";
import { LOG_MARK } from "../otel/log-mark";
import {
  readsFiles,
  renderAgentConfig,
  renderFileSystemConfig,
} from "./config";
import { AGENT_FILE } from "./files";
import { renderAgentInstall } from "./install";
import { renderAgentCompose } from "./compose";
import { renderAgentUnit } from "./service";

/** What a bundle holds that is not said by the agent itself. */
export interface AgentRelease {
  /** Reference of the collector's image, for hosts that run it as a container. */
  readonly image: string;
  /** Version of the collector in it, such as `0.159.0`. */
  readonly version: string;
  /** Certificates of the gateway's authorities, or nothing for those that the host trusts. */
  readonly authorities: string | undefined;
}

/**
 * The files of a bundle by their names, without their checksums: the same bytes as long as the declaration is the same.
 */
export function renderAgentBundle(
  agent: AgentSpec,
  release: AgentRelease,
): Readonly<Record<string, string>> {
  const { image, version, authorities } = release;
  const configs = {
    [AGENT_FILE.config]: renderAgentConfig(agent),
    ...(agent.hostMetrics && {
      [AGENT_FILE.fileSystems]: renderFileSystemConfig(),
    }),
    ...(readsFiles(agent) && { [AGENT_FILE.mark]: LOG_MARK.text }),
    ...(authorities !== undefined && { [AGENT_FILE.authorities]: authorities }),
  };
  return {
    ...configs,
    [AGENT_FILE.unit]: renderAgentUnit(agent),
    [AGENT_FILE.compose]: renderAgentCompose(agent, image),
    [AGENT_FILE.install]: renderAgentInstall(
      agent,
      version,
      Object.keys(configs),
    ),
  };
}
