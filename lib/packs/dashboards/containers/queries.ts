const NAMED = 'job=~"$job",instance=~"$instance",name=~"$name",name!=""';
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
  // The time of its start that cAdvisor tells is that of the container's making, which a restart does not change.
  starts: `sum by (name) (resets(container_cpu_usage_seconds_total{${NAMED}}[5m]))`,
  startsToday: `sum(resets(container_cpu_usage_seconds_total{${NAMED}}[6h]))`,
} as const;
