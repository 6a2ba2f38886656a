import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import {
  CADVISOR_PACKETS,
  errorsPerPacket,
  type PacketCounters,
} from "../packets";
import type { PackAlert } from "../priority";
import type { HostAlertSettings } from "./options";

const NODE_PACKETS: PacketCounters = {
  errors: [
    "node_network_receive_errs_total",
    "node_network_transmit_errs_total",
  ],
  packets: [
    "node_network_receive_packets_total",
    "node_network_transmit_packets_total",
  ],
};

/** Interfaces that have no wire. */
const VIRTUAL = "lo|veth.+|br-.+|docker.+";

/** The network of the host, by the program that sees it. */
export function networkAlerts(
  alert: PackAlert,
  settings: HostAlertSettings,
): readonly AlertRule[] {
  const errors = errorRatio(settings);
  return [
    ...(errors === undefined
      ? []
      : [
          alert("P3", {
            alert: "HostNetworkErrors",
            expr: `${errors.expr} > ${settings.networkErrorRatio}`,
            for: Duration.minutes(10),
            summary: "An interface of the host loses packets.",
            description: `{{ $value | humanizePercentage }} of the packets of {{ $labels.${errors.label} }}, which {{ $labels.instance }} tells of, are faulty.`,
          }),
        ]),
    ...(settings.collectors.includes("conntrack")
      ? [conntrackAlert(alert, settings)]
      : []),
  ];
}

/** Faulty packets among all of an interface, whose name is in `label`; nothing when no program tells of them. */
function errorRatio({
  job,
  networkJob,
  collectors,
}: HostAlertSettings):
  { readonly label: string; readonly expr: string } | undefined {
  if (collectors.includes("netdev")) {
    const series = `{job="${job}",device!~"${VIRTUAL}"}`;
    return {
      label: "device",
      expr: errorsPerPacket(NODE_PACKETS, series, "instance", "device"),
    };
  }
  if (networkJob === undefined) {
    return undefined;
  }
  const series = `{job="${networkJob}",id="/",interface!~"${VIRTUAL}"}`;
  return {
    label: "interface",
    expr: errorsPerPacket(CADVISOR_PACKETS, series, "instance", "interface"),
  };
}

function conntrackAlert(
  alert: PackAlert,
  { job, conntrackRatio }: HostAlertSettings,
): AlertRule {
  return alert("P3", {
    alert: "HostConntrackAlmostFull",
    expr: `node_nf_conntrack_entries{job="${job}"} / node_nf_conntrack_entries_limit{job="${job}"} > ${conntrackRatio}`,
    for: Duration.minutes(5),
    summary: "{{ $labels.instance }} can soon track no more connections.",
    description:
      "The table of tracked connections of {{ $labels.instance }} is {{ $value | humanizePercentage }} full; when it is full, the kernel drops new connections.",
  });
}
