import { AGENT_PATHS, type AgentSpec } from "../../domain/hosts/agent";
import { toYaml } from "../yaml";

/** Name of the service, the user and the folders on the host. */
export const AGENT = "observability-agent";

/** Where the install script puts the program. */
export const AGENT_PROGRAM = `/usr/local/lib/${AGENT}/otelcol-contrib`;

/** The files that systemd shows the service, by the names under which it asks for them. */
export function agentSecrets({
  clientCertificate,
}: AgentSpec): Readonly<Record<string, string>> {
  return {
    token: AGENT_PATHS.token,
    "ca.crt": AGENT_PATHS.authorities,
    ...(clientCertificate && {
      "client.crt": AGENT_PATHS.certificate,
      "client.key": AGENT_PATHS.key,
    }),
  };
}

/**
 * The unit of systemd: a user that exists only while it runs, which may read what the group `adm` may and write nothing but
 * its own folder.
 */
export function renderAgentUnit(agent: AgentSpec): string {
  const credentials = Object.entries(agentSecrets(agent)).map(
    ([name, path]) => `LoadCredential=${name}:${path}`,
  );
  const configs = [
    `--config=${AGENT_PATHS.config}`,
    ...(agent.hostMetrics ? [`--config=/etc/${AGENT}/filesystem.yaml`] : []),
  ];
  return `[Unit]
Description=Sends logs, metrics and traces of this host to the observability platform
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=${[AGENT_PROGRAM, ...configs].join(" ")}
Environment=HOST_ROOT=
Environment=GOMEMLIMIT=${Math.floor(agent.memory.toMebibytes() * 0.9)}MiB
Restart=always
RestartSec=5
TimeoutStopSec=30

${credentials.join("\n")}
StateDirectory=${AGENT}
StateDirectoryMode=0700

MemoryMax=${agent.memory.toMebibytes()}M
TasksMax=128
DynamicUser=yes
SupplementaryGroups=adm
UMask=0077

CapabilityBoundingSet=
AmbientCapabilities=
NoNewPrivileges=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=strict
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources

[Install]
WantedBy=multi-user.target
`;
}

/** The other way to run it, for hosts with Docker and without systemd. */
export function renderAgentCompose(agent: AgentSpec, image: string): string {
  const folders = [
    ...new Set(
      agent.logs.flatMap(({ source }) =>
        source.kind === "file" ? [folderOf(source.path)] : [],
      ),
    ),
  ].sort();
  return toYaml({
    name: AGENT,
    services: {
      agent: {
        image,
        command: ["--config=/etc/agent/config.yaml"],
        // Log files belong to root; without capabilities it may do nothing else with that.
        user: "0:0",
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        read_only: true,
        tmpfs: ["/tmp"],
        network_mode: "host",
        restart: "unless-stopped",
        stop_grace_period: "30s",
        mem_limit: `${agent.memory.toMebibytes()}m`,
        pids_limit: 128,
        environment: {
          CREDENTIALS_DIRECTORY: "/run/secrets",
          STATE_DIRECTORY: "/var/lib/agent",
          HOST_ROOT: "/hostfs",
          GOMEMLIMIT: `${Math.floor(agent.memory.toMebibytes() * 0.9)}MiB`,
        },
        volumes: [
          mount("./config.yaml", "/etc/agent/config.yaml"),
          ...Object.entries(agentSecrets(agent)).map(([name, path]) =>
            mount(path, `/run/secrets/${name}`),
          ),
          ...["/proc", "/sys", ...folders].map((folder) =>
            mount(folder, `/hostfs${folder}`),
          ),
          { type: "volume", source: "data", target: "/var/lib/agent" },
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

/** The folder above the first part of a path that is a pattern. */
function folderOf(path: string): string {
  const fixed = path.slice(
    0,
    path.includes("*") ? path.indexOf("*") : undefined,
  );
  return fixed.slice(0, fixed.lastIndexOf("/")) || "/";
}
