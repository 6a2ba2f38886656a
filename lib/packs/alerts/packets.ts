/** The counters of an exporter that tell of packets and of errors with them, in both directions. */
export interface PacketCounters {
  readonly errors: readonly [received: string, sent: string];
  readonly packets: readonly [received: string, sent: string];
}

/** cAdvisor's, of containers and of the host. */
export const CADVISOR_PACKETS: PacketCounters = {
  errors: [
    "container_network_receive_errors_total",
    "container_network_transmit_errors_total",
  ],
  packets: [
    "container_network_receive_packets_total",
    "container_network_transmit_packets_total",
  ],
};

/** Errors as a share of all packets, over 5 minutes and both directions, by labels; nothing without packets. */
export function errorsPerPacket(
  { errors, packets }: PacketCounters,
  matchers: string,
  ...by: readonly string[]
): string {
  const sum = (counters: readonly string[]): string =>
    `sum by (${by.join(", ")}) (${counters.map((each) => `rate(${each}${matchers}[5m])`).join(" + ")})`;
  return `${sum(errors)} / (${sum(packets)} > 0)`;
}
