import { Construct } from "constructs";
import type { Labels } from "../lib/domain/names";
import { requireReadable } from "../lib/domain/logs/files";
import type { LogSource } from "../lib/domain/logs/source";
import { withoutDashboardLinks } from "../lib/domain/rules/links";
import { isAvailable } from "../lib/domain/telemetry/plan";
import type { MetricSpec } from "../lib/domain/telemetry/scrape";
import {
  createScrapeJob,
  createService,
  requireServiceLabels,
  type Service as ServiceModel,
} from "../lib/domain/telemetry/service";
import type { Duration } from "../lib/domain/units";
import { serviceDashboard } from "../lib/packs/dashboards/service/dashboard";
import {
  requireKit,
  requireKitAlerts,
  type Kit,
  type KitAlerts,
  type KitName,
} from "../lib/packs/exporters/kit";
import { serviceMetrics } from "../lib/packs/exporters/service";
import { InvalidInputError } from "../lib/domain/problem";
import { requireOptions, requireShape } from "../lib/domain/shape";
import { typeOf } from "../lib/domain/shown";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";

/** Where a service tells its metrics, and which. */
export interface ServiceMetrics {
  readonly port: number;
  /** @default "/metrics" */
  readonly path?: string;
  /**
   * Host or container name under which Prometheus reaches the service.
   * @default - the service's name
   */
  readonly host?: string;
  /** @default "http" */
  readonly scheme?: "http" | "https";
  /**
   * Time between two scrapes.
   * @default - the interval of the platform
   */
  readonly interval?: Duration;
  /**
   * Metrics that the service exposes beside the conventional ones (`http_requests_total`,
   * `http_request_duration_seconds` and those of the process and the language's runtime). Rules and panels may use no
   * others of this service, so that a typing error is found.
   * @default []
   */
  readonly provides?: readonly MetricSpec[];
}

export interface ServiceOptions {
  /**
   * What the service is instrumented with. `node`, the package `@cdktf-observability/node`, brings its scrape job (port
   * 9464), the log lines of the container of its name, alerts about requests and runtime, and their dashboards; `metrics`
   * and `logs` replace what they name.
   * @default - none
   */
  readonly kit?: KitName;
  /**
   * Changes to the alerts that the kit brings; false leaves them out.
   * @default {}
   */
  readonly kitAlerts?: false | KitAlerts;
  /**
   * Who owns it; the label `team` of its alerts, which decides their route.
   * @default - none
   */
  readonly team?: string;
  /**
   * Its scrape job, which has the service's name.
   * @default - not scraped
   */
  readonly metrics?: ServiceMetrics;
  /**
   * Where its log lines come from.
   * @default - none collected
   */
  readonly logs?: LogSource;
  /**
   * Requests per second in usual hours; warns of objectives that so few requests cannot measure.
   * @default - unknown
   */
  readonly expectedRequestsPerSecond?: number;
  /**
   * Labels added to all its series.
   * @default {}
   */
  readonly labels?: Labels;
}

export interface ServiceProps extends ServiceOptions {
  /**
   * Lower-case name; also the scrape job and the label `service`.
   * @default - the construct's id
   */
  readonly serviceName?: string;
  /** @default - the nearest Monitoring */
  readonly monitoring?: Monitoring;
}

const PROPS: readonly (keyof ServiceProps)[] = [
  ...(["serviceName", "kit", "kitAlerts", "team", "metrics", "logs"] as const),
  ...(["expectedRequestsPerSecond", "labels", "monitoring"] as const),
];

/** Something that people or programs use, owned by a team: scraped, logged, shown on a dashboard of its own. */
export class Service extends Construct {
  /** Lower-case name; also the scrape job and the label `service`. */
  readonly serviceName: string;
  readonly team: string | undefined;
  /** What other constructs need to know of it. */
  readonly model: ServiceModel;

