import { catalog } from "./catalog";
import { goMetrics, metricsHandlerMetrics, processMetrics } from "./runtime";

const processorAndMemory = catalog({
  counter: {
    node_context_switches_total: "context switches",
    node_cpu_guest_seconds_total:
      "processor time of guests, by core, in seconds",
    node_cpu_seconds_total: "processor time by core and mode, in seconds",
    node_forks_total: "processes started",
    node_intr_total: "interrupts served",
    node_pressure_cpu_waiting_seconds_total:
      "time for which some task waited for a processor, in seconds",
    node_pressure_io_stalled_seconds_total:
      "time for which all tasks waited for input or output, in seconds",
    node_pressure_io_waiting_seconds_total:
      "time for which some task waited for input or output, in seconds",
    node_pressure_memory_stalled_seconds_total:
      "time for which all tasks waited for memory, in seconds",
    node_pressure_memory_waiting_seconds_total:
      "time for which some task waited for memory, in seconds",
    node_vmstat_oom_kill: "processes ended for lack of memory",
    node_vmstat_pgfault: "page faults",
    node_vmstat_pgmajfault: "page faults that needed the disk",
    node_vmstat_pgpgin: "kibibytes paged in",
    node_vmstat_pgpgout: "kibibytes paged out",
    node_vmstat_pswpin: "pages read from swap",
    node_vmstat_pswpout: "pages written to swap",
  },
  gauge: {
    node_load1: "mean length of the run queue over 1 minute",
    node_load15: "mean length of the run queue over 15 minutes",
    node_load5: "mean length of the run queue over 5 minutes",
    node_memory_Active_bytes: "memory in recent use, in bytes",
    node_memory_AnonPages_bytes: "anonymous memory, in bytes",
    node_memory_Buffers_bytes: "buffers of devices, in bytes",
    node_memory_Cached_bytes: "page cache, in bytes",
    node_memory_CommitLimit_bytes: "memory that may be promised, in bytes",
    node_memory_Committed_AS_bytes: "memory that is promised, in bytes",
    node_memory_Dirty_bytes: "memory that waits to be written, in bytes",
    node_memory_Inactive_bytes: "memory not in recent use, in bytes",
    node_memory_MemAvailable_bytes:
      "memory that programs can still get, in bytes",
    node_memory_MemFree_bytes: "memory that nothing uses, in bytes",
    node_memory_MemTotal_bytes: "memory of the machine, in bytes",
    node_memory_SReclaimable_bytes:
      "kernel memory that can be given up, in bytes",
    node_memory_Shmem_bytes: "shared memory, in bytes",
    node_memory_Slab_bytes: "memory of kernel structures, in bytes",
    node_memory_SwapCached_bytes: "swap that is in memory too, in bytes",
    node_memory_SwapFree_bytes: "swap that is free, in bytes",
    node_memory_SwapTotal_bytes: "swap of the machine, in bytes",
    node_memory_Writeback_bytes: "memory being written, in bytes",
    node_procs_blocked: "tasks that wait for input or output",
    node_procs_running: "tasks that run or could run",
  },
});

const diskAndFiles = catalog({
  counter: {
    node_disk_io_time_seconds_total: "time that a device was busy, in seconds",
    node_disk_io_time_weighted_seconds_total:
      "time of operations weighted by their number, in seconds",
    node_disk_read_bytes_total: "bytes read, by device",
    node_disk_read_time_seconds_total: "time of reads, by device, in seconds",
    node_disk_reads_completed_total: "reads done, by device",
    node_disk_write_time_seconds_total: "time of writes, by device, in seconds",
    node_disk_writes_completed_total: "writes done, by device",
    node_disk_written_bytes_total: "bytes written, by device",
  },
  gauge: {
    node_disk_info: "always 1; the labels describe a device",
    node_disk_io_now: "operations under way, by device",
    node_filefd_allocated: "open files",
    node_filefd_maximum: "most open files allowed",
    node_filesystem_avail_bytes:
      "space that users can still fill, by file system, in bytes",
    node_filesystem_device_error: "1 when a file system could not be read",
    node_filesystem_files: "inodes of a file system",
    node_filesystem_files_free: "inodes that are free, by file system",
    node_filesystem_free_bytes: "space that is free, by file system, in bytes",
    node_filesystem_readonly: "1 when a file system is mounted read-only",
    node_filesystem_size_bytes: "size of a file system, in bytes",
    node_md_disks: "disks of a software array, by state",
    node_md_disks_required: "disks that a software array needs",
    node_md_state: "1 for the state that a software array is in",
  },
});

