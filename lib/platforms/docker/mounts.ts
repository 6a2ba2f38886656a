import type { HostMount } from "../../domain/telemetry/component";
import { terraformText } from "../terraform-text";

/** A `mounts` block of the Docker provider, in Terraform's own spelling: what is mounted may be known late. */
export interface MountBlock {
  readonly type: "bind" | "volume";
  readonly source: string;
  readonly target: string;
  readonly read_only: boolean;
  readonly bind_options?: { readonly propagation: "rslave" };
}

/** Mounts a folder or socket of the host, read-only. */
export function hostMount(mount: HostMount): MountBlock {
  return {
    type: "bind",
    source: terraformText(mount.source),
    target: terraformText(mount.target),
    read_only: true,
    ...(mount.followMounts === true && {
      bind_options: { propagation: "rslave" },
    }),
  };
}
