import { App } from "cdktf";
import {
  AlertReceiver,
  AlertRoute,
  MonitoringStack,
  SecretRef,
  ServiceLevelObjective,
  Sli,
  TimeInterval,
} from "cdktf-observability";
import { DockerPlatform, SecretStore } from "cdktf-observability/docker";
import {
  combine,
  GrafanaAlerting,
  GrafanaDashboards,
} from "cdktf-observability/grafana";

const grafana = {
  url: "https://example.grafana.net",
  dataSources: { prometheus: "grafanacloud-prom" },
};

const alerting = GrafanaAlerting.at({
  ...grafana,
  // Contact points hold their secrets; the state is encrypted.
  secretsInState: true,
});

const app = new App();
const stack = new MonitoringStack(app, "grafana-managed-alerting", {
  platform: combine(
    DockerPlatform.local({ secrets: SecretStore.directory(".secrets") }),
    {
      rules: alerting.rules,
      routing: alerting.routing,
      dashboards: GrafanaDashboards.at(grafana),
    },
  ),
  profile: "minimal",
  components: {
    grafana: { external: grafana.url },
    alertmanager: { external: `${grafana.url}/api/alertmanager/grafana` },
  },
  platformAlerts: {
    // Prometheus hands no alert to anybody here.
    exclude: [
      "PrometheusNotificationsDropped",
      "PrometheusNotificationsFailing",
      "PrometheusWithoutAlertmanager",
    ],
  },
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
new AlertRoute(stack, "Payments", {
  match: { team: "payments" },
  receivers: {
    critical: AlertReceiver.pagerDuty({
      routingKey: SecretRef.file("pagerduty-key"),
    }),
    warning: AlertReceiver.slack({
      channel: "#payments",
      url: SecretRef.file("slack-url"),
    }),
  },
  mute: TimeInterval.weekly({
    days: ["sunday"],
    from: "02:00",
    to: "04:00",
    timeZone: "Europe/Berlin",
  }),
});

app.synth();
