import { Annotations } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { checkModel } from "../lib/domain/check/check-model";
import {
  requireLogProcessing,
  type LogProcessing,
} from "../lib/domain/logs/processing";
import { MonitoringModel, type MetricRetention } from "../lib/domain/model";
import { requireLabels, type Labels } from "../lib/domain/names";
import type { Problem } from "../lib/domain/problem";
import {
  explainRoute,
  type ExplainOptions,
  type RouteExplanation,
} from "../lib/domain/routing/explain";
import {
  fallbackProblems,
  requireFallback,
  withFallback,
} from "../lib/domain/routing/fallback";
import type { AlertReceiver } from "../lib/domain/routing/receiver";
import type { RoutingTree } from "../lib/domain/routing/route";
import { tuneAlerts, type AlertTuning } from "../lib/domain/rules/override";
import type { RuleGroup } from "../lib/domain/rules/rule";
import { requireSettings } from "../lib/domain/settings-input";
import { requireKind, requireShape } from "../lib/domain/shape";
import { isAvailable } from "../lib/domain/telemetry/plan";
import type { ScrapeJob } from "../lib/domain/telemetry/scrape";
import { requireScrapeJob } from "../lib/domain/telemetry/scrape-input";
import { traceProblems } from "../lib/domain/traces/check";
import {
  requireTraceProcessing,
  type TraceProcessing,
} from "../lib/domain/traces/processing";
import type { TraceRetention } from "../lib/domain/traces/retention";
import { Bytes, Duration } from "../lib/domain/units";
import {
  platformAlerts,
  WATCHDOG_GROUP,
} from "../lib/packs/alerts/platform/alerts";
import type { PlatformAlertOptions } from "../lib/packs/alerts/platform/options";
import {
  buildPlan,
  selfScrapeJobs,
  type ComponentChoices,
} from "../lib/packs/components/profile";
import { SERVICE_DASHBOARDS } from "../lib/packs/dashboards/links";
import { contentDashboards } from "../lib/packs/dashboards/standard";
import {
  standardRecordings,
  type StandardContent,
} from "../lib/packs/recordings/standard";
import type {
  ExportersPort,
  Platform,
  PlatformPorts,
} from "../lib/platforms/platform";
import { linesOf, validated } from "../lib/platforms/validation";
import {
  monitoringAmbiguous,
  monitoringMissing,
  monitoringWrong,
} from "./errors";

const MONITORING = Symbol.for("cdktf-observability/Monitoring");

/** Where a scope notes its Monitoring, because looking through all its children at each lookup takes quadratic time. */
const BESIDE = Symbol.for("cdktf-observability/Monitoring.beside");

interface Neighbourhood {
  [BESIDE]?: readonly Monitoring[];
}

/** Changes to the alerts by which the platform watches itself. */
export interface PlatformAlertTuning extends AlertTuning {
  /**
   * What is too much, too full or too long.
   * @default {}
   */
  readonly thresholds?: PlatformAlertOptions;
}

/** What a monitoring platform is made of and how long it keeps what it sees. */
export interface MonitoringProps {
  /** Where it runs. */
  readonly platform: Platform;
  /**
   * `minimal` is Prometheus, Alertmanager and Grafana; `standard` adds logs, traces, probes and exporters.
   * @default "standard"
   */
  readonly profile?: "minimal" | "standard";
  /**
   * Changes to single components: `false` leaves one out, `{ external: url }` uses one that exists, and options tune one.
   * @default - as the profile says
   */
  readonly components?: ComponentChoices;
  /**
   * Time between two scrapes of a target.
   * @default Duration.seconds(15)
   */
  readonly scrapeInterval?: Duration;
  /**
   * How long Prometheus keeps samples, in time and space.
   * @default - 15 days, or as long as the longest window of an objective needs, and 8 GiB
   */
  readonly metricRetention?: Partial<MetricRetention>;
  /**
   * How long Jaeger keeps spans, in time and space.
   * @default - 7 days and 1 GiB
   */
  readonly traceRetention?: Partial<TraceRetention>;
  /**
   * Which traces are stored, and where.
   * @default - all, in Badger
   */
  readonly traces?: TraceProcessing;
  /**
   * What is masked in lines and spans before they are stored, and of which lines only a part is kept.
   * @default - addresses of e-mail, card, account and telephone numbers, tokens, keys and passwords are masked; all lines are kept
   */
  readonly logs?: LogProcessing;
  /**
   * Receive alerts that no `AlertRoute` matches.
   * @default - such alerts are seen in the user interfaces only
   */
  readonly defaultReceivers?: readonly AlertReceiver[];
  /**
   * Receives the alert `Watchdog`, which always fires, and raises the alarm when it stops.
   * @default - nobody notices when alerting itself is down, and the synthesis warns
   */
  readonly deadMan?: AlertReceiver;
  /**
   * Told, beside everybody else, that messages of some kind do not arrive; of another kind than those that may fail.
   * @default - only those by whom the alerts of the platform come; the synthesis warns when that is one way only
   */
  readonly fallbackReceivers?: readonly AlertReceiver[];
  /**
   * Labels on everything that leaves Prometheus and on alerts of log lines; `environment` and `host` also on each line that
   * has none of its own.
   * @default {}
   */
  readonly externalLabels?: Labels;
  /**
   * Changes to the alerts of the platform on itself; `false` leaves all but `Watchdog` out.
   * @default - all, as they are
   */
  readonly platformAlerts?: false | PlatformAlertTuning;
  /**
   * Whether to make the dashboards of host, containers, logs, alerts, services and the platform itself.
   * @default true
   */
  readonly standardDashboards?: boolean;
}

