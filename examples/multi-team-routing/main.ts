import { App } from "cdktf";
import {
  AlertReceiver,
  AlertRoute,
  describeRoute,
  Duration,
  MonitoringStack,
  Rotation,
  SecretRef,
  TimeInterval,
} from "cdktf-observability";
import { DockerPlatform, SecretStore } from "cdktf-observability/docker";

const slack = (channel: string) =>
  AlertReceiver.slack({ channel, url: SecretRef.file("slack-url") });
const mail = (to: string) =>
  AlertReceiver.email({
    to,
    from: "alerts@shop.example",
    smarthost: "mail.shop.example:587",
    username: "alerts",
    password: SecretRef.file("smtp-password"),
  });
const pager = (key: string) =>
  AlertReceiver.pagerDuty({ routingKey: SecretRef.file(key) });

const app = new App();
const stack = new MonitoringStack(app, "multi-team-routing", {
  platform: DockerPlatform.local({
    secrets: SecretStore.directory(".secrets"),
  }),
  profile: "minimal",
  // What no team claims, and what every team must never miss: that messages do not arrive.
  defaultReceivers: [mail("platform@shop.example")],
  fallbackReceivers: [pager("pagerduty-platform")],
  deadMan: AlertReceiver.webhook({ url: "http://heartbeat.example/shop" }),
});

for (const [service, team] of [
  ["checkout", "payments"],
  ["ledger", "payments"],
  ["search", "search"],
  ["recommendations", "data"],
] as const) {
  stack.addService(service, { team, metrics: { port: 9464 } });
}

const office = TimeInterval.weekly({
  days: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  from: "09:00",
  to: "18:00",
  timeZone: "Europe/Berlin",
});

/** Wakes one person, then the next, then everybody; what is no page waits for the morning. */
new AlertRoute(stack, "Payments", {
  match: { team: "payments" },
  receivers: {
    critical: pager("pagerduty-payments"),
    warning: slack("#payments"),
    info: mail("payments@shop.example"),
  },
  hours: { warning: office, info: office },
  escalation: {
    critical: [
      { after: Duration.minutes(15), receivers: pager("pagerduty-managers") },
      { after: Duration.minutes(45), receivers: mail("all@shop.example") },
    ],
  },
  // The bank is closed; its maintenance is no incident.
  mute: TimeInterval.monthly({
    daysOfMonth: [1],
    from: "02:00",
    to: "04:00",
    timeZone: "Europe/Berlin",
  }),
});

/** Whoever is awake. */
new AlertRoute(stack, "Search", {
  match: { team: "search" },
  receivers: {
    critical: Rotation.followTheSun([
      {
        during: TimeInterval.weekly({
          from: "07:00",
          to: "19:00",
          timeZone: "Europe/Berlin",
        }),
        receivers: slack("#search-berlin"),
      },
      {
        during: TimeInterval.weekly({
          from: "19:00",
          to: "07:00",
          timeZone: "Europe/Berlin",
        }),
        receivers: slack("#search-auckland"),
      },
    ]),
    warning: slack("#search"),
  },
  groupBy: ["service"],
});

/** Security sees all that looks like an attack, and so does the team that owns the service. */
new AlertRoute(stack, "Security", {
  match: { category: "security" },
  receivers: { critical: pager("pagerduty-security") },
  continue: true,
});

app.synth();

const page = {
  alertname: "HttpErrorRatioHigh",
  severity: "critical",
  team: "payments",
  service: "checkout",
};
const slow = { ...page, alertname: "HttpLatencyHigh", severity: "warning" };
const noon = new Date(Date.UTC(2027, 0, 13, 11));
const night = new Date(Date.UTC(2027, 0, 13, 2));
const maintenance = new Date(Date.UTC(2027, 1, 1, 2));
const down = { ...page, alertname: "HttpServiceDown" };

const questions = [
  ["Checkout fails at noon", page, { at: noon }],
  ["Checkout is slow at night", slow, { at: night }],
  ["Checkout is slow while it is down", slow, { at: noon, firing: [down] }],
  ["Checkout fails in the bank's maintenance", page, { at: maintenance }],
  [
    "Search fails at night",
    { ...page, team: "search", service: "search" },
    { at: night },
  ],
  [
    "Somebody attacks the checkout",
    { ...page, alertname: "LoginAttack", category: "security" },
    { at: noon },
  ],
  [
    "Recommendations fail, which no route is for",
    { ...page, team: "data", service: "recommendations" },
    { at: noon },
  ],
] as const;
for (const [question, labels, when] of questions) {
  const answer = describeRoute(stack.monitoring.explainRoute(labels, when));
  process.stdout.write(`${question}:\n${answer.replace(/^/gm, "  ")}\n\n`);
}
