const NAMED = 'name=~"$name",name!=""';
const RATE = "[$__rate_interval]";

const THROTTLED = `sum by (name) (rate(container_cpu_cfs_throttled_periods_total{${NAMED}}${RATE}))`;

/** What cAdvisor tells of containers. */
export const CONTAINER_QUERY = {
  running: `count(container_last_seen{${NAMED}} > time() - 60)`,
  outOfMemory: `sum(increase(container_oom_events_total{${NAMED}}[1d]))`,
  cpu: `sum by (name) (rate(container_cpu_usage_seconds_total{${NAMED}}${RATE}))`,
  cpuTotal: `sum(rate(container_cpu_usage_seconds_total{${NAMED}}${RATE}))`,
  // An idle container has no periods at all.
  throttled: `${THROTTLED} / (sum by (name) (rate(container_cpu_cfs_periods_total{${NAMED}}${RATE})) > 0) or 0 * ${THROTTLED}`,
  memory: `sum by (name) (container_memory_working_set_bytes{${NAMED}})`,
  memoryTotal: `sum(container_memory_working_set_bytes{${NAMED}})`,
  memoryOfLimit: `sum by (name) (container_memory_working_set_bytes{${NAMED}}) / sum by (name) (container_spec_memory_limit_bytes{${NAMED}} > 0)`,
  received: `sum by (name) (rate(container_network_receive_bytes_total{${NAMED}}${RATE}))`,
  sent: `sum by (name) (rate(container_network_transmit_bytes_total{${NAMED}}${RATE}))`,
  age: `max by (name) (time() - container_start_time_seconds{${NAMED}})`,
  youngest: `min(time() - container_start_time_seconds{${NAMED}})`,
} as const;