const network = catalog({
  counter: {
    node_netstat_TcpExt_ListenDrops: "connections dropped by listening sockets",
    node_netstat_TcpExt_ListenOverflows:
      "connections lost to a full accept queue",
    node_netstat_TcpExt_TCPSynRetrans: "connection requests sent again",
    node_netstat_Tcp_ActiveOpens: "connections opened from here",
    node_netstat_Tcp_InSegs: "segments received",
    node_netstat_Tcp_OutSegs: "segments sent",
    node_netstat_Tcp_PassiveOpens: "connections opened from elsewhere",
    node_netstat_Tcp_RetransSegs: "segments sent again",
    node_network_receive_bytes_total: "bytes received, by device",
    node_network_receive_drop_total: "packets dropped on receiving, by device",
    node_network_receive_errs_total: "errors on receiving, by device",
    node_network_receive_packets_total: "packets received, by device",
    node_network_transmit_bytes_total: "bytes sent, by device",
    node_network_transmit_drop_total: "packets dropped on sending, by device",
    node_network_transmit_errs_total: "errors on sending, by device",
    node_network_transmit_packets_total: "packets sent, by device",
    node_softnet_dropped_total:
      "packets dropped for a full queue, by processor",
    node_softnet_times_squeezed_total:
      "times that packets had to wait for the next turn, by processor",
  },
  gauge: {
    node_arp_entries: "entries of the ARP table, by device",
    node_netstat_Tcp_CurrEstab: "connections that are open",
    node_network_carrier: "1 when a device has a link",
    node_network_mtu_bytes: "largest packet of a device, in bytes",
    node_network_speed_bytes: "speed of a device, in bytes per second",
    node_network_up: "1 when a device is up",
    node_nf_conntrack_entries: "tracked connections",
    node_nf_conntrack_entries_limit: "most tracked connections",
    node_sockstat_TCP_alloc: "TCP sockets that exist",
    node_sockstat_TCP_inuse: "TCP sockets in use",
    node_sockstat_TCP_tw: "TCP sockets that wait after closing",
    node_sockstat_sockets_used: "sockets in use",
  },
});

const machineAndExporter = catalog({
  gauge: {
    node_boot_time_seconds: "start of the machine, as Unix time in seconds",
    node_entropy_available_bits: "entropy that is available, in bits",
    node_exporter_build_info:
      "always 1; the label version is that of the exporter",
    node_hwmon_temp_celsius: "temperatures, by sensor, in degrees Celsius",
    node_os_info: "always 1; the labels describe the operating system",
    node_scrape_collector_duration_seconds: "time of a collector, in seconds",
    node_scrape_collector_success: "1 when a collector succeeded, else 0",
    node_systemd_unit_state:
      "1 for the state that a unit is in; the collector systemd is off by default",
    node_textfile_mtime_seconds:
      "change of a text file with metrics, as Unix time in seconds",
    node_textfile_scrape_error:
      "1 when a text file with metrics could not be read",
    node_time_seconds: "clock of the machine, as Unix time in seconds",
    node_timex_estimated_error_seconds:
      "estimated error of the clock, in seconds",
    node_timex_maxerror_seconds: "largest error of the clock, in seconds",
    node_timex_offset_seconds:
      "offset of the clock from its reference, in seconds",
    node_timex_sync_status: "1 when the clock is synchronized",
    node_uname_info: "always 1; the labels describe the kernel",
  },
});

/** What node exporter tells of the machine, with its default collectors. */
export const nodeExporterMetrics = [
  ...processorAndMemory,
  ...diskAndFiles,
  ...network,
  ...machineAndExporter,
  ...goMetrics,
  ...processMetrics,
  ...metricsHandlerMetrics,
];
