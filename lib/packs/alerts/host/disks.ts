import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import type { HostAlertSettings } from "./options";

/** Above this share of free space the trend of a few hours says nothing. */
const ROOM_ENOUGH = 0.4;

/** File systems: their space, their inodes, and whether they can be written. */
export function diskAlerts(
  alert: PackAlert,
  settings: HostAlertSettings,
): readonly AlertRule[] {
  const { job, inodesFreeRatio } = settings;
  // The others are in memory or read-only by nature.
  const of = `{job="${job}",fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|erofs"}`;
  const writable = `node_filesystem_readonly${of} == 0`;
  return [
    ...spaceAlerts(alert, settings, of, writable),
    alert("P3", {
      alert: "HostInodesAlmostUsedUp",
      // Some file systems have no fixed number of inodes and tell of 0.
      expr: `node_filesystem_files_free${of} / (node_filesystem_files${of} > 0) < ${inodesFreeRatio} and ${writable}`,
      for: Duration.minutes(10),
      summary: "A file system of {{ $labels.instance }} is short of inodes.",
      description:
        "{{ $labels.mountpoint }} of {{ $labels.instance }} has {{ $value | humanizePercentage }} of its inodes left; without one no file can be made, however much space there is.",
    }),
    alert("P2", {
      alert: "HostFileSystemReadOnly",
      // Those that were never writable are meant to be so.
      expr: `node_filesystem_readonly${of} == 1 and min_over_time(node_filesystem_readonly${of}[1d]) == 0`,
      for: Duration.minutes(1),
      summary:
        "A file system of {{ $labels.instance }} cannot be written any more.",
      description:
        "{{ $labels.mountpoint }} of {{ $labels.instance }} has become read-only, as kernels do when a disk gives errors.",
    }),
  ];
}

function spaceAlerts(
  alert: PackAlert,
  { diskFreeRatio, diskFullWithin }: HostAlertSettings,
  of: string,
  writable: string,
): readonly AlertRule[] {
  const free = `node_filesystem_avail_bytes${of} / node_filesystem_size_bytes${of}`;
  return [
    alert("P3", {
      alert: "HostDiskFillingUp",
      // A trend of minutes, as on a host that is new, says nothing.
      expr: `predict_linear(node_filesystem_avail_bytes${of}[6h], ${diskFullWithin.toSeconds()}) < 0 and ${free} < ${ROOM_ENOUGH} and present_over_time(node_filesystem_avail_bytes${of}[30m] offset 1h) and ${writable}`,
      for: Duration.hours(1),
      summary: "A disk of {{ $labels.instance }} will soon be full.",
      description: `{{ $labels.mountpoint }} of {{ $labels.instance }} will be full within ${diskFullWithin.toPrometheus()} if the last 6 hours go on; then {{ $value | humanize1024 }}B would be missing.`,
    }),
    alert("P2", {
      alert: "HostDiskAlmostFull",
      expr: `${free} < ${diskFreeRatio} and ${writable}`,
      for: Duration.minutes(10),
      summary: "A disk of {{ $labels.instance }} is almost full.",
      description:
        "{{ $labels.mountpoint }} of {{ $labels.instance }} has {{ $value | humanizePercentage }} of its space left.",
    }),
  ];
}
