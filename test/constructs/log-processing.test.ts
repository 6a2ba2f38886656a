import type { LogProcessing } from "../../lib/domain/logs/processing";
import { LogSource } from "../../lib/domain/logs/source";
import { Sli } from "../../lib/domain/slo/sli";
import { securityAlerts } from "../../lib/packs/alerts/security/alerts";
import { AlertPack } from "../../constructs/alert-pack";
import { ServiceLevelObjective } from "../../constructs/service-level-objective";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { temporaryApp } from "../support/app";
import { RecordingPlatform } from "../support/recording-platform";

function logQueries(logs: LogProcessing): string {
  const app = temporaryApp();
  const stack = new MonitoringStack(app, "monitoring", {
    platform: new RecordingPlatform(),
    logs,
  });
  stack.addService("shop", { logs: LogSource.container("shop") });
  app.synth();
  return stack.monitoring.model
    .dashboards()
    .filter(({ value }) => value.uid === "logs")
    .flatMap(({ value }) => value.rows.flatMap(({ panels }) => panels))
    .flatMap(({ queries }) => queries.map(({ expr }) => expr))
    .join("\n");
}

describe("dashboards of log lines", () => {
  it("count what was written where lines are left out, and only there", () => {
    const sampling = [{ name: "debug", levels: ["debug" as const], keep: 0.1 }];
    expect(logQueries({ sampling })).toContain("sampling_weight");
    expect(logQueries({})).toContain("count_over_time");
    expect(logQueries({})).not.toContain("sampling_weight");
  });
});

describe("numbers of log lines", () => {
  const countsOf = (logs: LogProcessing): readonly string[] => {
    const app = temporaryApp();
    const stack = new MonitoringStack(app, "monitoring", {
      platform: new RecordingPlatform(),
      logs,
    });
    const service = stack.addService("shop", {
      logs: LogSource.container("shop"),
    });
    new ServiceLevelObjective(stack, "Requests", {
      service,
      objective: 0.99,
      sli: Sli.logs({
        total: '{service="shop"} | json | event="request"',
        bad: '{service="shop"} | json | event="request" | status="500"',
      }),
    });
    new AlertPack(stack, "Security", {
      groups: securityAlerts({
        team: "security",
        logs: {
          access: {},
          application: { selector: '{service="shop"}' },
          auth: {},
        },
      }),
    });
    const { model } = stack.monitoring;
    const ofPanels = model
      .dashboards()
      .flatMap(({ value }) => value.rows.flatMap(({ panels }) => panels))
      .flatMap(({ queries }) => queries)
      .filter(({ dataSource }) => dataSource === "loki")
      .map(({ expr }) => expr);
    const ofRules = model
      .ruleGroups()
      .filter(({ value }) => value.engine === "loki")
      .flatMap(({ value }) => value.rules.map(({ expr }) => expr));
    return [...ofPanels, ...ofRules];
  };

  it("are those that were written, wherever sampling may leave out lines, and need nothing else where it may not", () => {
    const plain = countsOf({});
    expect(plain.join()).not.toContain("sampling_weight");
    const weighed = countsOf({
      sampling: [{ name: "tenth", keep: 0.1, services: ["shop"] }],
    });
    expect(weighed).toHaveLength(plain.length);
    const ofShop = weighed.filter(
      (expr, index) => /\{service="shop"\}/.test(expr) && expr !== plain[index],
    );
    // The service's dashboard, the objective, and the security of the service.
    expect(ofShop.length).toBeGreaterThan(4);
    expect(
      weighed.filter((expr) =>
        /(?:count_over_time|\brate) ?\(\{service="shop"\}[^[]*\[/.test(
          expr.replace(/label_format lines_written=[^[]*\[/g, ""),
        ),
      ),
    ).toEqual([]);
    const evidence = weighed.filter((expr) => expr.includes('{log="auth"}'));
    expect(evidence.length).toBeGreaterThan(5);
    expect(evidence.join()).not.toContain("lines_written");
  });
});
