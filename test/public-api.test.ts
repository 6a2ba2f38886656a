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
      AgentBundle AlertPack AlertReceiver AlertRoute Anomaly Bytes
      CalendarWindow DATA_SOURCE Duration Forecast ImportedObjectives
      InvalidInputError LogFormat LogSource LokiRetention Masking Monitoring
      MonitoringDashboard MonitoringStack OtlpGateway Probe
      PrometheusExporter Rotation Rules SecretRef Service
      ServiceLevelObjective Sla Sli Slo SloDashboard SloImportError
      TimeInterval ValidationError auditRules blackboxAlerts bullmqMetrics
      businessAlerts businessDashboard businessMetrics capacityAlerts
      clientJavaJvmMetrics containerAlerts createSlo describeRoute
      executiveDashboard explainSlo exportSlos gatewayAlerts gatewayMetrics
      graphqlAlerts graphqlDashboard graphqlMetrics hostAlerts
      httpServiceAlerts importSlos jetstreamMetrics kafkaMetrics
      kubeletVolumeMetrics logAlerts micrometerJvmMetrics nginxAlerts
      nginxExporter otelGoMetrics otelJvmMetrics otelNodejsMetrics parseSlos
      postgresqlAlerts postgresqlExporter queueAlerts queueDashboard
      queueMetrics rabbitmqMetrics redisAlerts redisExporter
      redisStreamMetrics releaseAlerts releaseMetrics releasesDashboard
      remoteHostAlerts renderAuditdRules renderFileChecksums renderRuleGroups
      renderTempoConfig runtimeAlerts runtimeDashboard scenarioFromSamples
      securityAlerts securityDashboard securityFileMetrics simulate
      sloRuleGroups sloTests usersDashboard
    `,
    types: `
      AccessLog AgentBundleAlertTuning AgentBundleProps AgentOptions
      AlertOverride AlertPackProps
      AlertRouteProps AlertRule AlertRuleInput AlertSeverity AlertTuning
      AnomalyBand AnomalyDirection ApplicationFields ApplicationLog
      ApplicationPatterns AttackSignatures AuditKey AuditLog AuditRule
      AuditRuleSet AuditRulesOptions AuthLog AuthPatterns
      BlackboxAlertOptions BlackboxThresholds BudgetStep BudgetingMethod
      BusinessAlertOptions BusinessMetric BusinessMetrics BusinessThresholds
      CalendarOptions CapacityAlertOptions CapacityThresholds
      ComponentChoices ComponentName ComponentOptions ContainerAlertOptions
      ContainerSpec Dashboard DashboardLink DashboardRow DashboardVariable
      DataSourceUid DebugMark DynamicThreshold EscalationInput Exclusion
      ExecutiveDashboardOptions Exhaustion ExhaustionInput ExplainOptions
      ExporterScope ExporterSpec ExternalComponent FileChecksums FileMetrics
      FreshnessSli GatewayAlertOptions GatewayThresholds GoClient
      GoRuntimeOptions GoThresholds GraphqlAlertOptions GraphqlMetrics
      GraphqlThresholds HostAlertOptions HttpServiceAlertOptions
      ImportFinding ImportedObjectivesProps ImportedSlos
      JournalSourceOptions JourneySli JvmClient JvmRuntimeOptions
      JvmThresholds KitAlerts KitName Labels LatencySli LocalTraceStorage
      LogAlertOptions LogDeduplication LogPlace LogProcessing LogRetention
      LogSamplingRule LogSli LogSourceOptions LogTenantLimits
      LogTenantOptions LogThresholds LokiRetentionProps LowTraffic MaskingKind MaskingOptions MaskingRule
      MetricSpec MetricType MonitoringDashboardProps MonitoringProps
      NginxAlertOptions NginxExporterOptions NginxThresholds NoTraffic
      NodeClient NodeRuntimeOptions NodeThresholds OptionalMaskingKind
      OtlpGatewayAlertTuning OtlpGatewayProps OtlpGatewayTls
      OtlpSourceOptions Panel PanelKind PanelQuery PanelThreshold PastSample
      Phase Platform PlatformAlertOptions PlatformAlertTuning PlatformPorts
      PostgresqlAlertOptions PostgresqlExporterOptions PostgresqlLogPlace
      PostgresqlSslMode PostgresqlThresholds PostgresqlTuning
      ProbeAlertTuning ProbeModule ProbeProps Problem
      PrometheusExporterProps QueueAlertOptions QueueMetrics QueueSystem
      QueueThresholds RatioSli RatioTimeSliceSli RecordingRule
      RedisAlertOptions RedisExporterOptions RedisThresholds RedisTuning
      RegexLogFormatOptions ReleaseAlertOptions ReleaseThresholds
      RemoteHostAlertOptions RemoteHostThresholds
      RequestMetrics RetentionStream RouteExplanation RouteMatcher Rule
      RuleEngine RuleGroup RuntimeAlertOptions Scenario ScrapeJob
      ScrapeTarget SearchTraceStorage SeasonalInput SeasonalOptions
      SecurityAlertOptions SecurityLogOptions SecurityLogThresholds
      SecurityLogs SecurityMetricThresholds SecurityMetrics
      SecurityThresholds ServiceLevelObjectiveOptions
      ServiceLevelObjectiveProps ServiceLogs ServiceMetrics ServiceOptions
      ServiceProps ServiceSampling ShiftInput SimulatedAlert Simulation
      SimulationOptions SlaTarget SloDashboardProps SloExportOptions
      SloImportOptions SloInput SloTestOptions SyslogSourceOptions
      TempoOptions TimeSliceSli ToldReceiver TraceProcessing TraceRetention
      TraceSampling TraceStorage UsersDashboardOptions Weekday ZScoreInput
      ZScoreOptions
    `,
  },
  {
    entry: "cdktf-observability/docker",
    file: "lib/platforms/docker/index.ts",
    values: `
      DockerPlatform DockerService DockerTempo SecretStore
    `,
    types: `
      DataVolumePolicy DeploymentManifest DockerPlatformOptions
      DockerServiceProps DockerTempoProps ImageOverrides MemoryFolder
      RemoteDockerOptions
    `,
  },
  {
    entry: "cdktf-observability/grafana",
    file: "lib/platforms/grafana/index.ts",
    values: `
      GrafanaAlerting GrafanaDashboards combine
    `,
    types: `
      DataSourceUids GrafanaAlertingOptions GrafanaDashboardsOptions
      PlatformPart PlatformParts
    `,
  },
  {
    entry: "cdktf-observability/pagerduty",
    file: "lib/platforms/pagerduty/index.ts",
    values: `
      EscalationPolicy OnCallSchedule PagerDuty PagerDutyService
    `,
    types: `
      EscalationLevelOptions EscalationPolicyOptions EscalationTarget
      OnCallLayerOptions OnCallRegionOptions OnCallScheduleOptions
      PagerDutyGrouping PagerDutyProps PagerDutyServiceOptions
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
