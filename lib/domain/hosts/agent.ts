import type { MaskingOptions } from "../logs/masking/masking";
import type { ServiceLogs } from "../logs/source";
import type { Labels } from "../names";
import type { Bytes } from "../units";

/** What runs on another host and sends to a gateway, with everything decided. */
export interface AgentSpec {
  /** `https://` address of the gateway's OTLP over HTTP. */
  readonly endpoint: string;
  /** Files that are read; each line belongs to a service. */
  readonly logs: readonly ServiceLogs[];
  /** Whether processor, memory, disks, file systems and network of the host are measured. */
  readonly hostMetrics: boolean;
  /** Whether programs of the host may send to it, on its loopback address. */
  readonly otlp: boolean;
  /** Resource attributes of everything that it sends. */
  readonly labels: Labels;
  readonly masking: MaskingOptions | false;
  /** Whether the gateway asks for a certificate. */
  readonly clientCertificate: boolean;
  readonly memory: Bytes;
  /** Most that waits on the disk while the gateway does not answer. */
  readonly queue: Bytes;
}

/** Where an installed agent has its parts; the files of the second group are put there by hand. */
export const AGENT_PATHS = {
  config: "/etc/observability-agent/config.yaml",
  data: "/var/lib/observability-agent",
  /** Written by the owner of the host, never by the bundle. */
  token: "/etc/observability-agent/secrets/token",
  authorities: "/etc/observability-agent/secrets/ca.crt",
  certificate: "/etc/observability-agent/secrets/client.crt",
  key: "/etc/observability-agent/secrets/client.key",
} as const;
