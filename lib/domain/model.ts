import { withDeployments } from "./dashboard/annotations";
import type { Dashboard } from "./dashboard/model";
import type { Labels } from "./names";
import type { AlertReceiver } from "./routing/receiver";
import type { RouteDeclaration } from "./routing/declaration";
import { buildRoutingTree } from "./routing/tree";
import type { RoutingTree } from "./routing/route";
import type { RuleGroup } from "./rules/rule";
import type { Slo } from "./slo/objective";
import { sloRuleGroups } from "./slo/rules";
import type { ComponentName, ComponentSpec } from "./telemetry/component";
import type { LogProcessing } from "./logs/processing";
import { withAuditRetention, type LogRetention } from "./logs/retention";
import { tenantOptions, tenantsPerTeam, type LogTenant } from "./logs/tenants";
import type { ServiceLogs } from "./logs/source";
import { dashboardOfWritten, rulesOfWritten } from "./logs/written";
import { deployedSpecs, type DeploymentPlan } from "./telemetry/plan";
import type { ScrapeJob } from "./telemetry/scrape";
import type { Service } from "./telemetry/service";
import type { SampleRetention } from "./telemetry/settings";
import type { TraceRetention } from "./traces/retention";
import { Duration, type Bytes } from "./units";

/** A value and the construct path of its declaration. */
export interface Declared<T> {
  readonly path: string;
  readonly value: T;
}

/** A use of a component by something declared, checked against the plan. */
export interface ComponentUse {
  readonly component: ComponentName;
  /** What needs it, such as `logs of service "checkout"`. */
  readonly feature: string;
}

/** How long Prometheus keeps samples and what is expected to arrive. */
export interface MetricRetention {
  /** Default: 15 days, or one day more than the longest window of an objective, which needs its samples. */
  readonly time?: Duration;
  readonly size: Bytes;
  /** Expected number of series; sizes the volume when given. */
  readonly expectedSeries?: number;
}

const DEFAULT_LOG_RETENTION: LogRetention = {
  default: Duration.days(7),
  streams: [],
};

const DEFAULT_METRIC_RETENTION = Duration.days(15);

/** Keeps the first samples of a window until the last rule that needs them has been evaluated. */
const WINDOW_MARGIN = Duration.days(1);

/** What holds for the platform as a whole. */
export interface ModelSettings {
  readonly plan: DeploymentPlan;
  readonly scrapeInterval: Duration;
  readonly metricRetention: MetricRetention;
  readonly traceRetention: TraceRetention;
  /** What the agent does with log lines, and whose are kept apart. Default: the usual is masked, and all are together. */
  readonly logs?: LogProcessing;
  /** Labels that Prometheus adds to each alert. */
  readonly externalLabels?: Labels;
  /** Receives alerts that no route matches. */
  readonly defaultReceivers: readonly AlertReceiver[];
  /** Receives the alert that always fires, and raises the alarm when it stops. */
  readonly deadMan?: AlertReceiver;
}

/**
 * Everything that one program declares, in the order of declaration. Constructs add to it; the platform renders it when
 * the program is complete; `checkModel` looks at it as a whole.
 */
export class MonitoringModel {
  private readonly declaredServices: Declared<Service>[] = [];
  private readonly declaredJobs: Declared<ScrapeJob>[] = [];
  private readonly declaredGroups: Declared<() => readonly RuleGroup[]>[] = [];
  private readonly declaredSlos: Declared<Slo>[] = [];
  private readonly declaredRoutes: Declared<RouteDeclaration>[] = [];
  private readonly declaredDashboards: Declared<() => readonly Dashboard[]>[] =
    [];
  private readonly declaredLogs: Declared<ServiceLogs>[] = [];
  private readonly declaredUses: Declared<ComponentUse>[] = [];
  private readonly declaredRetentions: Declared<LogRetention>[] = [];

  // What follows from the declarations, until the next one: it is asked for several times in one synthesis.
  private derivedGroups: readonly Declared<RuleGroup>[] | undefined;
  private derivedDashboards: readonly Declared<Dashboard>[] | undefined;
  private derivedTree: RoutingTree | undefined;

  /**
   * @param path construct path of the owner of this model
   */
  constructor(
    readonly path: string,
    readonly settings: ModelSettings,
  ) {}

  get plan(): DeploymentPlan {
    return this.settings.plan;
  }

  addService(path: string, service: Service): void {
    this.declare(this.declaredServices, path, service);
  }

  addScrapeJob(path: string, job: ScrapeJob): void {
    this.declare(this.declaredJobs, path, job);
  }

  /** The groups are made when all is declared, so that they can depend on what comes later in the program. */
  addRuleGroups(path: string, groups: () => readonly RuleGroup[]): void {
    this.declare(this.declaredGroups, path, groups);
  }

  addSlo(path: string, slo: Slo): void {
    this.declare(this.declaredSlos, path, slo);
  }

  addRoute(path: string, route: RouteDeclaration): void {
    this.declare(this.declaredRoutes, path, route);
  }

