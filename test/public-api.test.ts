import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "..");

/** Whoever changes a list changes what programs of users are written with: say so in the changelog. */
const ENTRIES = [
  {
    entry: "cdktf-observability",
    file: "index.ts",
    values: `
      AlertPack AlertReceiver AlertRoute Bytes DATA_SOURCE Duration
      InvalidInputError LogSource LokiRetention Monitoring MonitoringDashboard
      MonitoringStack Rotation Rules SecretRef Service ServiceLevelObjective Sla Sli
      Slo SloDashboard TimeInterval ValidationError containerAlerts createSlo
      describeRoute explainSlo
      hostAlerts httpServiceAlerts renderRuleGroups scenarioFromSamples
      simulate sloRuleGroups sloTests
    `,
    types: `
      AlertOverride AlertPackProps AlertRouteProps AlertRule AlertRuleInput
      AlertSeverity AlertTuning ComponentChoices ComponentName
      ComponentOptions ContainerAlertOptions Dashboard DashboardLink DashboardRow DashboardVariable
      DataSourceUid EscalationInput ExplainOptions HostAlertOptions HttpServiceAlertOptions Labels LogRetention LokiRetentionProps MetricSpec
      MetricType MonitoringDashboardProps MonitoringProps Panel PanelKind
      PanelQuery PanelThreshold PastSample Phase Platform PlatformAlertOptions
      PlatformAlertTuning PlatformPorts Problem RecordingRule
      RetentionStream RouteExplanation RouteMatcher Rule RuleEngine RuleGroup Scenario ScrapeJob
      ScrapeTarget ServiceLevelObjectiveOptions ServiceLevelObjectiveProps
      ServiceMetrics ServiceOptions ServiceProps ShiftInput SimulatedAlert Simulation
      SimulationOptions SloDashboardProps SloInput SloTestOptions
      ToldReceiver TraceRetention Weekday
    `,
  },
  {
    entry: "cdktf-observability/docker",
    file: "lib/platforms/docker/index.ts",
    values: `
      DockerPlatform DockerService SecretStore
    `,
    types: `
      DataVolumePolicy DeploymentManifest DockerPlatformOptions
      DockerServiceProps ImageOverrides MemoryFolder RemoteDockerOptions
    `,
  },
  {
    entry: "cdktf-observability/grafana",
    file: "lib/platforms/grafana/index.ts",
    values: `
      GrafanaDashboards combine
    `,
    types: `
      DataSourceUids GrafanaDashboardsOptions PlatformPart PlatformParts
    `,
  },
  {
    entry: "cdktf-observability/testing",
    file: "lib/testing/index.ts",
    values: `
      sloMatchers
    `,
    types: `
      MatcherResult SloMatchers
    `,
  },
];

/** Names that an entry exports; a name of `export *` would be nobody's decision. */
function exportsOf(file: string): { values: string[]; types: string[] } {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), "utf8"),
    ts.ScriptTarget.Latest,
  );
  const values: string[] = [];
  const types: string[] = [];
  for (const statement of source.statements) {
    if (
      !ts.isExportDeclaration(statement) ||
      statement.exportClause === undefined ||
      !ts.isNamedExports(statement.exportClause)
    ) {
      throw new Error(`${file} must consist of lists of names to export`);
    }
    for (const { name, isTypeOnly } of statement.exportClause.elements) {
      const list = statement.isTypeOnly || isTypeOnly ? types : values;
      list.push(name.text);
    }
  }
  return { values: values.sort(), types: types.sort() };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

describe("the public interface", () => {
  it.each(ENTRIES)("of $entry is as agreed", ({ file, values, types }) => {
    expect(exportsOf(file)).toEqual({
      values: words(values),
      types: words(types),
    });
  });

  it.each(ENTRIES)("of $entry holds nothing that does not exist", (entry) => {
    const loaded = jest.requireActual<Readonly<Record<string, unknown>>>(
      join(ROOT, entry.file),
    );
    for (const name of words(entry.values)) {
      expect([name, loaded[name] === undefined]).toEqual([name, false]);
    }
  });

  it("is what package.json offers", () => {
    const { exports } = JSON.parse(
      readFileSync(join(ROOT, "package.json"), "utf8"),
    ) as { readonly exports: Readonly<Record<string, unknown>> };
    const offered = Object.keys(exports)
      .filter((each) => each !== "./package.json")
      .map((each) => each.replace(".", "cdktf-observability"));
    expect(offered.sort()).toEqual(ENTRIES.map(({ entry }) => entry).sort());
  });
});
