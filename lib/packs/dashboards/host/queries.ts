const HOST = 'job=~"$job",instance=~"$instance"';

/** Devices and file systems that are parts of others or of the kernel. */
const REAL_FILE_SYSTEMS = `${HOST},fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|erofs"`;

/** node-exporter has a network of its own; cAdvisor tells of the host's, as that of its topmost group. */
const HOST_NETWORKS = 'id="/",interface!~"lo|veth.+|br-.+|docker.+"';

const RATE = "[$__rate_interval]";

/** What the kernel of a host tells through node-exporter, and of its network through cAdvisor. */
export const HOST_QUERY = {
  cpuBusy: `1 - avg by (instance) (sum by (instance, cpu) (rate(node_cpu_seconds_total{${HOST},mode=~"idle|iowait"}${RATE})))`,
  cpuByMode: `sum by (mode) (rate(node_cpu_seconds_total{${HOST},mode!="idle"}${RATE}))`,
  memoryUsed: `1 - node_memory_MemAvailable_bytes{${HOST}} / node_memory_MemTotal_bytes{${HOST}}`,
  memoryPrograms: `node_memory_MemTotal_bytes{${HOST}} - node_memory_MemAvailable_bytes{${HOST}}`,
  memoryAvailable: `node_memory_MemAvailable_bytes{${HOST}}`,
  memoryTotal: `node_memory_MemTotal_bytes{${HOST}}`,
  swapUsed: `node_memory_SwapTotal_bytes{${HOST}} - node_memory_SwapFree_bytes{${HOST}}`,
  fullestDisk: `min by (instance) (node_filesystem_avail_bytes{${REAL_FILE_SYSTEMS}} / node_filesystem_size_bytes{${REAL_FILE_SYSTEMS}})`,
  diskFree: `min by (device, mountpoint) (node_filesystem_avail_bytes{${REAL_FILE_SYSTEMS}} / node_filesystem_size_bytes{${REAL_FILE_SYSTEMS}})`,
  inodesFree: `min by (device, mountpoint) (node_filesystem_files_free{${REAL_FILE_SYSTEMS}} / (node_filesystem_files{${REAL_FILE_SYSTEMS}} > 0))`,
  diskRead: `sum by (device) (rate(node_disk_read_bytes_total{${HOST}}${RATE}))`,
  diskWritten: `sum by (device) (rate(node_disk_written_bytes_total{${HOST}}${RATE}))`,
  diskBusy: `sum by (device) (rate(node_disk_io_time_seconds_total{${HOST}}${RATE}))`,
  received: `sum by (interface) (rate(container_network_receive_bytes_total{${HOST_NETWORKS}}${RATE}))`,
  sent: `sum by (interface) (rate(container_network_transmit_bytes_total{${HOST_NETWORKS}}${RATE}))`,
  networkErrors: `sum by (interface) (rate(container_network_receive_errors_total{${HOST_NETWORKS}}${RATE}) + rate(container_network_transmit_errors_total{${HOST_NETWORKS}}${RATE}))`,
  networkDrops: `sum by (interface) (rate(container_network_receive_packets_dropped_total{${HOST_NETWORKS}}${RATE}) + rate(container_network_transmit_packets_dropped_total{${HOST_NETWORKS}}${RATE}))`,
  load1: `node_load1{${HOST}}`,
  load15: `node_load15{${HOST}}`,
  cores: `count by (instance) (node_cpu_seconds_total{${HOST},mode="idle"})`,
  cpuPressure: `rate(node_pressure_cpu_waiting_seconds_total{${HOST}}${RATE})`,
  memoryPressure: `rate(node_pressure_memory_waiting_seconds_total{${HOST}}${RATE})`,
  ioPressure: `rate(node_pressure_io_waiting_seconds_total{${HOST}}${RATE})`,
  uptime: `time() - node_boot_time_seconds{${HOST}}`,
  outOfMemoryKills: `increase(node_vmstat_oom_kill{${HOST}}[1d])`,
  openFiles: `node_filefd_allocated{${HOST}} / node_filefd_maximum{${HOST}}`,
} as const;
