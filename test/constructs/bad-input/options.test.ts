import {
  AgentBundle,
  AlertPack,
  AlertReceiver,
  AlertRoute,
  Bytes,
  createSlo,
  describeRoute,
  Duration,
  executiveDashboard,
  explainSlo,
  exportSlos,
  httpServiceAlerts,
  ImportedObjectives,
  LokiRetention,
  MonitoringDashboard,
  OtlpGateway,
  parseSlos,
  Probe,
  PrometheusExporter,
  Rules,
  scenarioFromSamples,
  Service,
  ServiceLevelObjective,
  simulate,
  Sla,
  Sli,
  Slo,
  SloDashboard,
  sloRuleGroups,
  sloTests,
  TimeInterval,
  usersDashboard,
} from "cdktf-observability";
import {
  DockerPlatform,
  DockerService,
  SecretStore,
} from "cdktf-observability/docker";
import {
  combine,
  GrafanaAlerting,
  GrafanaDashboards,
} from "cdktf-observability/grafana";
import { PagerDuty } from "cdktf-observability/pagerduty";
import { app, js, stackOf } from "../../support/bad-input";

type Make = (options: never) => unknown;

const stack = stackOf(app());
const checkout = stack.addService("checkout", { metrics: { port: 9464 } });

/** Constructs need ids of their own. */
let made = 0;

/** What takes options, and what may be among them. */
const TAKERS: readonly (readonly [name: string, make: Make, valid?: object])[] =
  [
    ...Object.entries(AlertReceiver).map(
      ([kind, make]) => [`AlertReceiver.${kind}`, make as Make] as const,
    ),
    ...Object.entries(TimeInterval).map(
      ([kind, make]) => [`TimeInterval.${kind}`, make as Make] as const,
    ),
    ["Rules.alert", Rules.alert],
    ["Rules.record", Rules.record],
    ["createSlo", createSlo],
    ["Slo.standard", Slo.standard],
    ["Sla.standard", Sla.standard],
    ["httpServiceAlerts", httpServiceAlerts],
    ["usersDashboard", usersDashboard],
    ["parseSlos", (options) => parseSlos("", "slos.yaml", options)],
    ["exportSlos", (options) => exportSlos([], options)],
    ["DockerPlatform.local", DockerPlatform.local],
    ["DockerPlatform.remote", DockerPlatform.remote],
    [
      "combine",
      (parts) =>
        combine(
          DockerPlatform.local({ secrets: SecretStore.directory("s") }),
          parts,
        ),
    ],
    ["GrafanaDashboards.at", GrafanaDashboards.at, { url: "http://g" }],
    ["GrafanaAlerting.at", GrafanaAlerting.at, { url: "http://g" }],
    ["addService", (options) => stack.addService(`api${(made += 1)}`, options)],
    ...Object.entries({
      AgentBundle,
      AlertPack,
      AlertRoute,
      DockerService,
      ImportedObjectives,
      LokiRetention,
      MonitoringDashboard,
      OtlpGateway,
      PagerDuty,
      Probe,
      PrometheusExporter,
      Service,
      SloDashboard,
    }).map(
      ([name, Taker]) =>
        [
          name,
          (options: never) =>
            new Taker(stack, `${name}${(made += 1)}`, options),
        ] as const,
    ),
    [
      "ServiceLevelObjective",
      (options) =>
        new ServiceLevelObjective(stack, `Slo${(made += 1)}`, options),
      { service: checkout, objective: 0.9, sli: Sli.probe("up") },
    ],
  ];

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    const { name, message } = error as Error;
    expect(["InvalidInputError", "ValidationError"]).toContain(name);
    expect(message).toMatch(/ must [^]+, got [^]+; /);
    expect(message).not.toMatch(/\[object/);
    return message;
  }
  return "";
}

it.each(TAKERS.map(([name, make, valid = {}]) => [name, make, valid] as const))(
  "%s tells of a misspelt option",
  (_, make, valid) => {
    const told = messageOf(() => make(js({ ...valid, mispelt: 1 })));
    expect(told).toContain('must have known names, got "mispelt"');
  },
);

it.each(TAKERS.map(([name, make]) => [name, make] as const))(
  "%s tells of what is no object",
  (_, make) => {
    for (const value of [null, "text", 5, [], new Map()]) {
      expect(messageOf(() => make(js(value)))).toContain("must be an object");
    }
  },
);

const UP = {
  name: "Up",
  service: "shop",
  objective: 0.9,
  sli: Sli.probe("up"),
};
const slo = createSlo(UP);

it.each<readonly [string, Make]>([
  ["objective of sloRuleGroups", sloRuleGroups],
  ["objective of sloTests", sloTests],
  ["objective of explainSlo", explainSlo],
  ["objective of simulate", (value) => simulate(value, [])],
  ["scenario", (value) => simulate(slo, value)],
  ["a phase", (value) => simulate(slo, [value])],
  ["samples", (value) => scenarioFromSamples(value)],
  ["each of slos", (value) => exportSlos([value])],
  ["options of executiveDashboard", executiveDashboard],
  ["route", describeRoute],
  ["duration", Duration.parse],
  ["duration", Duration.minutes],
  ["size", Bytes.parse],
  ["size", Bytes.gibibytes],
  ["alert name", (alert) => Rules.alert(js({ alert }))],
  ["name of an objective", (name) => createSlo(js({ name, service: "a" }))],
  ["labels of an objective", (labels) => createSlo({ ...UP, labels })],
])("%s is not of any kind", (what, take) => {
  const odd = [null, {}, () => 5, 10n, Symbol("s"), Object.create(null)];
  for (const value of odd as unknown[]) {
    const told = messageOf(() => take(js(value)));
    // No labels are none.
    expect(told === "" ? value : told).toEqual(
      told === "" ? {} : expect.stringContaining(what),
    );
  }
});
