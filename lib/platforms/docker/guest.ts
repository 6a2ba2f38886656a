import type { Node } from "constructs";
import type { SecretRef } from "../../domain/secret";
import type { NamedVolume } from "./data-volumes";
import type { PublishedPort } from "./hardened-container";

/** A container that runs beside the components of the platform, in its networks. */
export interface Guest {
  readonly node: Node;
  readonly containerName: string;
  /** Name under which the other containers find it. */
  readonly alias: string;
  /** Numeric `uid:gid`. */
  readonly user: string;
  /** Ports of the host that it takes. */
  readonly ports: readonly PublishedPort[];
  /** Secrets that it reads as files. */
  readonly secrets: readonly SecretRef[];
  /** Data that outlives it. Default: none. */
  readonly volumes?: readonly NamedVolume[];
}
