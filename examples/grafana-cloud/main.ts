import { App } from "cdktf";
import {
  AlertReceiver,
  AlertRoute,
  MonitoringStack,
  ServiceLevelObjective,
  Sli,
  SloDashboard,
} from "cdktf-observability";
import { DockerPlatform, SecretStore } from "cdktf-observability/docker";
import { combine, GrafanaDashboards } from "cdktf-observability/grafana";

const url = "https://example.grafana.net";

const app = new App();
const stack = new MonitoringStack(app, "grafana-cloud", {
  platform: combine(
    DockerPlatform.local({ secrets: SecretStore.directory(".secrets") }),
    {
      dashboards: GrafanaDashboards.at({
        url,
        dataSources: { prometheus: "grafanacloud-prom" },
      }),
    },
  ),
  profile: "minimal",
  components: { grafana: { external: url } },
  defaultReceivers: [
    AlertReceiver.webhook({ url: "http://on-call.example/platform" }),
  ],
  deadMan: AlertReceiver.webhook({ url: "http://on-call.example/dead-man" }),
});

const checkout = stack.addService("checkout", {
  team: "payments",
  metrics: { port: 9464 },
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
new SloDashboard(stack, "CheckoutSlo", { services: [checkout] });
new AlertRoute(stack, "Payments", {
  match: { team: "payments" },
  receivers: {
    critical: AlertReceiver.webhook({ url: "http://on-call.example/payments" }),
  },
});

app.synth();
