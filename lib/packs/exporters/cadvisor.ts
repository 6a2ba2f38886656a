import { catalog } from "./catalog";
import { goMetrics, processMetrics } from "./runtime";

const containers = catalog({
  counter: {
    container_cpu_cfs_periods_total: "periods in which the container could run",
    container_cpu_cfs_throttled_periods_total:
      "periods in which the processor limit stopped the container",
    container_cpu_cfs_throttled_seconds_total:
      "time for which the processor limit stopped the container, in seconds",
    container_cpu_system_seconds_total:
      "processor time in the kernel, in seconds",
    container_cpu_usage_seconds_total: "processor time used, in seconds",
    container_cpu_user_seconds_total: "processor time in programs, in seconds",
    container_fs_io_time_seconds_total:
      "time that the device was busy, in seconds",
    container_fs_reads_bytes_total: "bytes read from devices",
    container_fs_reads_total: "reads done",
    container_fs_writes_bytes_total: "bytes written to devices",
    container_fs_writes_total: "writes done",
    container_memory_failcnt: "allocations that met the memory limit",
    container_memory_failures_total: "page faults, by type and scope",
    container_network_receive_bytes_total: "bytes received, by interface",
    container_network_receive_errors_total: "errors on receiving, by interface",
    container_network_receive_packets_dropped_total:
      "packets dropped on receiving, by interface",
    container_network_receive_packets_total: "packets received, by interface",
    container_network_transmit_bytes_total: "bytes sent, by interface",
    container_network_transmit_errors_total: "errors on sending, by interface",
    container_network_transmit_packets_dropped_total:
      "packets dropped on sending, by interface",
    container_network_transmit_packets_total: "packets sent, by interface",
    container_oom_events_total: "times that the container ran out of memory",
    container_pressure_cpu_waiting_seconds_total:
      "time for which some task waited for a processor, in seconds",
    container_pressure_io_waiting_seconds_total:
      "time for which some task waited for input or output, in seconds",
    container_pressure_memory_waiting_seconds_total:
      "time for which some task waited for memory, in seconds",
  },
  gauge: {
    container_fs_inodes_free: "inodes that are free",
    container_fs_inodes_total: "inodes of the file system",
    container_fs_limit_bytes: "space that the container may use, in bytes",
    container_fs_usage_bytes: "space that the container uses, in bytes",
    container_last_seen:
      "when the container was last seen, as Unix time in seconds",
    container_memory_cache: "page cache, in bytes",
    container_memory_mapped_file: "mapped files, in bytes",
    container_memory_max_usage_bytes: "most memory used so far, in bytes",
    container_memory_rss: "anonymous memory, in bytes",
    container_memory_swap: "swap in use, in bytes",
    container_memory_usage_bytes: "memory in use with all caches, in bytes",
    container_memory_working_set_bytes:
      "memory that cannot be given up, which the memory limit counts, in bytes",
    container_scrape_error: "1 when a container's numbers could not be read",
    container_spec_cpu_period:
      "length of a period of the processor limit, in microseconds",
    container_spec_cpu_quota:
      "processor time allowed in a period, in microseconds",
    container_spec_cpu_shares: "weight for processor time",
    container_spec_memory_limit_bytes: "memory limit, in bytes, 0 for none",
    container_spec_memory_reservation_limit_bytes:
      "memory kept for the container, in bytes",
    container_spec_memory_swap_limit_bytes:
      "limit of memory and swap, in bytes",
    container_start_time_seconds:
      "start of the container, as Unix time in seconds",
    container_tasks_state: "tasks by state",
  },
});

/** What cAdvisor tells of the containers, the machine and itself. */
export const cadvisorMetrics = [
  ...containers,
  ...catalog({
    gauge: {
      cadvisor_version_info: "always 1; the labels hold versions",
      machine_cpu_cores: "logical processors of the machine",
      machine_cpu_physical_cores: "physical cores of the machine",
      machine_memory_bytes: "memory of the machine, in bytes",
      machine_scrape_error: "1 when the machine's numbers could not be read",
      machine_swap_bytes: "swap of the machine, in bytes",
    },
  }),
  ...goMetrics,
  ...processMetrics,
];