/**
 * A monitoring platform: one model that other constructs add to, checked as a whole at synthesis, and run by a platform.
 * `MonitoringStack` is a stack with one of these; library users put it in a stack of their own.
 */
export class Monitoring extends Construct {
  static isMonitoring(this: void, value: unknown): value is Monitoring {
    return typeof value === "object" && value !== null && MONITORING in value;
  }

  /**
   * The `Monitoring` that a construct belongs to: the nearest one above or beside it.
   *
   * @throws ValidationError when there is none, or more than one at the same distance
   */
  static of(scope: Construct): Monitoring {
    const scopes: readonly IConstruct[] = [...scope.node.scopes].reverse();
    for (const each of scopes) {
      if (Monitoring.isMonitoring(each)) {
        return each;
      }
      const beside = (each as Neighbourhood)[BESIDE] ?? [];
      const [only, ...others] = beside;
      if (only !== undefined && others.length === 0) {
        return only;
      }
      if (only !== undefined) {
        throw monitoringAmbiguous(
          scope,
          beside.map((found) => found.node.path),
        );
      }
    }
    throw monitoringMissing(scope);
  }

  /**
   * The `Monitoring` that a construct was given, or else the one that it belongs to.
   *
   * @throws ValidationError as `of`, and when something else was given
   */
  static choose(scope: Construct, given: Monitoring | undefined): Monitoring {
    if (given !== undefined && !Monitoring.isMonitoring(given)) {
      throw monitoringWrong(scope, given);
    }
    return given ?? Monitoring.of(scope);
  }

  /** Everything declared so far. Constructs add to it; use their constructors rather than this. */
  readonly model: MonitoringModel;
  /** Whether dashboards are made for services and components. */
  readonly hasStandardDashboards: boolean;
  /** Runs exporters on the platform; use `PrometheusExporter` rather than this. */
  readonly exporters: ExportersPort;

