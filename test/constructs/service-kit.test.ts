import { checkModel } from "../../lib/domain/check/check-model";
import { Bytes, Duration } from "../../lib/domain/units";
import { LogSource } from "../../lib/domain/logs/source";
import type { ServiceOptions } from "../../constructs/service";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { temporaryApp } from "../support/app";
import { inbox, js } from "../support/bad-input";
import { RecordingPlatform } from "../support/recording-platform";

function declare(
  options: ServiceOptions,
  profile: "minimal" | "standard" = "standard",
) {
  const stack = new MonitoringStack(temporaryApp(), "monitoring", {
    platform: new RecordingPlatform(),
    profile,
    deadMan: inbox(),
    defaultReceivers: [inbox()],
  });
  const { path } = stack.addService("shop", options).node;
  const { model } = stack.monitoring;
  const own = <T>(all: readonly { path: string; value: T }[]) =>
    all.filter((each) => each.path === path).map(({ value }) => value);
  return {
    jobs: own(model.scrapeJobs),
    logs: own(model.logs),
    dashboards: own(model.dashboards()).map(({ uid }) => uid),
    alerts: own(model.ruleGroups()).flatMap(({ rules }) =>
      rules.flatMap((rule) => (rule.kind === "alert" ? [rule] : [])),
    ),
    problems: checkModel(model)
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => message),
  };
}

describe("a service with a kit", () => {
  it("is scraped, read, watched and shown by its name alone, and the model holds nothing that does not exist", () => {
    const { jobs, logs, dashboards, alerts, problems } = declare({
      kit: "node",
      team: "sales",
    });
    expect(problems).toEqual([]);
    expect(jobs).toMatchObject([
      {
        name: "shop",
        targets: [{ address: "shop:9464" }],
        labels: { service: "shop", team: "sales" },
      },
    ]);
    expect(logs).toMatchObject([
      { service: "shop", source: LogSource.container("shop") },
    ]);
    expect(dashboards).toEqual(["service-shop", "runtime-shop"]);
    expect(alerts.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining(["HttpServiceDown", "NodeEventLoopLagHigh"]),
    );
    for (const { expr, labels } of alerts) {
      expect(expr).toContain('job="shop"');
      expect(labels).toMatchObject({ service: "shop", team: "sales" });
    }
  });

  it("leaves out logs and dashboards where the platform takes none", () => {
    const { logs, problems, alerts } = declare({ kit: "node" }, "minimal");
    expect(logs).toEqual([]);
    expect(alerts.length).toBeGreaterThan(10);
    expect(problems).toEqual([]);
  });

  it("takes another port, source of logs and thresholds", () => {
    const { jobs, logs, alerts, problems } = declare({
      kit: "node",
      metrics: { port: 9000, host: "shop-1" },
      logs: LogSource.container("shop-1"),
      kitAlerts: {
        thresholds: { downFor: Duration.seconds(15) },
        heapLimit: Bytes.mebibytes(96),
        exclude: ["NodeHandlesGrowing"],
        overrides: { HttpServiceDown: { severity: "warning" } },
      },
    });
    expect(problems).toEqual([]);
    expect(jobs).toMatchObject([{ targets: [{ address: "shop-1:9000" }] }]);
    expect(logs).toMatchObject([{ source: LogSource.container("shop-1") }]);
    const down = alerts.find(({ alert }) => alert === "HttpServiceDown");
    expect(down?.for?.toSeconds()).toBe(15);
    expect(down?.severity).toBe("warning");
    expect(alerts.map(({ alert }) => alert)).not.toContain(
      "NodeHandlesGrowing",
    );
  });

  it("brings no alerts when they are not wanted", () => {
    const { alerts, dashboards, jobs } = declare({
      kit: "node",
      kitAlerts: false,
    });
    expect(alerts).toEqual([]);
    expect(dashboards).toEqual(["service-shop"]);
    expect(jobs).toHaveLength(1);
  });

  it.each<[what: string, options: unknown, message: RegExp]>([
    ["an unknown kit", { kit: "nodejs" }, /kit of service "shop" must.*node/],
    ["a kit that is no text", { kit: 5 }, /kit of service "shop" must/],
    [
      "alerts without a kit",
      { kitAlerts: { exclude: [] } },
      /kitAlerts of service "shop" must come with a kit/,
    ],
    [
      "an unknown option of its alerts",
      { kit: "node", kitAlerts: { treshold: {} } },
      /kitAlerts of service "shop".*treshold/,
    ],
    [
      "an unknown threshold",
      { kit: "node", kitAlerts: { thresholds: { errorRatioP9: 1 } } },
      /errorRatioP9/,
    ],
    [
      "a threshold in quotes",
      { kit: "node", kitAlerts: { thresholds: { errorRatioP2: "0.02" } } },
      /errorRatioP2 of thresholds of .* must be a number, got "0.02"/,
    ],
    [
      "a duration as a number",
      { kit: "node", kitAlerts: { thresholds: { latencyP1: 5 } } },
      /latencyP1 of thresholds of .* must be a Duration, got 5/,
    ],
    [
      "a threshold of the runtime that is none",
      { kit: "node", kitAlerts: { runtimeThresholds: { eventLoopDelay: 1 } } },
      /eventLoopDelay/,
    ],
    [
      "an alert that no pack has",
      { kit: "node", kitAlerts: { exclude: ["HttpServiceDwn"] } },
      /HttpServiceDown/,
    ],
  ])("refuses %s", (_, options, message) => {
    expect(() => declare(js(options))).toThrow(message);
    expect(() => declare(js(options))).toThrow("monitoring/service-shop");
  });
});
