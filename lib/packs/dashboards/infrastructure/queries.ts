import {
  CONTAINER_METRIC as CONTAINER,
  HOST_METRIC as HOST,
} from "../../recordings/machines";
import { greatest, orZero } from "../promql";

const HOSTS = '{instance=~"$instance"}';
const CONTAINERS = '{name=~"$name"}';

const host = (metric: string): string => `${metric}${HOSTS}`;
const container = (metric: string): string => `${metric}${CONTAINERS}`;

/** The same series under another label, so that `or` keeps all of them. */
const as = (kind: string, metric: string): string =>
  `label_replace(${host(metric)}, "kind", "${kind}", "", "")`;

const FIRING = 'alertstate="firing"';

/** All hosts; one series for each. */
export const HOSTS_QUERY = {
  count: `count(${host(HOST.cpu)}) or on () vector(0)`,
  /** The greatest share of processors, memory and space in use, worst first. */
  fullest: `sort_desc(max by (instance) (${as("cpu", HOST.cpu)} or ${as("memory", HOST.memory)} or ${as("disk", HOST.disk)}))`,
  cpu: host(HOST.cpu),
  memory: host(HOST.memory),
  spaceLeft: `1 - ${host(HOST.disk)}`,
  load: host(HOST.load),
  ioPressure: host(HOST.ioPressure),
  uptime: `time() - max by (instance) (node_boot_time_seconds${HOSTS})`,
  hottest: `max(${host(HOST.cpu)})`,
  mostMemory: `max(${host(HOST.memory)})`,
  leastSpace: `1 - max(${host(HOST.disk)})`,
  alerts: orZero(`count(ALERTS{${FIRING},alertname=~"Host.+"})`),
  busiestCpu: greatest(10, host(HOST.cpu)),
  busiestMemory: greatest(10, host(HOST.memory)),
  busiestDisk: greatest(10, host(HOST.disk)),
  busiestIo: greatest(10, host(HOST.ioPressure)),
} as const;

/** All containers; one series for each. */
export const CONTAINERS_QUERY = {
  count: orZero(`count(${container(CONTAINER.memory)})`),
  unlimited: orZero(
    `count(${container(CONTAINER.memory)} unless ${CONTAINER.memoryLimit})`,
  ),
  alerts: orZero(
    `count(ALERTS{${FIRING},alertname=~"Container.+|ComponentRestarting"})`,
  ),
  outOfMemory: `sum(increase(container_oom_events_total{name=~"$name"}[6h]))`,
  /** Nearest to the limit first; those without one come last. */
  memoryOfLimit: `sort_desc(${container(CONTAINER.memoryOfLimit)} or 0 * ${container(CONTAINER.memory)})`,
  memory: container(CONTAINER.memory),
  cpu: container(CONTAINER.cpu),
  throttled: container(CONTAINER.throttled),
  received: container(CONTAINER.received),
  sent: container(CONTAINER.sent),
  age: `time() - max by (instance, name) (container_start_time_seconds{name=~"$name",name!=""})`,
  busiestCpu: greatest(10, container(CONTAINER.cpu)),
  busiestMemory: greatest(10, container(CONTAINER.memory)),
} as const;
