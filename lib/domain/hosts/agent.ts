import type { MaskingOptions } from "../logs/masking/masking";
import type { ServiceLogs } from "../logs/source";
import type { Labels } from "../names";
import { Bytes } from "../units";

/** What an agent on another host collects, and where it sends that. */
export interface AgentOptions {
  /**
   * Address of the gateway's OTLP over HTTP as this host reaches it, such as `https://telemetry.example:14318`. Without TLS
   * (`http`) only to a loopback address, where a tunnel begins.
   */
  readonly endpoint: string;
  /**
   * Files of the host, each with the service that its lines belong to: `LogSource.file`, and those of `nginx`, `postgresql`,
   * `redis`, `auth` and `audit` with a path. The user of the agent is in the group `adm`, which must be able to read them.
   * @default []
   */
  readonly logs?: readonly ServiceLogs[];
  /**
   * Whether processor, memory, disks, file systems and network of the host are measured.
   * @default true
   */
  readonly hostMetrics?: boolean;
  /**
   * Whether programs of the host may send logs, metrics and spans by OTLP, to ports 4317 and 4318 of its loopback address.
   * @default false
   */
  readonly otlp?: boolean;
  /**
   * Labels of everything that it sends, such as `environment`.
   * @default {}
   */
  readonly labels?: Labels;
  /**
   * What is made unreadable before a line or span is written to the agent's disk; `false` leaves everything as it is.
   * @default - ids of users, addresses of e-mail, card, account and telephone numbers, tokens, keys and passwords
   */
  readonly masking?: false | MaskingOptions;
  /**
   * File with the certificates (PEM) of the authorities that the gateway's certificate must come from, relative to the folder
   * of the program; the bundle gets a copy.
   * @default - the authorities that the host trusts
   */
  readonly authorities?: string;
  /**
   * Most that the agent may take of the host's memory.
   * @default Bytes.mebibytes(256)
   */
  readonly memory?: Bytes;
  /**
   * Most that waits on the host's disk while the gateway does not answer; what comes then is read later, or refused.
   * @default Bytes.gigabytes(1)
   */
  readonly queue?: Bytes;
}

/** What runs on another host and sends to a gateway, with everything decided. */
export interface AgentSpec extends Required<Omit<AgentOptions, "authorities">> {
  /** Value of the label `host` of everything that it sends. */
  readonly host: string;
  /** The file, or nothing for the authorities that the host trusts. */
  readonly authorities: string | undefined;
  /** Whether the gateway asks for a certificate. */
  readonly clientCertificate: boolean;
}

/** What an agent uses when nothing else is said. */
export const AGENT_DEFAULTS = {
  memory: Bytes.mebibytes(256),
  queue: Bytes.gigabytes(1),
} as const;

/** Where an installed agent has its parts. */
export const AGENT_PATHS = {
  /** Configuration, and the authorities of the bundle. */
  config: "/etc/observability-agent",
  /** Token, and key and certificate of the host: put there by hand, never in a bundle. */
  secrets: "/etc/observability-agent/secrets",
} as const;

/** Names of files in the folder of the secrets. */
export const AGENT_SECRET = {
  token: "token",
  certificate: "client.crt",
  key: "client.key",
} as const;
