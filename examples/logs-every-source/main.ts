import { mkdirSync, writeFileSync } from "node:fs";
import { App } from "cdktf";
import {
  AlertPack,
  AlertReceiver,
  AlertRoute,
  auditRules,
  Bytes,
  Duration,
  LogFormat,
  LogSource,
  LokiRetention,
  Masking,
  MonitoringDashboard,
  MonitoringStack,
  renderAuditdRules,
  renderFileChecksums,
  SecretRef,
  securityAlerts,
  securityDashboard,
} from "cdktf-observability";
import { DockerPlatform, SecretStore } from "cdktf-observability/docker";

const host = "web1";
const labels = { host };
const security = AlertReceiver.pagerDuty({
  routingKey: SecretRef.file("pagerduty-security"),
});

const app = new App();
const stack = new MonitoringStack(app, "logs-every-source", {
  platform: DockerPlatform.local({
    secrets: SecretStore.directory(".secrets"),
    // The usual image has neither journalctl nor a shell; this one is built from it, see README.md.
    images: { "otel-collector": "registry.example/otelcol-journal:1" },
  }),
  components: {
    "otel-collector": {
      logFolders: ["/var/log", "/srv/billing/log"],
      provides: ["journald", "logdedup"],
      memory: Bytes.mebibytes(512),
      // What waits here while Loki is away: a quarter for lines, a quarter for spans.
      volumeSize: Bytes.gigabytes(4),
    },
    loki: { volumeSize: Bytes.gigabytes(20) },
  },
  logs: {
    masking: {
      // The usual kinds, and these: a national id, and numbers of our own.
      also: ["us-ssn"],
      rules: [
        Masking.rule({
          name: "customer",
          pattern: String.raw`\bCUST-[0-9]{6}\b`,
        }),
      ],
    },
    // The first rule that fits decides. Errors and lines of unknown level are always kept.
    sampling: [
      { name: "health", keep: 0, routes: ["/healthz", "/readyz"] },
      { name: "debug", keep: 0.01, levels: ["trace", "debug"] },
      {
        name: "catalogue",
        keep: 0.1,
        levels: ["info"],
        services: ["storefront"],
        routes: ["/products*"],
      },
    ],
    deduplication: { window: Duration.seconds(10) },
  },
  defaultReceivers: [
    AlertReceiver.webhook({ url: "http://chat.example/operations" }),
  ],
  fallbackReceivers: [security],
  deadMan: AlertReceiver.webhook({ url: "http://heartbeat.example/logs" }),
});

/** JSON on standard output, as log libraries write it; the kit for Node.js writes the same. */
stack.addService("checkout", {
  team: "payments",
  logs: LogSource.container("checkout", { format: "json" }),
});

/** A program from before there was JSON: its own form, its own way to write times, messages of several lines. */
stack.addService("billing", {
  team: "payments",
  logs: LogSource.file("/srv/billing/log/*.log", {
    format: LogFormat.regex(
      String.raw`(?s)^(?P<time>\S+ \S+?)\|(?P<level>\w+)\|(?P<module>\w+)\|(?P<message>.*)$`,
      {
        name: "billing",
        timeLayout: "%d.%m.%Y %H:%M:%S,%L",
        firstLine: String.raw`^\d\d\.\d\d\.\d{4} `,
      },
    ),
    timeZone: "Europe/Berlin",
    labels,
  }),
});

/** Access and error log in one source; the label `log` tells them apart. */
stack.addService("storefront", {
  team: "storefront",
  logs: LogSource.nginx({ path: "/var/log/nginx/*.log", labels }),
});

/** csvlog has fields that the usual log has not, such as the name of the client's program. */
stack.addService("orders-db", {
  team: "data",
  logs: LogSource.postgresql({
    path: "/var/log/postgresql/*.csv",
    csv: true,
    timeZone: "Europe/Berlin",
    labels,
  }),
});

stack.addService("cache", {
  team: "data",
  logs: LogSource.redis({ container: "cache" }),
});

/** Speaks syslog only: from the host to 127.0.0.1:5514, as a container to `otel-collector:5514`. */
stack.addService("mail", {
  team: "platform",
  logs: LogSource.syslog({ port: 5514, timeZone: "Europe/Berlin" }),
});

/** Sends its records by OTLP, under the name that its SDK has. */
stack.addService("recommendations", {
  team: "data",
  logs: LogSource.otlp({
    serviceName: "recommendations-api",
    labels: { environment: "production" },
  }),
});

/** The host itself: units of systemd, who logs in and gets rights, and what auditd sees. */
stack.addService("host-units", {
  team: "platform",
  logs: LogSource.journal({
    units: ["docker.service", "cron.service"],
    labels,
  }),
});
stack.addService("host-logins", {
  team: "security",
  logs: LogSource.auth({ labels, timeZone: "Europe/Berlin" }),
});
stack.addService("host-audit", {
  team: "security",
  logs: LogSource.audit({ labels }),
});

/** Streams are kept for as long as their class asks; what matches none, for a week. */
new LokiRetention(stack, "Logs", {
  default: Duration.days(7),
  ingestPerDay: Bytes.mebibytes(500),
  streams: [
    { match: { log: "audit" }, keep: Duration.days(90) },
    { match: { log: "auth" }, keep: Duration.days(90) },
    { match: { level: "error" }, keep: Duration.days(30) },
    { match: { log: "access" }, keep: Duration.days(2) },
  ],
});

const logs = {
  auth: { sudoUsers: ["deploy"] },
  // Each host that is named must go on writing: silence of one of them is a page.
  audit: { hosts: [host] },
  access: {},
};
const watched = { logs, team: "security" };
new AlertPack(stack, "SecurityAlerts", { groups: securityAlerts(watched) });
new MonitoringDashboard(stack, "Security", securityDashboard(watched));
new AlertRoute(stack, "SecurityRoute", {
  match: { team: "security" },
  receivers: { critical: security },
});

app.synth();

// For the host: the rules that the alerts look for, and checksums for hosts without auditd.
mkdirSync("host", { recursive: true });
writeFileSync(
  "host/50-observability.rules",
  renderAuditdRules(
    auditRules({
      files: ["/srv/billing/billing.conf"],
      sshKeyFolders: ["/home/deploy/.ssh"],
    }),
  ),
);
writeFileSync("host/file-checksums.sh", renderFileChecksums());
