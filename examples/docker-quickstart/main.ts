import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import {
  AlertReceiver,
  AlertRoute,
  Bytes,
  Duration,
  LogSource,
  LokiRetention,
  MonitoringStack,
  ServiceLevelObjective,
  Sli,
  SloDashboard,
} from "cdktf-observability";
import {
  DockerPlatform,
  DockerService,
  SecretStore,
} from "cdktf-observability/docker";

const app = new App();
const stack = new MonitoringStack(app, "monitoring", {
  platform: DockerPlatform.local({
    secrets: SecretStore.directory(".secrets"),
  }),
  deadMan: inbox("dead-man"),
  defaultReceivers: [inbox("platform")],
});

const checkout = stack.addService("checkout", {
  team: "payments",
  metrics: { port: 9464 },
  logs: LogSource.container("checkout"),
  expectedRequestsPerSecond: 20,
});
new ServiceLevelObjective(stack, "CheckoutAvailability", {
  service: checkout,
  objective: 0.999,
  sli: Sli.ratio({
    errors: 'http_requests_total{job="checkout",code=~"5.."}',
    total: 'http_requests_total{job="checkout"}',
  }),
});
new ServiceLevelObjective(stack, "CheckoutLatency", {
  service: checkout,
  objective: 0.95,
  sli: Sli.latency({
    histogram: "http_request_duration_seconds",
    threshold: Duration.millis(500),
    matchers: { job: "checkout" },
  }),
});
new SloDashboard(stack, "CheckoutSlo", { services: [checkout] });
new AlertRoute(stack, "Payments", {
  match: { team: "payments" },
  receivers: { critical: inbox("payments-page"), warning: inbox("payments") },
});

// A second team, which hears of its own service only.
const catalog = stack.addService("catalog", {
  team: "storefront",
  metrics: { port: 9464 },
  logs: LogSource.container("catalog"),
  expectedRequestsPerSecond: 5,
});
new ServiceLevelObjective(stack, "CatalogAvailability", {
  service: catalog,
  objective: 0.99,
  sli: Sli.ratio({
    errors: 'http_requests_total{job="catalog",code=~"5.."}',
    total: 'http_requests_total{job="catalog"}',
  }),
});
new AlertRoute(stack, "Storefront", {
  match: { team: "storefront" },
  receivers: { critical: inbox("storefront") },
});

new LokiRetention(stack, "Logs", {
  default: Duration.days(7),
  streams: [
    { match: { level: "debug" }, keep: Duration.days(1) },
    { match: { log: "audit" }, keep: Duration.days(90) },
  ],
});

// The demo itself: two services with traffic of their own, and an inbox that takes the notifications.
demoService("checkout", 20, 18080);
demoService("catalog", 5, 18081);
new DockerService(stack, "inbox", {
  image: "node:20-alpine",
  command: ["node", "/app/inbox.js"],
  memory: Bytes.mebibytes(96),
  files: program("inbox.js"),
  ports: [{ port: 8080, publish: 18090 }],
  health: probe("/"),
});

app.synth();

function demoService(name: string, requestsPerSecond: number, publish: number) {
  new DockerService(stack, name, {
    image: "node:20-alpine",
    command: ["node", "/app/service.js"],
    memory: Bytes.mebibytes(128),
    environment: {
      SERVICE_NAME: name,
      REQUESTS_PER_SECOND: String(requestsPerSecond),
    },
    files: program("service.js", "metrics.js", "tracing.js"),
    ports: [{ port: 8080, publish }],
    health: probe("/health"),
  });
}

function probe(path: string) {
  const script = `fetch("http://127.0.0.1:8080${path}").then((r) => process.exit(r.ok ? 0 : 1))`;
  return {
    command: ["node", "-e", script],
    interval: Duration.seconds(10),
    timeout: Duration.seconds(5),
    retries: 3,
    startPeriod: Duration.seconds(5),
  };
}

function program(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [
      `/app/${name}`,
      readFileSync(join(__dirname, "demo", name), "utf8"),
    ]),
  );
}

function inbox(name: string): AlertReceiver {
  return AlertReceiver.webhook({ url: `http://inbox:8080/${name}` });
}
