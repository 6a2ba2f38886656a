import { join } from "node:path";
import { App } from "cdktf";
import { buildSync } from "esbuild";
import {
  AlertReceiver,
  AlertRoute,
  Bytes,
  Duration,
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

// The kit tells where metrics and log lines are. Who is paged is decided by objectives alone.
const checkout = stack.addService("checkout", {
  team: "payments",
  kit: "node",
  kitAlerts: false,
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
  kit: "node",
  kitAlerts: false,
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
  files: program("inbox"),
  ports: [{ port: 8080, publish: 18090 }],
  health: probe("http://127.0.0.1:8080/"),
});

app.synth();

function demoService(name: string, requestsPerSecond: number, publish: number) {
  new DockerService(stack, name, {
    image: "node:20-alpine",
    command: ["node", "/app/service.js"],
    memory: Bytes.mebibytes(128),
    environment: {
      OTEL_SERVICE_NAME: name,
      OTEL_RESOURCE_ATTRIBUTES:
        "service.version=1.0.0,deployment.environment.name=quickstart",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://otel-collector:4318",
      REQUESTS_PER_SECOND: String(requestsPerSecond),
    },
    files: program("service"),
    ports: [{ port: 8080, publish }],
    health: probe("http://127.0.0.1:9464/readyz"),
  });
}

function probe(url: string) {
  const script = `fetch("${url}").then((r) => process.exit(r.ok ? 0 : 1))`;
  return {
    command: ["node", "-e", script],
    interval: Duration.seconds(10),
    timeout: Duration.seconds(5),
    retries: 3,
    startPeriod: Duration.seconds(5),
  };
}

/** A program of `demo/` with all that it imports, as one file. A service of your own has an image instead. */
function program(name: string): Record<string, string> {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, "demo", `${name}.js`)],
    bundle: true,
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    write: false,
  });
  return { [`/app/${name}.js`]: outputFiles[0]?.text ?? "" };
}

function inbox(name: string): AlertReceiver {
  return AlertReceiver.webhook({ url: `http://inbox:8080/${name}` });
}
