import { join } from "node:path";
import { App } from "cdktf";
import { LokiRetention } from "../../../constructs/loki-retention";
import { LogSource } from "../../../lib/domain/logs/source";
import { Rules } from "../../../lib/domain/rules/build";
import { Bytes, Duration } from "../../../lib/domain/units";
import { DockerPlatform } from "../../../lib/platforms/docker/docker-platform";
import { SecretStore } from "../../../lib/platforms/docker/secret-store";
import { MonitoringStack } from "../../../stacks/monitoring-stack";

/** The tenant in which the lines of each service belong. */
export const TENANT_OF = {
  checkout: "payments-team",
  ledger: "payments-team",
  storefront: "shop",
  "cart-api": "shop",
  // Of a team, but it tells who did what.
  bastion: "fake",
  auditor: "fake",
  // Declared without a team, and not declared at all.
  teamless: "fake",
  stray: "fake",
  mystery: "fake",
} as const;
export type Source = keyof typeof TENANT_OF;
export const SOURCES = Object.keys(TENANT_OF) as readonly Source[];
export const TENANTS = ["fake", "payments-team", "shop"] as const;

/**
 * A platform that keeps the lines of two teams apart.
 *
 * @param folder where it is synthesized to
 */
export function tenantPlatform(
  folder: string,
  port: Readonly<Record<"loki" | "gossip", number>>,
): MonitoringStack {
  const app = new App({
    outdir: join(folder, "out"),
    context: { "cdktf-observability:secrets": "unchecked" },
  });
  const stack = new MonitoringStack(app, "tenants", {
    platform: DockerPlatform.local({
      secrets: SecretStore.directory(".secrets"),
    }),
    components: {
      prometheus: { remoteWriteReceiver: true },
      loki: {
        extraConfig: {
          server: {
            http_listen_address: "127.0.0.1",
            http_listen_port: port.loki,
            grpc_listen_port: port.gossip,
          },
          ruler: { poll_interval: "1s", resend_delay: "1s" },
          // Each line is a series of its own when they are counted below.
          limits_config: { max_query_series: 100_000 },
        },
      },
    },
    externalLabels: { cluster: "eu-1" },
    logs: {
      // Takes most of the time of a start, and no part in whose a line is.
      masking: false,
      tenants: {
        per: "team",
        limits: { shop: { bytesPerSecond: Bytes.mebibytes(1) } },
      },
    },
  });
  const payments = { team: "Payments Team" };
  stack.addService("checkout", {
    ...payments,
    logs: LogSource.container("web"),
  });
  stack.addService("ledger", { ...payments, logs: LogSource.otlp() });
  stack.addService("bastion", { ...payments, logs: LogSource.auth() });
  stack.addService("storefront", {
    team: "shop",
    logs: LogSource.file("/var/log/storefront/app.log"),
  });
  stack.addService("auditor", { team: "shop" });
  // Its lines come under its name, as it is not declared where from.
  stack.addService("cart-api", { team: "shop" });
  stack.addService("teamless", {
    logs: LogSource.file("/var/log/teamless/app.log"),
  });
  new LokiRetention(stack, "All", {
    default: Duration.days(5),
    streams: [{ match: { level: "error" }, keep: Duration.days(30) }],
  });
  new LokiRetention(stack, "Payments", {
    team: "Payments Team",
    default: Duration.days(10),
    streams: [],
  });
  const alert = (name: string, expr: string) =>
    Rules.alert({
      alert: name,
      expr,
      severity: "warning",
      labels: { team: "x" },
      summary: "Lines.",
      description: "{{ $value }}",
    });
  const some = (selector: string) =>
    `sum by (service) (count_over_time({${selector}}[10m])) > 0`;
  stack.monitoring.model.addRuleGroups("test", () => [
    {
      name: "lines",
      engine: "loki",
      interval: Duration.seconds(1),
      rules: [
        alert("CheckoutSeen", some('service="checkout"')),
        alert("ShopSeen", some('service=~"storefront|cart-api"')),
        alert("StraySeen", some('service="stray"')),
        alert("LoginsSeen", some('log="auth"')),
        alert("AnySeen", some('service=~".+"')),
        Rules.record({
          record: "service:log_lines:count10m",
          expr: 'sum by (service) (count_over_time({service=~".+"}[10m]))',
          labels: {},
        }),
      ],
    },
  ]);
  return stack;
}
