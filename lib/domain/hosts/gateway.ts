import type { SecretRef } from "../secret";
import { Bytes } from "../units";

/** A way in for telemetry of other hosts, with everything decided. */
export interface GatewaySpec {
  /** Address of the host on which its ports are published. */
  readonly address: string;
  /** Ports of the host; nothing for a protocol that is not spoken. */
  readonly grpcPort: number | undefined;
  readonly httpPort: number | undefined;
  /** Its certificate with those that lead to a known authority, in PEM. */
  readonly certificate: SecretRef;
  /** The private key of the certificate, in PEM. */
  readonly key: SecretRef;
  /** What senders must show: a file with one token. */
  readonly token: SecretRef;
  /** Authorities of the certificates that senders must show too; nothing when they need none. */
  readonly clientAuthorities: SecretRef | undefined;
  /** Most that one request may hold, unpacked. */
  readonly maxRequest: Bytes;
  readonly memory: Bytes;
  readonly cpus: number;
}

/** What a gateway uses when nothing else is said. */
export const GATEWAY_DEFAULTS = {
  grpcPort: 14317,
  httpPort: 14318,
  maxRequest: Bytes.mebibytes(4),
  memory: Bytes.mebibytes(256),
  cpus: 0.5,
} as const;

/** The secrets that its program reads. */
export function gatewaySecrets({
  certificate,
  key,
  token,
  clientAuthorities,
}: GatewaySpec): readonly SecretRef[] {
  return [
    certificate,
    key,
    token,
    ...(clientAuthorities === undefined ? [] : [clientAuthorities]),
  ];
}
