import { existsSync } from "node:fs";
import { App } from "cdktf";
import {
  AgentBundle,
  AlertReceiver,
  Bytes,
  LogSource,
  MonitoringStack,
  OtlpGateway,
  SecretRef,
} from "cdktf-observability";
import { DockerPlatform, SecretStore } from "cdktf-observability/docker";

const app = new App();
const stack = new MonitoringStack(app, "remote-host", {
  platform: DockerPlatform.local({
    secrets: SecretStore.directory(".secrets"),
  }),
  defaultReceivers: [
    AlertReceiver.pagerDuty({ routingKey: SecretRef.file("pagerduty") }),
  ],
  deadMan: AlertReceiver.webhook({ url: "http://heartbeat.example/shop" }),
});

new OtlpGateway(stack, "gateway", {
  tls: {
    certificate: SecretRef.file("gateway.crt"),
    key: SecretRef.file("gateway.key"),
    clientAuthorities: SecretRef.file("authority.crt"),
  },
  token: SecretRef.file("gateway-tokens"),
  // Open to the network: who has neither token nor certificate gets no further than the handshake.
  address: "0.0.0.0",
  team: "platform",
});

const common = {
  endpoint: "https://telemetry.example:14318",
  labels: { environment: "production" },
  // An authority of one's own goes along; without it the hosts must trust the gateway's certificate anyway.
  ...(existsSync("authority.crt") && {
    authorities: "authority.crt",
  }),
};

new AgentBundle(stack, "web-1", {
  ...common,
  logs: [
    { service: "shop", source: LogSource.file("/var/log/shop/*.log") },
    {
      service: "storefront",
      source: LogSource.nginx({ path: "/var/log/nginx/*.log" }),
    },
    { service: "web-1-logins", source: LogSource.auth() },
  ],
  // The shop sends its spans to 127.0.0.1:4318.
  otlp: true,
});

new AgentBundle(stack, "db-1", {
  ...common,
  logs: [
    {
      service: "orders-db",
      source: LogSource.postgresql({
        path: "/var/log/postgresql/postgresql-*.csv",
        csv: true,
        timeZone: "Europe/Berlin",
      }),
    },
    { service: "db-1-logins", source: LogSource.auth() },
    { service: "db-1-audit", source: LogSource.audit() },
  ],
  // A day of lines, should the gateway be away so long.
  queue: Bytes.gigabytes(4),
});

app.synth();
