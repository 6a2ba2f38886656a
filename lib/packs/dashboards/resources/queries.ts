import {
  CONTAINER_METRIC as CONTAINER,
  CONTAINER_PEAK as PEAK,
  HOST_METRIC as HOST,
} from "../../recordings/machines";
import { greatest } from "../promql";

const HOSTS = '{instance=~"$instance"}';
const CONTAINERS = '{name=~"$name"}';
const RATE = "[$__rate_interval]";

const host = (metric: string): string => `${metric}${HOSTS}`;
const container = (metric: string): string => `${metric}${CONTAINERS}`;

/** Growth of the used share over the last days, per second. */
const growth = `deriv(${HOST.disk}${HOSTS}[6h])`;

/** Utilisation, saturation and errors of the resources of hosts. */
export const HOST_USE = {
  cpu: host(HOST.cpu),
  cpuWaiting: host(HOST.cpuPressure),
  load: host(HOST.load),
  memory: host(HOST.memory),
  memoryWaiting: host(HOST.memoryPressure),
  kills: `sum by (instance) (increase(node_vmstat_oom_kill${HOSTS}[6h]))`,
  space: host(HOST.disk),
  inodes: host(HOST.inodes),
  diskBusy: host(HOST.diskBusy),
  diskWaiting: host(HOST.ioPressure),
  diskErrors: `count(node_filesystem_device_error${HOSTS} == 1) or on () vector(0)`,
  readOnly: `count(node_filesystem_readonly{instance=~"$instance",fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|erofs"} == 1) or on () vector(0)`,
  /** Seconds until the fullest file system is full if the last 6 hours go on; none where it does not grow. */
  fullIn: `(1 - ${host(HOST.disk)}) / (${growth} > 0)`,
} as const;

/** What containers use of what they may use. */
export const CONTAINER_USE = {
  cpuOfLimit: greatest(10, container(CONTAINER.cpuOfLimit)),
  throttled: greatest(10, container(CONTAINER.throttled)),
  memoryOfLimit: greatest(10, container(CONTAINER.memoryOfLimit)),
  received: greatest(10, container(CONTAINER.received)),
  sent: greatest(10, container(CONTAINER.sent)),
  networkErrors: `sum by (name) (rate(container_network_receive_errors_total{name=~"$name"}${RATE}) + rate(container_network_transmit_errors_total{name=~"$name"}${RATE}))`,
  networkDrops: `sum by (name) (rate(container_network_receive_packets_dropped_total{name=~"$name"}${RATE}) + rate(container_network_transmit_packets_dropped_total{name=~"$name"}${RATE}))`,
} as const;

/** The most of 7 days, of the peaks of hours. */
const most = (peak: string): string =>
  `max by (instance, name) (max_over_time(${container(peak)}[7d]))`;

/** Processors and memory that containers may use, have used at most in a week, and could give back. */
export const LIMITS_QUERY = {
  /** Most memory of a week as a share of the limit, greatest first: what is above 90 % needs more. */
  memoryPeakOfLimit: `sort_desc(${most(PEAK.memoryOfLimit)})`,
  memoryPeak: most(PEAK.memory),
  memoryLimit: container(CONTAINER.memoryLimit),
  cpuPeak: most(PEAK.cpu),
  cpuLimit: container(CONTAINER.cpuLimit),
} as const;

/** The same for whole hosts over a week. */
export const TREND_QUERY = {
  cpu: `avg by (instance) (${host(HOST.cpu)})`,
  memory: `avg by (instance) (${host(HOST.memory)})`,
  space: `avg by (instance) (${host(HOST.disk)})`,
} as const;
