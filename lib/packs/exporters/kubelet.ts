import { catalog } from "./catalog";

/**
 * What a kubelet tells of the volumes that its pods claim.
 * @see https://kubernetes.io/docs/reference/instrumentation/metrics/
 */
export const kubeletVolumeMetrics = catalog({
  gauge: {
    kubelet_volume_stats_capacity_bytes: "size of the volume, in bytes",
    kubelet_volume_stats_available_bytes:
      "space of the volume that is free, in bytes",
    kubelet_volume_stats_used_bytes:
      "space of the volume that is in use, in bytes",
    kubelet_volume_stats_inodes: "inodes of the volume",
    kubelet_volume_stats_inodes_free: "inodes of the volume that are free",
    kubelet_volume_stats_inodes_used: "inodes of the volume that are in use",
  },
});
