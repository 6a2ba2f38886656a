import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { componentAlert, foundAlert } from "./alert";
import type { PlatformThresholds } from "./options";

/** File systems that hold data; the others are in memory or read-only by nature. */
const DISK =
  '{job="node-exporter",fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|erofs"}';

const FREE = `node_filesystem_avail_bytes${DISK} / node_filesystem_size_bytes${DISK}`;
const WRITABLE = `node_filesystem_readonly${DISK} == 0`;

/** Above this share of free space the trend of a few hours says nothing. */
const ROOM_ENOUGH = 0.4;

/** The host that everything runs on. */
export function hostAlerts({
  diskFreeRatio,
  diskFullWithin,
}: PlatformThresholds): readonly AlertRule[] {
  return [
    componentAlert("node-exporter", {
      alert: "HostDiskFillingUp",
      expr: `predict_linear(node_filesystem_avail_bytes${DISK}[6h], ${diskFullWithin.toSeconds()}) < 0 and ${FREE} < ${ROOM_ENOUGH} and ${WRITABLE}`,
      for: Duration.hours(1),
      severity: "warning",
      summary: "A disk of the host will soon be full.",
      description: `{{ $labels.mountpoint }} of {{ $labels.instance }} will be full within ${diskFullWithin.toPrometheus()} if the last 6 hours go on.`,
    }),
    componentAlert("node-exporter", {
      alert: "HostDiskAlmostFull",
      expr: `${FREE} < ${diskFreeRatio} and ${WRITABLE}`,
      for: Duration.minutes(10),
      severity: "critical",
      summary: "A disk of the host is almost full.",
      description:
        "{{ $labels.mountpoint }} of {{ $labels.instance }} has {{ $value | humanizePercentage }} of its space left; without space no component can store anything.",
    }),
  ];
}

/** The containers of the host, those of the platform among them. */
export function containerAlerts({
  memoryRatio,
}: PlatformThresholds): readonly AlertRule[] {
  const named = '{job="cadvisor",name!=""}';
  return [
    foundAlert("{{ $labels.name }}", {
      alert: "ContainerMemoryNearLimit",
      expr: `max by (name) (container_memory_working_set_bytes${named}) / (max by (name) (container_spec_memory_limit_bytes${named}) > 0) > ${memoryRatio}`,
      for: Duration.minutes(15),
      severity: "warning",
      summary: "{{ $labels.name }} needs nearly all the memory it may have.",
      description:
        "{{ $labels.name }} uses {{ $value | humanizePercentage }} of its memory limit; above it, the kernel ends it.",
    }),
    foundAlert("{{ $labels.name }}", {
      alert: "ContainerOutOfMemory",
      expr: `sum by (name) (increase(container_oom_events_total${named}[15m])) > 0`,
      severity: "warning",
      summary: "The kernel has ended {{ $labels.name }} for lack of memory.",
      description:
        "{{ $labels.name }} was over its memory limit {{ $value | humanize }} times within 15 minutes.",
    }),
  ];
}
