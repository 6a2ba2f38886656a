import type { LogProcessing } from "../../../lib/domain/logs/processing";
import { LogSource } from "../../../lib/domain/logs/source";
import { Sli } from "../../../lib/domain/slo/sli";
import { ServiceLevelObjective } from "../../../constructs/service-level-objective";
import { MonitoringStack } from "../../../stacks/monitoring-stack";
import { checkModel } from "../../../lib/domain/check/check-model";
import { temporaryApp } from "../../support/app";
import { RecordingPlatform } from "../../support/recording-platform";

function problemsOf(
  logs: LogProcessing,
  sources: Readonly<Record<string, LogSource>>,
  objective?: string,
): readonly string[] {
  const stack = new MonitoringStack(temporaryApp(), "monitoring", {
    platform: new RecordingPlatform(),
    components: { "otel-collector": { provides: ["journald"] } },
    logs,
  });
  for (const [name, source] of Object.entries(sources)) {
    const service = stack.addService(name, { logs: source });
    if (objective !== undefined) {
      new ServiceLevelObjective(stack, "Requests", {
        service,
        objective: 0.99,
        sli: Sli.logs({ total: objective, bad: `${objective} |= "500"` }),
      });
    }
  }
  return checkModel(stack.monitoring.model)
    .filter(({ code }) =>
      /^(?:duplicate-log-source|log-(?:sampling|objective))/.test(code),
    )
    .map(({ path, message, severity }) => `${severity} ${path}: ${message}`);
}

describe("sources of logs together", () => {
  it.each([
    [LogSource.container("web"), 'container "web"'],
    [LogSource.file("/var/log/a.log"), 'path "/var/log/a.log"'],
    [LogSource.otlp({ serviceName: "api" }), 'service.name "api"'],
  ])("are of different places: %#", (source, place) => {
    expect(problemsOf({}, { one: source, two: source })).toEqual([
      expect.stringContaining(
        `error monitoring/service-two: logs of service "two" must be of a place that no other service reads, got ${place}, as at monitoring/service-one`,
      ),
    ]);
    const other = LogSource.container("other");
    expect(problemsOf({}, { one: source, two: other })).toEqual([]);
    const syslog = LogSource.syslog({ port: 514 });
    const udp = LogSource.syslog({ port: 514, transport: "udp" });
    expect(problemsOf({}, { one: syslog, two: udp })).toEqual([]);
  });

  it.each([
    [
      LogSource.file("/var/log/*.log"),
      LogSource.auth({ path: "/var/log/auth.log" }),
      'got path "/var/log/auth.log", which has lines of path "/var/log/*.log" at monitoring/service-one too; name places that have none in common',
    ],
    [
      LogSource.journal(),
      LogSource.journal({ units: ["cron.service"] }),
      "got units cron.service of the journal, which has lines of the whole journal",
    ],
    [
      LogSource.journal({ units: ["ssh.service", "cron.service"] }),
      LogSource.journal({ units: ["ssh*"] }),
      "got units ssh* of the journal, which has lines of units cron.service, ssh.service of the journal",
    ],
  ])("have no lines in common: %#", (one, two, told) => {
    expect(problemsOf({}, { one, two })).toEqual([
      expect.stringContaining(told),
    ]);
  });

  it("have rules of sampling that name them", () => {
    const rule = { name: "few", keep: 0.1, services: ["shopp"] };
    const shop = { shop: LogSource.container("shop") };
    expect(problemsOf({ sampling: [rule] }, shop)).toEqual([
      expect.stringContaining('got "shopp"; did you mean "shop"'),
    ]);
    const named = { ...rule, services: ["shop"] };
    expect(problemsOf({ sampling: [named] }, shop)).toEqual([]);
  });

  it("leave to objectives what they count", () => {
    const shop = { shop: LogSource.container("shop") };
    const none = { name: "none", keep: 0, levels: ["info" as const] };
    const lines = '{service="shop"}';
    const told = problemsOf({ sampling: [none] }, shop, lines);
    expect(told.length).toBeGreaterThan(0);
    expect(told[0]).toMatch(
      /^warning monitoring\/Requests: .*keeps none of level info/,
    );
    const errors = '{service="shop",level="error"}';
    expect(problemsOf({ sampling: [none] }, shop, errors)).toEqual([]);
    expect(
      problemsOf({ sampling: [{ ...none, keep: 0.1 }] }, shop, lines),
    ).toEqual([]);
    const routes = { ...none, routes: ["/healthz"] };
    expect(problemsOf({ sampling: [routes] }, shop, lines)).toEqual([]);
  });
});
