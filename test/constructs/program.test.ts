import { AlertRoute } from "../../constructs/alert-route";
import { LokiRetention } from "../../constructs/loki-retention";
import { ServiceLevelObjective } from "../../constructs/service-level-objective";
import { SloDashboard } from "../../constructs/slo-dashboard";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { receiversFor } from "../../lib/domain/routing/match";
import { SecretRef } from "../../lib/domain/secret";
import { Sli } from "../../lib/domain/slo/sli";
import { LogSource } from "../../lib/domain/logs/source";
import { Duration } from "../../lib/domain/units";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { synthesisError, temporaryApp } from "../support/app";
import { RecordingPlatform } from "../support/recording-platform";

const ERRORS = 'http_requests_total{job="checkout",code=~"5.."}';
const TOTAL = 'http_requests_total{job="checkout"}';

/** The program of the README, with parts that a test can change. */
function program(
  change: {
    readonly errors?: string;
    readonly team?: string;
    readonly objective?: number;
    readonly dashboardUid?: string;
  } = {},
) {
  const app = temporaryApp();
  const platform = new RecordingPlatform();
  const stack = new MonitoringStack(app, "monitoring", { platform });
  const checkout = stack.addService("checkout", {
    team: "payments",
    metrics: { port: 9464, path: "/metrics" },
    logs: LogSource.container("checkout"),
    expectedRequestsPerSecond: 20,
  });
  // The dashboard comes first on purpose: it shows what is declared later.
  new SloDashboard(stack, "CheckoutSlo", { services: [checkout] });
  if (change.dashboardUid !== undefined) {
    new SloDashboard(stack, "Second", { uid: change.dashboardUid });
  }
  new ServiceLevelObjective(stack, "CheckoutAvailability", {
    service: checkout,
    objective: change.objective ?? 0.999,
    window: Duration.days(30),
    sli: Sli.ratio({ errors: change.errors ?? ERRORS, total: TOTAL }),
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
  new AlertRoute(stack, "Payments", {
    match: { team: change.team ?? "payments" },
    receivers: {
      critical: AlertReceiver.pagerDuty({
        routingKey: SecretRef.file("pagerduty"),
      }),
      warning: AlertReceiver.slack({
        channel: "#alerts",
        url: SecretRef.file("slack"),
      }),
    },
  });
  new LokiRetention(stack, "Logs", {
    default: Duration.days(7),
    streams: [
      { match: { level: "debug" }, keep: Duration.days(1) },
      { match: { log: "audit" }, keep: Duration.days(90) },
    ],
  });
  return { app, platform };
}

describe("the program of the README", () => {
  it("is without fault", () => {
    expect(synthesisError(program().app)).toBe("");
  });

  it("shows objectives on a dashboard that was declared before them", () => {
    const { platform } = program();
    const dashboard = platform
      .published("dashboards")
      .find(({ uid }) => uid === "checkout-slo");
    expect(JSON.stringify(dashboard)).toContain("checkout-latency");
  });

  it("tells the team of each burn-rate alert, by severity", () => {
    const { platform } = program();
    const tree = platform.published("routing");
    const told = platform
      .published("rules")
      .flatMap(({ rules }) => rules)
      .flatMap((rule) =>
        rule.kind === "alert" && rule.labels.slo !== undefined
          ? [
              {
                severity: rule.severity,
                receivers: receiversFor(tree, {
                  alertname: rule.alert,
                  severity: rule.severity,
                  ...rule.labels,
                }),
              },
            ]
          : [],
      );
    expect(told.length).toBeGreaterThan(8);
    for (const { severity, receivers } of told) {
      expect(receivers).toHaveLength(1);
      expect(receivers[0]).toMatch(new RegExp(`payments.*${severity}`, "i"));
    }
  });

  it("does not compile a typing error in a metric into a dead alert", () => {
    const { app } = program({ errors: ERRORS.replace("requests", "request") });
    const error = synthesisError(app);
    expect(error).toContain("monitoring/CheckoutAvailability");
    expect(error).toContain("http_requests_total");
  });

  it("does not accept a job that nothing scrapes", () => {
    const { app } = program({ errors: ERRORS.replace("checkout", "chekout") });
    expect(synthesisError(app)).toContain("chekout");
  });

  it("does not leave the team's alerts without a receiver", () => {
    const error = synthesisError(program({ team: "payment" }).app);
    expect(error).toContain("monitoring/CheckoutAvailability");
    expect(error).toContain("payments");
  });

  it("does not let one dashboard replace another", () => {
    const error = synthesisError(program({ dashboardUid: "checkout-slo" }).app);
    expect(error).toContain("monitoring/CheckoutSlo");
    expect(error).toContain("monitoring/Second");
  });

  it.each([99.9, 1, 0, -0.5, Number.NaN])(
    "refuses the objective %d where it is written",
    (objective) => {
      expect(() => program({ objective })).toThrow(
        "[monitoring/CheckoutAvailability] objective",
      );
    },
  );
});
