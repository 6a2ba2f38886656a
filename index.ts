export { AlertPack, type AlertPackProps } from "./constructs/alert-pack";
export { AlertRoute, type AlertRouteProps } from "./constructs/alert-route";
export {
  LokiRetention,
  type LokiRetentionProps,
} from "./constructs/loki-retention";
export {
  Monitoring,
  type MonitoringProps,
  type PlatformAlertTuning,
} from "./constructs/monitoring";
export {
  MonitoringDashboard,
  type MonitoringDashboardProps,
} from "./constructs/monitoring-dashboard";
export {
  Service,
  type ServiceMetrics,
  type ServiceOptions,
  type ServiceProps,
} from "./constructs/service";
export {
  ServiceLevelObjective,
  type ServiceLevelObjectiveOptions,
  type ServiceLevelObjectiveProps,
} from "./constructs/service-level-objective";
export {
  SloDashboard,
  type SloDashboardProps,
} from "./constructs/slo-dashboard";
export type {
  Dashboard,
  DashboardLink,
  DashboardRow,
  DashboardVariable,
  Panel,
  PanelKind,
  PanelQuery,
  PanelThreshold,
} from "./lib/domain/dashboard/model";
export {
  DATA_SOURCE,
  type DataSourceUid,
  type Labels,
} from "./lib/domain/names";
export { InvalidInputError, type Problem } from "./lib/domain/problem";
export type { EscalationInput } from "./lib/domain/routing/escalation";
export {
  describeRoute,
  type ExplainOptions,
  type RouteExplanation,
  type ToldReceiver,
} from "./lib/domain/routing/explain";
export { AlertReceiver } from "./lib/domain/routing/receiver";
export { Rotation, type ShiftInput } from "./lib/domain/routing/rotation";
export type { RouteMatcher } from "./lib/domain/routing/route";
export { Rules, type AlertRuleInput } from "./lib/domain/rules/build";
export type { AlertOverride, AlertTuning } from "./lib/domain/rules/override";
export type {
  AlertRule,
  AlertSeverity,
  RecordingRule,
  Rule,
  RuleEngine,
  RuleGroup,
} from "./lib/domain/rules/rule";
export { SecretRef } from "./lib/domain/secret";
export { createSlo, Slo, type SloInput } from "./lib/domain/slo/objective";
export { Sla } from "./lib/domain/slo/presets";
export { sloRuleGroups } from "./lib/domain/slo/rules";
export { Sli } from "./lib/domain/slo/sli";
export type { ComponentName } from "./lib/domain/telemetry/component";
export type {
  LogRetention,
  RetentionStream,
} from "./lib/domain/logs/retention";
export { LogSource, type ServiceLogs } from "./lib/domain/logs/source";
export type {
  MetricSpec,
  MetricType,
  ScrapeJob,
  ScrapeTarget,
} from "./lib/domain/telemetry/scrape";
export type { TraceRetention } from "./lib/domain/traces/retention";
export { TimeInterval, type Weekday } from "./lib/domain/time/time-interval";
export { Bytes, Duration } from "./lib/domain/units";
export type {
  ComponentChoices,
  ComponentOptions,
  ExternalComponent,
} from "./lib/packs/components/profile";
export type { Platform, PlatformPorts } from "./lib/platforms/platform";
export { ValidationError } from "./lib/platforms/validation";
export { renderRuleGroups } from "./lib/render/prometheus-rules";
export { MonitoringStack } from "./stacks/monitoring-stack";
export {
  simulate,
  type Simulation,
  type SimulationOptions,
} from "./lib/domain/slo/simulation/simulate";
export type { SimulatedAlert } from "./lib/domain/slo/simulation/alert-state";
export { explain as explainSlo } from "./lib/domain/slo/simulation/explain";
export {
  scenarioFromSamples,
  type PastSample,
  type Phase,
  type Scenario,
} from "./lib/domain/slo/simulation/scenario";
export { containerAlerts } from "./lib/packs/alerts/container/alerts";
export type { ContainerAlertOptions } from "./lib/packs/alerts/container/options";
export { hostAlerts } from "./lib/packs/alerts/host/alerts";
export type { HostAlertOptions } from "./lib/packs/alerts/host/options";
export { httpServiceAlerts } from "./lib/packs/alerts/http-service/alerts";
export type { HttpServiceAlertOptions } from "./lib/packs/alerts/http-service/options";
export type { PlatformAlertOptions } from "./lib/packs/alerts/platform/options";
export { sloTests, type SloTestOptions } from "./lib/render/promtool-tests";
export {
  postgresqlExporter,
  type PostgresqlExporterOptions,
  type PostgresqlSslMode,
} from "./lib/packs/exporters/postgresql";
export {
  redisExporter,
  type RedisExporterOptions,
} from "./lib/packs/exporters/redis";
export { postgresqlAlerts } from "./lib/packs/alerts/postgresql/alerts";
export type {
  PostgresqlAlertOptions,
  PostgresqlThresholds,
  PostgresqlTuning,
} from "./lib/packs/alerts/postgresql/options";
export { redisAlerts } from "./lib/packs/alerts/redis/alerts";
export type {
  RedisAlertOptions,
  RedisThresholds,
  RedisTuning,
} from "./lib/packs/alerts/redis/options";
export {
  PrometheusExporter,
  type PrometheusExporterProps,
} from "./constructs/prometheus-exporter";
export {
  nginxExporter,
  type NginxExporterOptions,
} from "./lib/packs/exporters/nginx";
export { nginxAlerts } from "./lib/packs/alerts/nginx/alerts";
export type {
  NginxAlertOptions,
  NginxThresholds,
} from "./lib/packs/alerts/nginx/options";
export type { ContainerSpec } from "./lib/domain/telemetry/component";
export type {
  ExporterScope,
  ExporterSpec,
} from "./lib/domain/telemetry/exporter";
export { Anomaly } from "./lib/domain/anomaly/anomaly";
export type { AnomalyBand, AnomalyDirection } from "./lib/domain/anomaly/band";
export type { DynamicThreshold } from "./lib/domain/anomaly/dynamic";
export {
  Forecast,
  type Exhaustion,
  type ExhaustionInput,
} from "./lib/domain/anomaly/forecast";
export type {
  SeasonalInput,
  SeasonalOptions,
} from "./lib/domain/anomaly/seasonal";
export type { ZScoreInput, ZScoreOptions } from "./lib/domain/anomaly/z-score";
export { capacityAlerts } from "./lib/packs/alerts/capacity/alerts";
export type {
  CapacityAlertOptions,
  CapacityThresholds,
} from "./lib/packs/alerts/capacity/options";
export { businessAlerts } from "./lib/packs/alerts/business/alerts";
export type {
  BusinessAlertOptions,
  BusinessMetric,
  BusinessMetrics,
  BusinessThresholds,
} from "./lib/packs/alerts/business/options";
export { releaseAlerts } from "./lib/packs/alerts/release/alerts";
export type {
  ReleaseAlertOptions,
  ReleaseThresholds,
} from "./lib/packs/alerts/release/options";
export { businessDashboard } from "./lib/packs/dashboards/business/dashboard";
export {
  usersDashboard,
  type UsersDashboardOptions,
} from "./lib/packs/dashboards/users/dashboard";
export { releasesDashboard } from "./lib/packs/dashboards/releases/dashboard";
export {
  executiveDashboard,
  type ExecutiveDashboardOptions,
} from "./lib/packs/dashboards/executive/dashboard";
export { businessMetrics } from "./lib/packs/exporters/business";
export { releaseMetrics } from "./lib/packs/exporters/release";
export { kubeletVolumeMetrics } from "./lib/packs/exporters/kubelet";
export { Probe } from "./constructs/probe";
export type { ProbeAlertTuning, ProbeProps } from "./constructs/probe";
export type { ProbeModule } from "./lib/domain/telemetry/scrape-probe";
export { blackboxAlerts } from "./lib/packs/alerts/blackbox/alerts";
export type {
  BlackboxAlertOptions,
  BlackboxThresholds,
} from "./lib/packs/alerts/blackbox/options";
export { queueAlerts } from "./lib/packs/alerts/queue/alerts";
export type {
  QueueAlertOptions,
  QueueThresholds,
} from "./lib/packs/alerts/queue/options";
export type {
  QueueMetrics,
  QueueSystem,
} from "./lib/packs/alerts/queue/systems";
export { runtimeAlerts } from "./lib/packs/alerts/runtime/alerts";
export type {
  GoRuntimeOptions,
  JvmRuntimeOptions,
  NodeRuntimeOptions,
  RuntimeAlertOptions,
} from "./lib/packs/alerts/runtime/options";
export type {
  GoClient,
  JvmClient,
  NodeClient,
} from "./lib/packs/alerts/runtime/metrics";
export type {
  GoThresholds,
  JvmThresholds,
  NodeThresholds,
} from "./lib/packs/alerts/runtime/thresholds";
export { graphqlAlerts } from "./lib/packs/alerts/graphql/alerts";
export type {
  GraphqlAlertOptions,
  GraphqlMetrics,
  GraphqlThresholds,
} from "./lib/packs/alerts/graphql/options";
export { queueDashboard } from "./lib/packs/dashboards/queue/dashboard";
export { runtimeDashboard } from "./lib/packs/dashboards/runtime/dashboard";
export { graphqlDashboard } from "./lib/packs/dashboards/graphql/dashboard";
export {
  bullmqMetrics,
  jetstreamMetrics,
  kafkaMetrics,
  queueMetrics,
  rabbitmqMetrics,
  redisStreamMetrics,
} from "./lib/packs/exporters/queue";
export { graphqlMetrics } from "./lib/packs/exporters/graphql";
export {
  clientJavaJvmMetrics,
  micrometerJvmMetrics,
} from "./lib/packs/exporters/runtime-jvm";
export {
  otelGoMetrics,
  otelJvmMetrics,
  otelNodejsMetrics,
} from "./lib/packs/exporters/runtime-otel";
export { securityAlerts } from "./lib/packs/alerts/security/alerts";
export { securityFileMetrics } from "./lib/packs/alerts/security/metrics";
export type {
  SecurityAlertOptions,
  SecurityLogThresholds,
  SecurityMetricThresholds,
  SecurityThresholds,
} from "./lib/packs/alerts/security/options";
export type {
  AttackSignatures,
  AuthPatterns,
} from "./lib/packs/alerts/security/patterns";
export type {
  AccessLog,
  ApplicationFields,
  ApplicationLog,
  ApplicationPatterns,
  AuditLog,
  AuthLog,
  FileMetrics,
  RequestMetrics,
  SecurityLogs,
  SecurityMetrics,
} from "./lib/packs/alerts/security/sources";
export { securityDashboard } from "./lib/packs/dashboards/security/dashboard";
export {
  CalendarWindow,
  type CalendarOptions,
} from "./lib/domain/slo/calendar";
export type { Exclusion } from "./lib/domain/slo/exclusions";
export type {
  BudgetStep,
  LowTraffic,
  NoTraffic,
  SlaTarget,
} from "./lib/domain/slo/policy";
export type { BudgetingMethod } from "./lib/domain/slo/measurement";
export type {
  FreshnessSli,
  JourneySli,
  LatencySli,
  LogSli,
  RatioSli,
  RatioTimeSliceSli,
  TimeSliceSli,
} from "./lib/domain/slo/sli";
export {
  ImportedObjectives,
  type ImportedObjectivesProps,
} from "./constructs/imported-objectives";
export { importSlos } from "./lib/import/file";
export {
  parseSlos,
  type ImportedSlos,
  type SloImportOptions,
} from "./lib/import/parse";
export { SloImportError, type ImportFinding } from "./lib/import/findings";
export { exportSlos, type SloExportOptions } from "./lib/import/export";
export type { AuditRule, AuditRuleSet } from "./lib/domain/security/audit-rule";
export {
  auditRules,
  type AuditKey,
  type AuditRulesOptions,
} from "./lib/packs/security/audit-rules";
export { renderAuditdRules } from "./lib/render/auditd-rules";
export {
  renderFileChecksums,
  type FileChecksums,
} from "./lib/render/file-checksums";
export type {
  DebugMark,
  ServiceSampling,
  TraceSampling,
} from "./lib/domain/traces/sampling";
export type { TraceProcessing } from "./lib/domain/traces/processing";
export {
  LogFormat,
  type RegexLogFormatOptions,
} from "./lib/domain/logs/source-format";
export type {
  JournalSourceOptions,
  LogPlace,
  LogSourceOptions,
  OtlpSourceOptions,
  PostgresqlLogPlace,
  SecurityLogOptions,
  SyslogSourceOptions,
} from "./lib/domain/logs/source-options";
export type { LogProcessing } from "./lib/domain/logs/processing";
export type {
  LogDeduplication,
  LogSamplingRule,
} from "./lib/domain/logs/sampling";
export type {
  LogTenantLimits,
  LogTenantOptions,
} from "./lib/domain/logs/tenants";
export type {
  MaskingKind,
  MaskingOptions,
  OptionalMaskingKind,
} from "./lib/domain/logs/masking/masking";
export { Masking, type MaskingRule } from "./lib/domain/logs/masking/rule";
export type { KitAlerts, KitName } from "./lib/packs/exporters/kit";
export type {
  LocalTraceStorage,
  SearchTraceStorage,
  TraceStorage,
} from "./lib/domain/traces/storage";
export {
  renderTempoConfig,
  type TempoOptions,
} from "./lib/render/tempo/config";
export {
  AgentBundle,
  type AgentBundleAlertTuning,
  type AgentBundleProps,
} from "./constructs/agent-bundle";
export type { AgentOptions } from "./lib/domain/hosts/agent";
export {
  OtlpGateway,
  type OtlpGatewayAlertTuning,
  type OtlpGatewayProps,
  type OtlpGatewayTls,
} from "./constructs/otlp-gateway";
export { gatewayAlerts } from "./lib/packs/alerts/gateway/alerts";
export { remoteHostAlerts } from "./lib/packs/alerts/remote-host/alerts";
export type {
  RemoteHostAlertOptions,
  RemoteHostThresholds,
} from "./lib/packs/alerts/remote-host/options";
export type {
  GatewayAlertOptions,
  GatewayThresholds,
} from "./lib/packs/alerts/gateway/options";
export { gatewayMetrics } from "./lib/packs/exporters/gateway";
export { logAlerts } from "./lib/packs/alerts/logs/alerts";
export type {
  LogAlertOptions,
  LogThresholds,
} from "./lib/packs/alerts/logs/options";