  private readonly fallbackReceivers: readonly AlertReceiver[];
  private readonly warned = new Set<string>();

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    Object.defineProperty(this, MONITORING, { value: true });
    const parent = scope as Neighbourhood;
    parent[BESIDE] = [...(parent[BESIDE] ?? []), this];
    validated(this, () => requireProps(props));
    this.hasStandardDashboards = props.standardDashboards ?? true;
    this.fallbackReceivers = validated(this, () =>
      requireFallback(props.fallbackReceivers ?? []),
    );
    const scrapeInterval = props.scrapeInterval ?? Duration.seconds(15);
    const metricRetention = {
      ...props.metricRetention,
      size: props.metricRetention?.size ?? Bytes.gibibytes(8),
    };
    const traceRetention = {
      ...props.traceRetention,
      time: props.traceRetention?.time ?? Duration.days(7),
      size: props.traceRetention?.size ?? Bytes.gibibytes(1),
    };
    const plan = validated(this, () =>
      buildPlan({
        profile: props.profile ?? "standard",
        components: props.components ?? {},
        metricRetention,
        traceRetention,
        ...(props.traces?.storage && { traceStorage: props.traces.storage }),
      }),
    );
    const logs = props.logs === undefined ? {} : props.logs;
    validated(this, () => requireLogProcessing(logs, plan));
    this.model = new MonitoringModel(this.node.path, {
      plan,
      logs,
      scrapeInterval,
      metricRetention,
      traceRetention,
      externalLabels: validated(this, () =>
        requireLabels("externalLabels", props.externalLabels ?? {}),
      ),
      defaultReceivers: props.defaultReceivers ?? [],
      ...(props.deadMan !== undefined && { deadMan: props.deadMan }),
    });
    this.declareOwnMonitoring(props);
    const ports = validated(this, () => props.platform.bind(this, plan));
    this.exporters = ports.exporters;
    const traces = props.traces ?? {};
    this.publish(ports, {
      scrapeInterval,
      externalLabels: props.externalLabels ?? {},
      traces,
    });
    this.node.addValidation({
      validate: () =>
        this.report([
          ...checkModel(this.model),
          ...traceProblems(this.model, traces),
          ...fallbackProblems(this.routingTree()),
          ...ports.validate(),
        ]),
    });
  }

  /**
   * Adds targets that Prometheus scrapes, beside those of services.
   *
   * @throws ValidationError for a malformed name, address or label
   */
  addScrapeJob(job: ScrapeJob): void {
    validated(this, () => requireScrapeJob("a scrape job", job));
    this.model.addScrapeJob(this.node.path, job);
  }

  /**
   * Who is told of an alert with these labels, when and how, or what keeps it from them; `describeRoute` puts it into words.
   * All that is declared up to now counts.
   */
  explainRoute(labels: Labels, options: ExplainOptions): RouteExplanation {
    validated(this, () => requireLabels("labels of an alert", labels));
    return explainRoute(this.routingTree(), labels, options);
  }

  /** The platform watches itself with the same means as everything else. */
  private declareOwnMonitoring(props: MonitoringProps): void {
    const { model } = this;
    const { path } = this.node;
    for (const job of selfScrapeJobs(model.plan)) {
      model.addScrapeJob(path, job);
    }
    const tuning = props.platformAlerts ?? {};
    const hasDashboards =
      this.hasStandardDashboards && isAvailable(model.plan, "grafana");
    const alerts = (): readonly RuleGroup[] => {
      const own = platformAlerts(
        model.plan,
        {
          logRetention: model.logRetention().default,
          ...(tuning !== false && tuning.thresholds),
        },
        hasDashboards,
      );
      return tuning === false
        ? own.filter(({ name }) => name === WATCHDOG_GROUP)
        : tuneAlerts(own, tuning);
    };
    validated(this, alerts);
    model.addRuleGroups(path, alerts);
    if (hasDashboards) {
      const content = (): StandardContent => ({
        plan: model.plan,
        services: model.services.map(({ value }) => value),
        slos: model.slos.map(({ value }) => value),
        logs: props.logs ?? {},
      });
      model.addRuleGroups(path, () => standardRecordings(content()));
      model.addDashboards(path, () => contentDashboards(content()));
    }
  }

  /** With what messages link to, as far as it is there. */
  private routingTree(): RoutingTree {
    const uids = new Set(this.model.dashboards().map(({ value }) => value.uid));
    return {
      ...withFallback(this.model.routingTree(), this.fallbackReceivers),
      serviceDashboards: SERVICE_DASHBOARDS.filter(({ uid }) => uids.has(uid)),
    };
  }

  private publish(
    ports: PlatformPorts,
    settings: {
      readonly scrapeInterval: Duration;
      readonly externalLabels: Labels;
      readonly traces: TraceProcessing;
    },
  ): void {
    const { model } = this;
    const { traces, ...scraping } = settings;
    ports.metrics.publish(() => ({
      ...scraping,
      evaluationInterval: scraping.scrapeInterval,
      retention: model.metricRetention(),
      jobs: model.scrapeJobs.map(({ value }) => value),
    }));
    ports.rules.publish(() => model.ruleGroups().map(({ value }) => value));
    ports.routing.publish(() => this.routingTree());
    ports.logs.publish(() => ({
      retention: model.logRetention(),
      sources: model.logs.map(({ value }) => value),
      processing: model.settings.logs ?? {},
      externalLabels: settings.externalLabels,
      tenants: model.logTenants(),
    }));
    ports.traces.publish(() => ({
      retention: model.settings.traceRetention,
      processing: traces,
    }));
    ports.dashboards.publish(() =>
      model.dashboards().map(({ value }) => value),
    );
  }

  /** Errors stop the synthesis; a warning is printed once however often the tree is validated. */
  private report(problems: readonly Problem[]): string[] {
    const { errors, warnings } = linesOf(problems);
    for (const text of warnings) {
      if (!this.warned.has(text)) {
        this.warned.add(text);
        Annotations.of(this).addWarning(text);
      }
    }
    return errors;
  }
}

/** What types promise of the properties, platform included. */
function requireProps(props: MonitoringProps): void {
  requireSettings(props);
  requireKind("platform of a monitoring platform", props.platform, "record");
  requireKind("bind of the platform", props.platform.bind, "function");
  requireTraceProcessing(props.traces ?? {});
  if (typeof props.platformAlerts !== "boolean") {
    const tuning = props.platformAlerts ?? {};
    requireShape("platformAlerts", tuning, { thresholds: "record?" });
  }
}