  /** The dashboards are made when all is declared, so that they can show what comes later in the program. */
  addDashboards(path: string, dashboards: () => readonly Dashboard[]): void {
    this.declare(this.declaredDashboards, path, dashboards);
  }

  addDashboard(path: string, dashboard: () => Dashboard): void {
    this.addDashboards(path, () => [dashboard()]);
  }

  addLogs(path: string, logs: ServiceLogs): void {
    this.declare(this.declaredLogs, path, logs);
  }

  addLogRetention(path: string, retention: LogRetention): void {
    this.declare(this.declaredRetentions, path, retention);
  }

  /** Notes that the declaration at `path` needs a component. */
  requireComponent(path: string, use: ComponentUse): void {
    this.declare(this.declaredUses, path, use);
  }

  get services(): readonly Declared<Service>[] {
    return [...this.declaredServices];
  }

  get scrapeJobs(): readonly Declared<ScrapeJob>[] {
    return [...this.declaredJobs];
  }

  get slos(): readonly Declared<Slo>[] {
    return [...this.declaredSlos];
  }

  get routes(): readonly Declared<RouteDeclaration>[] {
    return [...this.declaredRoutes];
  }

  get logs(): readonly Declared<ServiceLogs>[] {
    return [...this.declaredLogs];
  }

  get logRetentions(): readonly Declared<LogRetention>[] {
    return [...this.declaredRetentions];
  }

  get componentUses(): readonly Declared<ComponentUse>[] {
    return [...this.declaredUses];
  }

  /** Rule groups as declared, and those that follow from the objectives. Lines are counted as they were written. */
  ruleGroups(): readonly Declared<RuleGroup>[] {
    const { logs = {} } = this.settings;
    this.derivedGroups ??= [
      ...this.declaredGroups.flatMap(({ path, value }) =>
        value().map((group) => ({ path, value: group })),
      ),
      ...this.declaredSlos.flatMap(({ path, value }) =>
        sloRuleGroups(value).map((group) => ({ path, value: group })),
      ),
    ].map(({ path, value }) => ({ path, value: rulesOfWritten(value, logs) }));
    return this.derivedGroups;
  }

  dashboards(): readonly Declared<Dashboard>[] {
    if (this.derivedDashboards !== undefined) {
      return this.derivedDashboards;
    }
    const { logs = {} } = this.settings;
    const groups = this.ruleGroups().map(({ value }) => value);
    this.derivedDashboards = this.declaredDashboards.flatMap(
      ({ path, value }) =>
        value().map((dashboard) => ({
          path,
          value: dashboardOfWritten(withDeployments(dashboard, groups), logs),
        })),
    );
    return this.derivedDashboards;
  }

  /** All routes of all teams as one tree. */
  routingTree(): RoutingTree {
    this.derivedTree ??= buildRoutingTree({
      path: this.path,
      routes: this.declaredRoutes,
      defaultReceivers: this.settings.defaultReceivers,
      ...(this.settings.deadMan && { deadMan: this.settings.deadMan }),
      groupLabels: this.declaredSlos.flatMap(({ value }) => value.groupBy),
      burnWindows: this.declaredSlos.flatMap(({ value }) =>
        value.burnRates.map(({ window }) => window.long),
      ),
    });
    return this.derivedTree;
  }

  /** How long log lines are kept: when nothing else is declared 7 days, and audit logs 90. */
  logRetention(): LogRetention {
    const declared =
      this.declaredRetentions.find(({ value }) => value.team === undefined)
        ?.value ?? DEFAULT_LOG_RETENTION;
    return this.declaredLogs.some(
      ({ value }) => value.source.labels["log"] === "audit",
    )
      ? withAuditRetention(declared)
      : declared;
  }

  /** Whose log lines are kept apart, that of nobody's first; none where all lines are together. */
  logTenants(): readonly LogTenant[] {
    const tenants = this.settings.logs?.tenants;
    return tenants === undefined
      ? []
      : tenantsPerTeam(
          this.declaredServices.map(({ value }) => value),
          tenantOptions(tenants),
          this.declaredRetentions.map(({ value }) => value),
        );
  }

  /** How long samples are kept, which depends on the objectives when it is not declared. */
  metricRetention(): MetricRetention & SampleRetention {
    const declared = this.settings.metricRetention;
    const longest = this.declaredSlos
      .map(({ value }) => value.window.toMillis() + WINDOW_MARGIN.toMillis())
      .reduce((a, b) => Math.max(a, b), DEFAULT_METRIC_RETENTION.toMillis());
    return { ...declared, time: declared.time ?? Duration.millis(longest) };
  }

  /** Components that this model runs, in the order of the plan. */
  deployed(): readonly ComponentSpec[] {
    return deployedSpecs(this.plan);
  }

  private declare<T>(list: Declared<T>[], path: string, value: T): void {
    list.push({ path, value });
    this.derivedGroups = undefined;
    this.derivedDashboards = undefined;
    this.derivedTree = undefined;
  }
}
