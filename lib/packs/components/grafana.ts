import { PORT } from "../../domain/telemetry/addresses";
import type { ComponentSpec } from "../../domain/telemetry/component";
import { SecretRef } from "../../domain/secret";
import { Bytes, Duration } from "../../domain/units";
import { grafanaMetrics } from "../exporters/grafana";
import {
  httpProbe,
  publicUrl,
  withOptions,
  type ComponentOptions,
} from "./options";

/** Password of the user `admin`; Grafana takes it over when it first makes its database. */
export const GRAFANA_ADMIN_PASSWORD = SecretRef.file("grafana-admin-password");

/** Encrypts what Grafana stores; must never change afterwards. */
export const GRAFANA_SECRET_KEY = SecretRef.file("grafana-secret-key");

/**
 * Grafana with local accounts only: no anonymous access, no sign-up, no calls home. It finds changed dashboards by
 * itself, data sources only when it starts.
 *
 * Defaults: 512 MiB of memory, the least that its makers recommend, 0.5 cores, a volume of 1 GB.
 * @see https://grafana.com/docs/grafana/latest/setup-grafana/installation/#hardware-recommendations
 */
export function grafanaSpec(settings: ComponentOptions): ComponentSpec {
  const url = publicUrl("grafana", "http", PORT.grafana, settings);
  return withOptions(
    {
      name: "grafana",
      image: "grafana",
      user: "472:0",
      command: [],
      environment: {
        ...(url !== undefined && { GF_SERVER_ROOT_URL: `${url}/` }),
        GF_SECURITY_COOKIE_SECURE: String(url?.startsWith("https:") === true),
        GF_SECURITY_ADMIN_PASSWORD__FILE: `/run/secrets/${GRAFANA_ADMIN_PASSWORD.name}`,
        GF_SECURITY_SECRET_KEY__FILE: `/run/secrets/${GRAFANA_SECRET_KEY.name}`,
        GF_SECURITY_DISABLE_GRAVATAR: "true",
        GF_AUTH_ANONYMOUS_ENABLED: "false",
        GF_USERS_ALLOW_SIGN_UP: "false",
        GF_USERS_ALLOW_ORG_CREATE: "false",
        GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
        GF_ANALYTICS_REPORTING_ENABLED: "false",
        GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
        GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
        GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: "false",
        GF_NEWS_NEWS_FEED_ENABLED: "false",
        // The data sources used here come with the image; the rest would be fetched at each start.
        GF_PLUGINS_PREINSTALL_DISABLED: "true",
        GF_METRICS_ENABLED: "true",
        GF_LOG_MODE: "console",
        GF_PATHS_PROVISIONING: "/etc/grafana/provisioning",
      },
      ports: [{ name: "http", port: PORT.grafana, publish: PORT.grafana }],
      memory: Bytes.mebibytes(512),
      cpus: 0.5,
      processes: 128,
      volumes: [
        {
          name: "data",
          path: "/var/lib/grafana",
          size: Bytes.gigabytes(1),
        },
      ],
      tmpfs: ["/tmp"],
      configFolder: "/etc/grafana",
      reload: {
        kind: "watch",
        readAtStart: ["provisioning/datasources", "provisioning/dashboards"],
      },
      secrets: [GRAFANA_ADMIN_PASSWORD, GRAFANA_SECRET_KEY],
      health: httpProbe(PORT.grafana, "/api/health"),
      startAfter: ["prometheus", "loki", "jaeger"],
      egress: false,
      stopGrace: Duration.seconds(15),
      selfMetrics: {
        port: PORT.grafana,
        path: "/metrics",
        metrics: grafanaMetrics,
      },
    },
    settings,
  );
}
