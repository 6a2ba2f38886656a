import type { ContainerVolumes } from "@cdktf/provider-docker/lib/container";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import type { Construct } from "constructs";
import type { DataVolume } from "../../domain/telemetry/component";
import { terraformText } from "../terraform-text";
import { projectLabels } from "./labels";

export const DATA_VOLUME_POLICIES = [
  "retain",
  "prevent-destroy",
  "destroy",
] as const;

/**
 * What becomes of data volumes when the platform is destroyed: `retain` leaves them (Docker makes them, Terraform does not
 * know them), `prevent-destroy` refuses to destroy the platform, `destroy` removes them.
 */
export type DataVolumePolicy = (typeof DATA_VOLUME_POLICIES)[number];

/** A data volume as the host knows it. */
export interface NamedVolume {
  readonly name: string;
  readonly path: string;
}

export function namedVolumes(
  containerName: string,
  volumes: readonly DataVolume[],
): readonly NamedVolume[] {
  return volumes.map(({ name, path }) => ({
    name: `${containerName}-${name}`,
    path,
  }));
}

/** Mounts the data volumes of a component; makes them where the policy has Terraform know them. */
export function mountDataVolumes(
  scope: Construct,
  project: string,
  component: string,
  volumes: readonly NamedVolume[],
  policy: DataVolumePolicy,
): readonly ContainerVolumes[] {
  return volumes.map(({ name, path }) => {
    const containerPath = terraformText(path);
    if (policy === "retain") {
      return { volumeName: terraformText(name), containerPath };
    }
    const volume = new Volume(
      scope,
      `volume-${name.slice(project.length + 1)}`,
      {
        name: terraformText(name),
        labels: [...projectLabels(project, component)],
        lifecycle: { preventDestroy: policy === "prevent-destroy" },
      },
    );
    return { volumeName: volume.name, containerPath };
  });
}
