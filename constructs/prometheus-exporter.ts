import { Construct } from "constructs";
import type { Dashboard } from "../lib/domain/dashboard/model";
import { validateDashboard } from "../lib/domain/dashboard/validate";
import { tuneAlerts, type AlertTuning } from "../lib/domain/rules/override";
import { withoutDashboardLinks } from "../lib/domain/rules/links";
import type { RuleGroup } from "../lib/domain/rules/rule";
import { requireKind, requireOptions, requireShape } from "../lib/domain/shape";
import type {
  ExporterScope,
  ExporterSpec,
} from "../lib/domain/telemetry/exporter";
import {
  exporterJob,
  requireExporterSpec,
  requireFreeJob,
} from "../lib/domain/telemetry/exporter-input";
import { isAvailable } from "../lib/domain/telemetry/plan";
import type { Duration } from "../lib/domain/units";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";

export interface PrometheusExporterProps {
  /** The program and what is worth knowing about its metrics, such as `nginxExporter({ statusUrl })`. */
  readonly exporter: ExporterSpec;
  /**
   * Its scrape job, and the name under which the other containers find it: at most 63 lower-case letters, digits and "-".
   * @default - the construct's id
   */
  readonly name?: string;
  /**
   * Who owns what it watches; the label `team` of its series and alerts, which decides their route.
   * @default - none
   */
  readonly team?: string;
  /**
   * Time between two scrapes.
   * @default - the interval of the platform
   */
  readonly interval?: Duration;
  /**
   * `host:port` of an exporter that runs elsewhere already, as Prometheus reaches it. No container is made then.
   * @default - it runs on the platform
   */
  readonly address?: string;
  /**
   * Changes to its alerts by their names; `false` leaves them out, and keeps what is recorded for its dashboards.
   * @default - all, as they are
   */
  readonly alerts?: false | AlertTuning;
  /**
   * Whether to make its dashboards.
   * @default - whether the platform has Grafana and makes its standard dashboards
   */
  readonly dashboards?: boolean;
  /** @default - the nearest Monitoring */
  readonly monitoring?: Monitoring;
}

const PROPS: readonly (keyof PrometheusExporterProps)[] = [
  "exporter",
  "name",
  "team",
  "interval",
  "address",
  "alerts",
  "dashboards",
  "monitoring",
];

/** An exporter with all that follows from it: container, scrape job, alerts and dashboards. */
export class PrometheusExporter extends Construct {
  /** Its scrape job, and the name under which the other containers find it. */
  readonly job: string;
  readonly team: string | undefined;

  /**
   * @throws ValidationError for a malformed name, team, address, interval or spec, for an override of an alert that the
   *   exporter does not have, and for a container that the platform cannot run
   */
  constructor(scope: Construct, id: string, props: PrometheusExporterProps) {
    super(scope, id);
    validated(this, () => requireOptions("a PrometheusExporter", props, PROPS));
    const monitoring = Monitoring.choose(this, props.monitoring);
    const { model } = monitoring;
    const { exporter, alerts, dashboards: _, monitoring: __, ...use } = props;
    const job = validated(this, () => {
      requireShape("a PrometheusExporter", props, { dashboards: "flag?" });
      requireExporterSpec(exporter);
      // A name that was forgotten must not become another one.
      const name = "name" in props ? props.name : id;
      const made = exporterJob(exporter, { ...use, name });
      requireFreeJob(made.name, model.scrapeJobs);
      return made;
    });
    this.job = job.name;
    this.team = props.team;
    const about: ExporterScope = { job: this.job, team: this.team };
    const shown = this.makeDashboards(monitoring, props, about);
    const groups = validated(this, () => {
      const tuned = chosenRules(exporter.alerts(about), alerts);
      return shown.length === 0 ? withoutDashboardLinks(tuned) : tuned;
    });
    if (props.address === undefined) {
      validated(this, () =>
        monitoring.exporters.run(this, this.job, exporter.container),
      );
    }
    const { path } = this.node;
    model.addScrapeJob(path, job);
    model.addRuleGroups(path, () => groups);
    for (const dashboard of shown) {
      model.addDashboard(path, () => dashboard);
    }
  }

  private makeDashboards(
    { hasStandardDashboards, model }: Monitoring,
    { exporter, dashboards }: PrometheusExporterProps,
    about: ExporterScope,
  ): readonly Dashboard[] {
    const usual = hasStandardDashboards && isAvailable(model.plan, "grafana");
    if (!(dashboards ?? usual)) {
      return [];
    }
    model.requireComponent(this.node.path, {
      component: "grafana",
      feature: `dashboards of exporter "${about.job}"`,
    });
    return validated(this, () => {
      const made = exporter.dashboards(about);
      requireKind("dashboards of the exporter", made, "list");
      made.forEach(validateDashboard);
      return made;
    });
  }
}

function chosenRules(
  groups: readonly RuleGroup[],
  tuning: false | AlertTuning = {},
): readonly RuleGroup[] {
  if (tuning !== false) {
    return tuneAlerts(groups, tuning);
  }
  return tuneAlerts(groups, {
    exclude: groups.flatMap(({ rules }) =>
      rules.flatMap((rule) => (rule.kind === "alert" ? [rule.alert] : [])),
    ),
  });
}
