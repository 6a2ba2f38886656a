import {
  AGENT_PATHS,
  AGENT_SECRET,
  type AgentSpec,
} from "../../domain/hosts/agent";
import { collectorMemory } from "../../domain/telemetry/collector-memory";
import { COLLECTOR_GATES } from "../../domain/logs/collector-components";
import { AGENT, AGENT_FILE, AGENT_PROGRAM } from "./files";

/** Names of the secrets that are put on the host by hand. */
export function agentSecrets({
  clientCertificate,
}: AgentSpec): readonly string[] {
  const { token, certificate, key } = AGENT_SECRET;
  return clientCertificate ? [token, certificate, key] : [token];
}

/** Value of `GOMEMLIMIT`. */
export function memoryTarget({ memory }: AgentSpec): string {
  return `${collectorMemory(memory).target}MiB`;
}

/**
 * The unit of systemd: a user that exists only while it runs, which may read what the group `adm` may and write nothing but
 * its own folder. systemd hands it copies of its secrets, which nobody else can read.
 */
export function renderAgentUnit(agent: AgentSpec): string {
  const credentials = agentSecrets(agent).map(
    (name) => `LoadCredential=${name}:${AGENT_PATHS.secrets}/${name}`,
  );
  const configs = [
    AGENT_FILE.config,
    ...(agent.hostMetrics ? [AGENT_FILE.fileSystems] : []),
  ].map((name) => `--config=${AGENT_PATHS.config}/${name}`);
  return `[Unit]
Description=Sends logs, metrics and traces of this host to the observability platform
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${[AGENT_PROGRAM, ...configs, COLLECTOR_GATES].join(" ")}
Environment=HOST_ROOT=
Environment=GOMEMLIMIT=${memoryTarget(agent)}
Restart=always
RestartSec=5
TimeoutStopSec=30

${credentials.join("\n")}
ConfigurationDirectory=${AGENT}
StateDirectory=${AGENT}
StateDirectoryMode=0700

MemoryMax=${Math.floor(agent.memory.toMebibytes())}M
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
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources

[Install]
WantedBy=multi-user.target
`;
}
