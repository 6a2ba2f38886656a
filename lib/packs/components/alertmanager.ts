import { AWS_CREDENTIALS } from "../../domain/routing/receiver";
import { PORT } from "../../domain/telemetry/addresses";
import {
  instanceName,
  type ComponentSpec,
} from "../../domain/telemetry/component";
import { Bytes, Duration } from "../../domain/units";
import { alertmanagerMetrics } from "../exporters/alertmanager";
import {
  httpProbe,
  publicUrl,
  withOptions,
  type ComponentOptions,
} from "./options";

/**
 * Alertmanager, a single one or one of two that share what they know. It reads its configuration again when asked, and
 * keeps silences and the log of notifications on its volume for 120 hours.
 *
 * Defaults: 50 MiB of memory, of which it took 20, 0.25 cores, a volume of 100 MB. Two share the load of 5,000 alerts at
 * once, and have 128 MiB and 0.5 cores each.
 */
export function alertmanagerSpec(
  settings: ComponentOptions,
  replica?: number,
): ComponentSpec {
  const url = publicUrl("alertmanager", "http", PORT.alertmanager, settings);
  const pair = settings.replicas === 2;
  const instance = instanceName({ name: "alertmanager", replica });
  return withOptions(
    {
      name: "alertmanager",
      ...(replica !== undefined && { replica }),
      image: "alertmanager",
      user: "65534:65534",
      command: [
        "--config.file=/etc/alertmanager/alertmanager.yml",
        "--storage.path=/alertmanager",
        "--data.retention=120h",
        // How often silences and the log of notifications are written to disk: a crash loses what came since.
        "--data.maintenance-interval=1s",
        ...(pair ? clusterFlags(replica) : ALONE),
        ...(url === undefined ? [] : [`--web.external-url=${url}`]),
        "--web.route-prefix=/",
      ],
      ports: [
        { name: "http", port: PORT.alertmanager, publish: PORT.alertmanager },
      ],
      memory: Bytes.mebibytes(pair ? 128 : 50),
      cpus: pair ? 0.5 : 0.25,
      processes: 64,
      volumes: [
        {
          name: "data",
          path: "/alertmanager",
          size: Bytes.parse("100MB"),
        },
      ],
      environment: {
        // The image has no time zones, without which hours and mute times of routes are refused.
        ZONEINFO: "/etc/alertmanager/zoneinfo",
        // Read only when a text message is sent.
        AWS_SHARED_CREDENTIALS_FILE: `/run/secrets/${AWS_CREDENTIALS.name}`,
      },
      configFolder: "/etc/alertmanager",
      reload: {
        kind: "request",
        command: [
          "wget",
          "-q",
          "-O",
          "/dev/null",
          "--post-data=reload",
          `http://${instance}:${PORT.alertmanager}/-/reload`,
        ],
      },
      health: httpProbe(PORT.alertmanager, "/-/ready"),
      startAfter: [],
      egress: true,
      stopGrace: Duration.seconds(15),
      selfMetrics: {
        port: PORT.alertmanager,
        path: "/metrics",
        metrics: alertmanagerMetrics,
      },
    },
    settings,
  );
}

/** Nobody to share with; the port would be open for nothing. */
const ALONE = ["--cluster.listen-address="];

/**
 * The two tell each other of silences and of what they have sent, so that one waits for the other and sends only what that
 * one has not. Each finds its own address among those of its networks; names are not accepted for it.
 *
 * @see https://prometheus.io/docs/alerting/latest/high_availability/
 */
function clusterFlags(replica: number | undefined): readonly string[] {
  const other = instanceName({
    name: "alertmanager",
    replica: replica === undefined ? 2 : undefined,
  });
  return [
    `--cluster.listen-address=0.0.0.0:${PORT.alertmanagerCluster}`,
    `--cluster.peer=${other}:${PORT.alertmanagerCluster}`,
    // Docker may be told to give its networks addresses that count as public.
    "--cluster.allow-insecure-public-advertise-address-discovery",
  ];
}
