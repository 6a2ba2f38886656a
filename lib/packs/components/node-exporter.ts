import { InvalidInputError } from "../../domain/problem";
import { shown } from "../../domain/shown";
import { PORT } from "../../domain/telemetry/addresses";
import type { ComponentSpec } from "../../domain/telemetry/component";
import type { MetricSpec } from "../../domain/telemetry/scrape";
import { requireMetrics } from "../../domain/telemetry/scrape-input";
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
 *
 * @throws InvalidInputError for a folder of text files that is no path, and for metrics of text files without one
 */
export function nodeExporterSpec(settings: ComponentOptions): ComponentSpec {
  const { textfileFolder, textfileMetrics = [] } = settings;
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
        ...(textfileFolder === undefined
          ? []
          : [`--collector.textfile.directory=${textfiles(textfileFolder)}`]),
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
        metrics: [
          ...nodeExporterMetrics.filter(
            ({ name }) => !NETWORK_METRIC.test(name),
          ),
          ...requireTextfileMetrics(textfileMetrics, textfileFolder),
        ],
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

/** The folder as the program sees it, below the host's root. */
function textfiles(folder: string): string {
  if (!/^(?:\/[^/\0]+)+$/.test(folder)) {
    throw new InvalidInputError(
      "textfile-folder",
      `textfileFolder of "node-exporter" must be an absolute path below "/" without "/" at its end, got ${shown(folder)}; name the folder that holds the text files`,
    );
  }
  return `/host${folder}`;
}

function requireTextfileMetrics(
  metrics: readonly MetricSpec[],
  folder: string | undefined,
): readonly MetricSpec[] {
  if (folder === undefined && metrics.length > 0) {
    throw new InvalidInputError(
      "textfile-folder",
      'textfileMetrics of "node-exporter" must come from a folder, got none; name it in textfileFolder',
    );
  }
  requireMetrics('textfileMetrics of "node-exporter"', metrics);
  return metrics;
}
