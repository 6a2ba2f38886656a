import { InvalidInputError } from "../../domain/problem";
import type { ExporterSpec } from "../../domain/telemetry/exporter";
import { Bytes, Duration } from "../../domain/units";
import { requireKind, requireOptions } from "../../domain/shape";
import { shown } from "../../domain/shown";
import { nginxAlerts } from "../alerts/nginx/alerts";
import { nginxSettings, type NginxAlertOptions } from "../alerts/nginx/options";
import { requireUrl } from "../components/options";
import { nginxDashboard } from "../dashboards/nginx/dashboard";
import { catalog } from "./catalog";
import { goMetrics, metricsHandlerMetrics, processMetrics } from "./runtime";

/** What the page `stub_status` of nginx tells, through the exporter; all but `nginx_up` only while it is reached. */
export const nginxStatusMetrics = catalog({
  counter: {
    nginx_connections_accepted: "connections accepted",
    nginx_connections_handled:
      "connections served; fewer than accepted when there was no room",
    nginx_http_requests_total: "requests, those for the status page included",
  },
  gauge: {
    nginx_up: "1 when the status page was reached, else 0",
    nginx_connections_active: "connections that exist, idle ones included",
    nginx_connections_reading: "connections on which a request's head comes in",
    nginx_connections_writing:
      "requests in progress, that for the status page included",
    nginx_connections_waiting: "idle connections, kept for another request",
  },
});

/** Everything that the exporter of nginx exposes. */
export const nginxMetrics = [
  ...nginxStatusMetrics,
  ...catalog({
    gauge: {
      nginx_exporter_build_info:
        "always 1; the label version is that of the exporter",
    },
  }),
  ...goMetrics,
  ...processMetrics,
  ...metricsHandlerMetrics,
];

export interface NginxExporterOptions extends Pick<
  NginxAlertOptions,
  "workerConnections" | "workerProcesses" | "thresholds" | "runbookUrl"
> {
  /**
   * Address of the page `stub_status` as the exporter reaches it, such as `http://nginx:8080/stub_status`.
   * @see https://nginx.org/en/docs/http/ngx_http_stub_status_module.html
   */
  readonly statusUrl: string;
  /**
   * Whether nginx runs outside the networks of the platform.
   * @default false
   */
  readonly egress?: boolean;
}

const OPTIONS: readonly (keyof NginxExporterOptions)[] = [
  "statusUrl",
  "egress",
  "workerConnections",
  "workerProcesses",
  "thresholds",
  "runbookUrl",
];

const PORT = 9113;
const TIMEOUT = Duration.seconds(2);

/**
 * The exporter of nginx, which reads its page `stub_status`, with its alerts and its dashboard. Its image holds no program
 * that could probe it, so that its scrapes tell whether it runs.
 *
 * @throws InvalidInputError for a malformed address, for an unknown name, and for a threshold out of its range
 */
export function nginxExporter(options: NginxExporterOptions): ExporterSpec {
  requireOptions("nginxExporter", options, OPTIONS);
  const { statusUrl, egress = false, ...alertOptions } = options;
  const url = requireStatusUrl(statusUrl);
  requireKind("egress of nginxExporter", egress, "flag");
  nginxSettings(alertOptions);
  return {
    technology: "nginx",
    container: {
      image: "nginx-exporter",
      user: "1001:1001",
      command: [
        `--nginx.scrape-uri=${url}`,
        // A name that is gone is looked up for long; the exporter must tell of it before its own scrape times out.
        `--nginx.timeout=${TIMEOUT.toGo()}`,
      ],
      environment: { GOMEMLIMIT: "28MiB" },
      ports: [{ name: "http", port: PORT }],
      memory: Bytes.mebibytes(32),
      cpus: 0.1,
      processes: 32,
      egress,
      stopGrace: Duration.seconds(10),
    },
    port: PORT,
    metrics: nginxMetrics,
    alerts: ({ job, team }) =>
      nginxAlerts({ ...alertOptions, ...about(job, team) }),
    dashboards: ({ job, team }) => [
      nginxDashboard({ ...alertOptions, ...about(job, team) }),
    ],
  };
}

function about(job: string, team: string | undefined) {
  return { job, ...(team !== undefined && { team }) };
}

function requireStatusUrl(statusUrl: string): string {
  const url = requireUrl("statusUrl of nginxExporter", statusUrl);
  if (/^https?:\/\/[^/]+$/.test(url)) {
    throw new InvalidInputError(
      "nginx-status-url",
      `statusUrl of nginxExporter must have the path of the status page, got ${shown(url)}; write it like "http://nginx:8080/stub_status"`,
    );
  }
  return url;
}