  /**
   * @throws ValidationError for an unknown option, and a malformed name, host, port, path, label or metric
   */
  constructor(scope: Construct, id: string, props: ServiceProps = {}) {
    super(scope, id);
    validated(this, () => requireOptions("a Service", props, PROPS));
    const monitoring = Monitoring.choose(this, props.monitoring);
    const { path } = this.node;
    // A name that was forgotten must not become another one.
    const name = "serviceName" in props ? props.serviceName : id;
    const { model } = monitoring;
    const kit = validated(this, () => kitOf(name, props));
    const { labels, monitoring: _, kit: _kit, kitAlerts, ...options } = props;
    // What nobody asked for by name is there where the platform can take it.
    const takesLogs =
      isAvailable(model.plan, "loki") &&
      isAvailable(model.plan, "otel-collector");
    const {
      metrics = kit && { port: kit.port },
      logs = takesLogs ? kit?.logs({ name }) : undefined,
    } = props;
    validated(this, () => {
      if (metrics !== undefined) {
        requireShape(`metrics of service "${name}"`, metrics, {
          provides: "list?",
        });
        requireOptions(`metrics of service "${name}"`, metrics, [
          ...["port", "path", "host", "scheme", "interval", "provides"],
        ]);
      }
      requireServiceLabels(name, labels ?? {});
    });
    const provided =
      metrics === undefined
        ? []
        : [...serviceMetrics, ...(metrics.provides ?? [])];
    this.model = validated(this, () =>
      createService({
        ...options,
        name,
        metrics: provided,
        ...(logs !== undefined && { logs }),
      }),
    );
    this.serviceName = this.model.name;
    this.team = this.model.team;
    model.addService(path, this.model);
    if (metrics !== undefined) {
      const job = validated(this, () =>
        createScrapeJob(this.model, { ...metrics, labels: labels ?? {} }),
      );
      model.addScrapeJob(path, job);
    }
    if (logs !== undefined) {
      validated(this, () => requireReadable(model.plan, logs));
      model.addLogs(path, { service: this.serviceName, source: logs });
      for (const component of ["loki", "otel-collector"] as const) {
        const feature = `logs of service "${this.serviceName}"`;
        model.requireComponent(path, { component, feature });
      }
    }
    if (
      monitoring.hasStandardDashboards &&
      isAvailable(model.plan, "grafana") &&
      (metrics !== undefined || logs !== undefined)
    ) {
      model.addDashboard(path, () => serviceDashboard(this.model, model.plan));
    }
    if (kit !== undefined) {
      this.addContent(kit, kitAlerts ?? {}, monitoring);
    }
  }

  private addContent(
    kit: Kit,
    tuning: false | KitAlerts,
    { hasStandardDashboards, model }: Monitoring,
  ): void {
    const { path } = this.node;
    // The dashboard about the runtime shows what the rules record.
    if (tuning === false) {
      return;
    }
    const shown = hasStandardDashboards && isAvailable(model.plan, "grafana");
    const groups = validated(this, () => {
      const tuned = kit.alerts(this.model, tuning);
      return shown ? tuned : withoutDashboardLinks(tuned);
    });
    model.addRuleGroups(path, () => groups);
    if (shown) {
      for (const dashboard of kit.dashboards(this.model, tuning)) {
        model.addDashboard(path, () => dashboard);
      }
    }
  }
}

function kitOf(
  name: string,
  { kit, kitAlerts }: ServiceOptions,
): Kit | undefined {
  const what = `kitAlerts of service "${name}"`;
  if (kit === undefined) {
    if (kitAlerts !== undefined) {
      throw new InvalidInputError(
        "service-kit-alerts",
        `${what} must come with a kit, got no kit; add kit: "node", or an AlertPack for alerts of a service without one`,
      );
    }
    return undefined;
  }
  if (kitAlerts !== undefined && kitAlerts !== false) {
    requireKitAlerts(what, kitAlerts);
  }
  return requireKit(`kit of service "${name}"`, kit);
}

/** What is no object stays what it is, for `Service` to tell of. */
export function withName(
  serviceName: string,
  options: ServiceOptions,
): ServiceProps {
  return typeOf(options) === "an object"
    ? { ...options, serviceName }
    : options;
}

/** @throws InvalidInputError for anything else, such as the name of a service */
export function requireService(what: string, value: unknown): void {
  if (!(value instanceof Service)) {
    throw new InvalidInputError(
      "service-wrong",
      `${what} must be a Service, got ${typeOf(value)}; pass what stack.addService returned`,
    );
  }
}
