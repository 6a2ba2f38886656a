import { App } from "cdktf";
import {
  AlertPack,
  AlertReceiver,
  AlertRoute,
  Bytes,
  Duration,
  LogSource,
  MonitoringDashboard,
  MonitoringStack,
  Probe,
  PrometheusExporter,
  Rules,
  SecretRef,
  ServiceLevelObjective,
  Sli,
  SloDashboard,
  businessAlerts,
  businessDashboard,
  businessMetrics,
  capacityAlerts,
  executiveDashboard,
  graphqlAlerts,
  graphqlDashboard,
  graphqlMetrics,
  nginxExporter,
  postgresqlExporter,
  redisExporter,
  releaseAlerts,
  releaseMetrics,
  releasesDashboard,
  securityAlerts,
  securityDashboard,
  usersDashboard,
} from "cdktf-observability";
import { DockerPlatform, SecretStore } from "cdktf-observability/docker";
import { declareShop, HEAP } from "./containers";

const app = new App();
const stack = new MonitoringStack(app, "monitoring", {
  platform: DockerPlatform.local({
    secrets: SecretStore.directory(".secrets"),
  }),
  // With each request logged and searched for attacks, it needs more than for a few services.
  components: {
    loki: { memory: Bytes.mebibytes(400) },
  },
  // The business is compared with the four weeks before.
  metricRetention: { time: Duration.days(36) },
  deadMan: inbox("dead-man"),
  defaultReceivers: [inbox("platform")],
});

// Who is told of what.
new AlertRoute(stack, "Shop", {
  match: { team: "shop" },
  receivers: { critical: inbox("shop-page"), warning: inbox("shop") },
});
new AlertRoute(stack, "Data", {
  match: { team: "data" },
  receivers: { critical: inbox("data-page"), warning: inbox("data") },
});
new AlertRoute(stack, "Security", {
  match: { team: "security" },
  receivers: { critical: inbox("security-page"), warning: inbox("security") },
});

// Somebody is woken within a minute: half of the usual time, and four scrapes, until something counts as down.
const downFor = Duration.seconds(15);

// What customers use: nginx, and the program behind it.
const web = stack.addService("shop-nginx", {
  team: "shop",
  logs: LogSource.container("shop-web"),
});
const shop = stack.addService("shop", {
  team: "shop",
  kit: "node",
  kitAlerts: { thresholds: { downFor }, heapLimit: HEAP },
  metrics: {
    port: 9464,
    provides: [
      ...graphqlMetrics,
      ...businessMetrics,
      ...releaseMetrics,
      volumeMetric("volume_available_bytes", "space left in a volume"),
      volumeMetric("volume_capacity_bytes", "size of a volume"),
    ],
  },
  expectedRequestsPerSecond: 10,
});
const availability = new ServiceLevelObjective(stack, "ShopAvailability", {
  service: shop,
  objective: 0.999,
  sli: Sli.ratio({
    errors: 'http_requests_total{job="shop",code=~"5.."}',
    total: 'http_requests_total{job="shop"}',
  }),
});
const latency = new ServiceLevelObjective(stack, "ShopLatency", {
  service: shop,
  objective: 0.95,
  sli: Sli.latency({
    histogram: "http_request_duration_seconds",
    threshold: Duration.millis(250),
    matchers: { job: "shop" },
  }),
});
new SloDashboard(stack, "ShopSlo", { services: [shop] });
new MonitoringDashboard(
  stack,
  "Executive",
  executiveDashboard({ slos: [availability.slo, latency.slo] }),
);

const own = { service: "shop", team: "shop" };
new AlertPack(stack, "Releases", { groups: releaseAlerts(own) });
new MonitoringDashboard(stack, "ReleasesDashboard", releasesDashboard());

const graphql = graphqlAlerts(own);
new AlertPack(stack, "Graphql", { groups: graphql });
new MonitoringDashboard(stack, "GraphqlDashboard", graphqlDashboard(own));

const business = {
  ...own,
  metrics: {
    orders: "orders_placed_total",
    cancellations: "orders_cancelled_total",
    revenue: "order_revenue_total",
    signUps: "user_sign_ups_total",
    visits: "user_visits_total",
    activeUsers: "active_users",
  },
};
new AlertPack(stack, "Business", { groups: businessAlerts(business) });
new MonitoringDashboard(
  stack,
  "BusinessDashboard",
  businessDashboard(business),
);
new MonitoringDashboard(
  stack,
  "UsersDashboard",
  usersDashboard({ ...business, logIns: "user_log_ins_total" }),
);

// An alert of one's own.
new AlertPack(stack, "Pictures", {
  groups: [
    {
      name: "shop-pictures",
      engine: "prometheus",
      rules: [
        Rules.alert({
          alert: "ShopPicturesFull",
          expr: 'volume_available_bytes{job="shop"} / volume_capacity_bytes{job="shop"} < 0.1',
          for: Duration.seconds(30),
          severity: "warning",
          // Nothing that is wrong with the rest of the shop explains it away.
          labels: { service: "shop-pictures", team: "shop", priority: "P3" },
          summary: "Customers of the shop can soon upload no more pictures.",
          description:
            "{{ $value | humanizePercentage }} of the volume {{ $labels.volume }} of {{ $labels.instance }} are free.",
          runbookUrl:
            "https://github.com/cdktf-observability/cdktf-observability/blob/main/examples/shop/README.md#shoppicturesfull",
        }),
      ],
    },
  ],
});

// What it is made of, with the exporters of each.
new PrometheusExporter(stack, "shop-nginx-exporter", {
  exporter: nginxExporter({
    statusUrl: "http://shop-web:8081/stub_status",
    workerConnections: 1024,
    thresholds: { downFor },
  }),
  name: "shop-nginx",
  team: "shop",
});
new PrometheusExporter(stack, "shop-postgresql", {
  exporter: postgresqlExporter({
    host: "shop-db",
    database: "shop",
    user: "monitor",
    password: SecretRef.file("shop-db-monitor-password"),
    // Nobody else is on this network.
    sslMode: "disable",
    thresholds: { downFor },
  }),
  team: "data",
});
new PrometheusExporter(stack, "shop-redis", {
  exporter: redisExporter({ host: "shop-cache", thresholds: { downFor } }),
  team: "data",
});
new AlertPack(stack, "Capacity", {
  groups: capacityAlerts({ hosts: false, databases: "shop-postgresql" }),
});

// The front door, as customers see it. What is behind it pages by itself.
new Probe(stack, "front-door", {
  targets: ["http://shop-web:8080/health"],
  service: web,
  alerts: { overrides: { BlackboxProbeDown: { severity: "warning" } } },
});

const security = {
  team: "security",
  logs: {
    access: { selector: '{service="shop-nginx"}' },
    application: { selector: '{service="shop"}' },
  },
  metrics: { requests: { jobs: ["shop"] } },
};
new AlertPack(stack, "SecurityAlerts", { groups: securityAlerts(security) });
new MonitoringDashboard(
  stack,
  "SecurityDashboard",
  securityDashboard(security),
);

declareShop(stack);

app.synth();

function volumeMetric(name: string, help: string) {
  return { name, type: "gauge", help, labels: ["volume"] } as const;
}

function inbox(name: string): AlertReceiver {
  return AlertReceiver.webhook({ url: `http://shop-inbox:8080/${name}` });
}
