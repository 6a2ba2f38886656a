import { AWS_CREDENTIALS } from "../../domain/routing/receiver";
import { PORT } from "../../domain/telemetry/addresses";
import type { ComponentSpec } from "../../domain/telemetry/component";
import { Bytes, Duration } from "../../domain/units";
import { alertmanagerMetrics } from "../exporters/alertmanager";
import {
  httpProbe,
  publicUrl,
  withOptions,
  type ComponentOptions,
} from "./options";

/**
 * Alertmanager, a single one. It reads its configuration again when asked, and keeps silences and the log of
 * notifications on its volume for 120 hours.
 *
 * Defaults: 50 MiB of memory, of which it took 20, 0.25 cores, a volume of 100 MB.
 */
export function alertmanagerSpec(settings: ComponentOptions): ComponentSpec {
  const url = publicUrl("alertmanager", "http", PORT.alertmanager, settings);
  return withOptions(
    {
      name: "alertmanager",
      image: "alertmanager",
      user: "65534:65534",
      command: [
        "--config.file=/etc/alertmanager/alertmanager.yml",
        "--storage.path=/alertmanager",
        "--data.retention=120h",
        // How often silences and the log of notifications are written to disk: a crash loses what came since.
        "--data.maintenance-interval=1s",
        // Nobody to share with; the port would be open for nothing.
        "--cluster.listen-address=",
        ...(url === undefined ? [] : [`--web.external-url=${url}`]),
        "--web.route-prefix=/",
      ],
      ports: [
        { name: "http", port: PORT.alertmanager, publish: PORT.alertmanager },
      ],
      memory: Bytes.mebibytes(50),
      cpus: 0.25,
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
          `http://alertmanager:${PORT.alertmanager}/-/reload`,
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
