import { PORT } from "../../domain/telemetry/addresses";
import type { ComponentSpec } from "../../domain/telemetry/component";
import { Bytes, Duration } from "../../domain/units";
import { nodeExporterMetrics } from "../exporters/node";
import { httpProbe, withOptions, type ComponentOptions } from "./options";

/** On a network of its own the program would report that network as the host's; cAdvisor knows the host's. */
const NETWORK_COLLECTORS = [
  "arp",
  "conntrack",
  "netclass",
  "netdev",
  "netstat",
  "sockstat",
  "softnet",
  "udp_queues",
];

const NETWORK_METRIC =
  /^node_(?:arp|network|netstat|sockstat|softnet|udp|nf_conntrack)_/;

/**
 * node exporter: processor, memory, disks and file systems of the host. It shares neither the network nor the process ids
 * of the host. File systems mounted after its start appear when it starts again.
 *
 * Defaults: 64 MiB of memory, 0.25 cores.
 */
export function nodeExporterSpec(settings: ComponentOptions): ComponentSpec {
  return withOptions(
    {
      name: "node-exporter",
      image: "node-exporter",
      user: "65534:65534",
      command: [
        "--path.rootfs=/host",
        "--path.procfs=/host/proc",
        "--path.sysfs=/host/sys",
        "--path.udev.data=/host/run/udev/data",
        ...NETWORK_COLLECTORS.map((name) => `--no-collector.${name}`),
      ],
      ports: [{ name: "http", port: PORT.nodeExporter }],
      memory: Bytes.mebibytes(64),
      cpus: 0.25,
      processes: 64,
      volumes: [],
      hostMounts: [{ source: "/", target: "/host" }],
      reload: { kind: "restart" },
      health: httpProbe(PORT.nodeExporter, "/"),
      startAfter: [],
      egress: false,
      stopGrace: Duration.seconds(10),
      selfMetrics: {
        port: PORT.nodeExporter,
        path: "/metrics",
        metrics: nodeExporterMetrics.filter(
          ({ name }) => !NETWORK_METRIC.test(name),
        ),
      },
      exceptions: [
        {
          kind: "host-mount",
          reason:
            "/ read-only: the sizes of the host's file systems; it runs as nobody and reads only what everybody may",
        },
      ],
    },
    settings,
  );
}
