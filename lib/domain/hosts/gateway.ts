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
  /** Most requests of one sender, an address, within a second. */
  readonly requestsPerSecond: number;
  readonly memory: Bytes;
  readonly cpus: number;
}

/** What its collector needs for itself. */
const OWN_MEMORY = Bytes.mebibytes(64);

/** A request of nothing but empty records becomes so many times as large when it is read. */
const LARGEST_EXPANSION = 110;

/** Memory in which the front keeps requests until they are whole. */
const WAITING_ROOM = Bytes.mebibytes(60);

/** Least memory with which one request of that size can be read, whatever it holds. */
export function leastMemory(maxRequest: Bytes): Bytes {
  return Bytes.mebibytes(
    Math.ceil(
      OWN_MEMORY.toMebibytes() + LARGEST_EXPANSION * maxRequest.toMebibytes(),
    ),
  );
}

/** Requests of one protocol that the collector works on at a time, so that the worst of them are not more than its memory. */
export function atOnce({ memory, maxRequest }: GatewaySpec): number {
  const free = memory.toMebibytes() - OWN_MEMORY.toMebibytes();
  const room = Math.floor(
    free / (LARGEST_EXPANSION * maxRequest.toMebibytes()),
  );
  return Math.min(64, Math.max(1, room));
}

/** Requests that the front takes in at a time. */
export function waitingRoom({ maxRequest }: GatewaySpec): number {
  return Math.floor(WAITING_ROOM.toMebibytes() / maxRequest.toMebibytes());
}

/** Name of the container of the collector behind the front, which has the name of the gateway. */
export function gatewayCollector(name: string): string {
  return `${name}-collector`;
}

/** What a gateway uses when nothing else is said. */
export const GATEWAY_DEFAULTS = {
  grpcPort: 14317,
  httpPort: 14318,
  maxRequest: Bytes.mebibytes(1),
  requestsPerSecond: 100,
  memory: Bytes.mebibytes(512),
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
