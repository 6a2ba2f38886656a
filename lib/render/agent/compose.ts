import { COLLECTOR_GATES } from "../../domain/logs/collector-components";
import { AGENT_PATHS, type AgentSpec } from "../../domain/hosts/agent";
import { toYaml } from "../yaml";
import { readsFiles } from "./config";
import { AGENT, AGENT_FILE } from "./files";
import { agentSecrets, memoryTarget } from "./service";

const CONFIG = "/etc/agent";
const SECRETS = "/run/secrets";
const DATA = "/var/lib/agent";
const HOST = "/hostfs";

/** The group that may read log files, by its number: the image knows none by this name. */
const ADM = "4";

/**
 * `compose.yaml`: the other way to run it, for hosts with Docker and without systemd. It measures no file systems, since a
 * container sees its own.
 */
export function renderAgentCompose(agent: AgentSpec, image: string): string {
  const seen = [
    ...(agent.hostMetrics ? ["/proc", "/sys"] : []),
    ...logFolders(agent),
  ];
  const configs = [
    AGENT_FILE.config,
    ...(readsFiles(agent) ? [AGENT_FILE.mark] : []),
    ...(agent.authorities === undefined ? [] : [AGENT_FILE.authorities]),
  ];
  return toYaml({
    name: AGENT,
    services: {
      agent: {
        image,
        command: [`--config=${CONFIG}/${AGENT_FILE.config}`, COLLECTOR_GATES],
        // Secrets belong to root; without capabilities it is a user like any other.
        user: "0:0",
        group_add: [ADM],
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        read_only: true,
        tmpfs: ["/tmp"],
        network_mode: "host",
        restart: "unless-stopped",
        stop_grace_period: "30s",
        mem_limit: `${Math.floor(agent.memory.toMebibytes())}m`,
        pids_limit: 128,
        environment: {
          CONFIGURATION_DIRECTORY: CONFIG,
          CREDENTIALS_DIRECTORY: SECRETS,
          STATE_DIRECTORY: DATA,
          HOST_ROOT: HOST,
          GOMEMLIMIT: memoryTarget(agent),
        },
        volumes: [
          ...configs.map((name) => mount(`./${name}`, `${CONFIG}/${name}`)),
          ...agentSecrets(agent).map((name) =>
            mount(`${AGENT_PATHS.secrets}/${name}`, `${SECRETS}/${name}`),
          ),
          ...seen.map((folder) => mount(folder, HOST + folder)),
          { type: "volume", source: "data", target: DATA },
        ],
      },
    },
    volumes: { data: {} },
  });
}

function mount(source: string, target: string): object {
  return {
    type: "bind",
    // Compose too takes a dollar sign for a variable.
    source: source.replaceAll("$", "$$$$"),
    target: target.replaceAll("$", "$$$$"),
    read_only: true,
    bind: { create_host_path: false },
  };
}

/** The folders that hold the files, without those in another one. */
function logFolders({ logs }: AgentSpec): readonly string[] {
  const all = logs.flatMap(({ source }) =>
    source.kind === "file" ? [folderOf(source.path)] : [],
  );
  return [...new Set(all)]
    .filter((one) => !all.some((other) => one.startsWith(`${other}/`)))
    .sort();
}

/** The folder above the first part of a path that is a pattern. */
function folderOf(path: string): string {
  const [fixed = ""] = path.split("*");
  return fixed.slice(0, fixed.lastIndexOf("/")) || "/";
}
