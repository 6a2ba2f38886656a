import { Network } from "@cdktf/provider-docker/lib/network";
import type { ContainerNetworksAdvanced } from "@cdktf/provider-docker/lib/container";
import { Construct } from "constructs";
import { terraformText } from "../terraform-text";
import { projectLabels } from "./labels";

/** Which way a container is reached and what it reaches. */
export interface NetworkUse {
  /** Names under which other containers of the platform find it. */
  readonly aliases: readonly string[];
  /** Whether it opens connections to the world outside, or has a port that the host publishes. */
  readonly outside: boolean;
}

/**
 * Two networks: one without a way out that joins all containers, and one with a way out, for those that need it.
 */
export class Networks extends Construct {
  private readonly internal: Network;
  private readonly edge: Network;

  constructor(scope: Construct, id: string, project: string) {
    super(scope, id);
    const labels = [...projectLabels(project)];
    this.internal = new Network(this, "internal", {
      name: terraformText(`${project}-internal`),
      internal: true,
      labels,
    });
    this.edge = new Network(this, "edge", {
      name: terraformText(`${project}-edge`),
      labels,
    });
  }

  /** Connects a container. */
  connect(use: NetworkUse): ContainerNetworksAdvanced[] {
    const networks = use.outside ? [this.internal, this.edge] : [this.internal];
    return networks.map(({ name }) => ({ name, aliases: [...use.aliases] }));
  }
}
