import { Construct } from "constructs";
import { slug } from "../lib/domain/names";
import { tuneAlerts, type AlertTuning } from "../lib/domain/rules/override";
import type { AlertRule, RuleGroup } from "../lib/domain/rules/rule";
import {
  requireNames,
  requireOptions,
  requireShape,
} from "../lib/domain/shape";
import { PORT } from "../lib/domain/telemetry/addresses";
import { isAvailable } from "../lib/domain/telemetry/plan";
import type { ScrapeJob } from "../lib/domain/telemetry/scrape";
import { requireScrapeJob } from "../lib/domain/telemetry/scrape-input";
import {
  requireModule,
  requireProbeInterval,
  requireProbeTargets,
  type ProbeModule,
} from "../lib/domain/telemetry/scrape-probe";
import type { Duration } from "../lib/domain/units";
import { blackboxAlerts } from "../lib/packs/alerts/blackbox/alerts";
import type { BlackboxThresholds } from "../lib/packs/alerts/blackbox/options";
import { blackboxMetrics } from "../lib/packs/exporters/blackbox";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";
import { requireService, type Service } from "./service";

/** Changes to the alerts of a probe. */
export interface ProbeAlertTuning extends AlertTuning {
  /**
   * What is too slow, too late or too often.
   * @default {}
   */
  readonly thresholds?: BlackboxThresholds;
}

export interface ProbeProps {
  /**
   * What is asked: URLs, or `host:port` with a module of TCP. They are reached from the prober, so names of containers on
   * its network will do.
   */
  readonly targets: readonly string[];
  /**
   * How it is asked: `http_2xx` for a page that must answer with 200 to 299 at once, `http_2xx_redirects` for one that may
   * redirect, `tcp_connect` for a connection, `tcp_tls` for one with TLS, `tls_certificate` for
   * one with TLS whatever the certificate, or a module of `extraConfig` of the blackbox exporter.
   * @default "http_2xx"
   */
  readonly module?: ProbeModule | (string & {});
  /**
   * Time between two probes, at most 2 minutes.
   * @default - the interval of the platform
   */
  readonly interval?: Duration;
  /**
   * The service that answers; the label `service` of series and alerts. With it, the page of a service that is down mutes
   * those of its probe; without it both page.
   * @default - none; the label `service` of the alerts is the name of the job
   */
  readonly service?: Service;
  /**
   * Who is told; the label `team` of series and alerts.
   * @default - that of the service
   */
  readonly team?: string;
  /**
   * Changes to the alerts; `false` for none.
   * @default - all, as they are
   */
  readonly alerts?: false | ProbeAlertTuning;
  /** @default - the nearest Monitoring */
  readonly monitoring?: Monitoring;
}

/**
 * Asks addresses over the network whether they answer, through the blackbox exporter of the platform: as a scrape job, with
 * alerts about what does not answer, not as expected, not in time, or soon not any more, and on the dashboard "Probes".
 */
export class Probe extends Construct {
  /** Scrape job of the probes, `probe-` and the construct's id in lower case. */
  readonly jobName: string;

  /**
   * @throws ValidationError for addresses that do not fit the module, for a module that the prober does not have, and for
   *   an alert or threshold that does not exist
   */
  constructor(scope: Construct, id: string, props: ProbeProps) {
    super(scope, id);
    validated(this, () => requireProps(props));
    const monitoring = Monitoring.choose(this, props.monitoring);
    const { model } = monitoring;
    const { path } = this.node;
    this.jobName = `probe-${slug(id)}`;
    const job = validated(this, () => {
      requireModule("module of a Probe", props.module ?? MODULE, model.plan);
      return jobOf(this.jobName, props);
    });
    const groups = validated(this, () => alertsOf(this.jobName, props));
    model.requireComponent(path, {
      component: PROBER,
      feature: `probe "${id}"`,
    });
    // One message is enough for a platform that has no prober.
    if (isAvailable(model.plan, PROBER)) {
      const hasDashboard =
        monitoring.hasStandardDashboards &&
        model.plan[PROBER].kind === "deployed";
      model.addScrapeJob(path, job);
      model.addRuleGroups(path, () =>
        hasDashboard ? groups : groups.map(withoutDashboard),
      );
    }
  }
}

const PROBER = "blackbox-exporter";
const MODULE: ProbeModule = "http_2xx";

function requireProps(props: ProbeProps): void {
  const shape = {
    targets: "texts",
    module: "text?",
    interval: "duration?",
    team: "text?",
  } as const;
  requireOptions("a Probe", props, [
    ...Object.keys(shape),
    ...["service", "alerts", "monitoring"],
  ]);
  requireShape("a Probe", props, shape);
  const { targets, module = MODULE, interval, service } = props;
  requireProbeTargets("targets of a Probe", targets, module);
  requireProbeInterval("interval of a Probe", interval);
  if (service !== undefined) {
    requireService("service of a Probe", service);
  }
  if (props.alerts !== undefined && props.alerts !== false) {
    requireNames("alerts of a Probe", props.alerts, [
      "thresholds",
      "overrides",
      "exclude",
    ]);
  }
}

/** Service and team of a probe, as far as it has them. */
function ownersOf({ service, team = service?.team }: ProbeProps) {
  return {
    ...(service !== undefined && { service: service.serviceName }),
    ...(team !== undefined && { team }),
  };
}

function jobOf(name: string, props: ProbeProps): ScrapeJob {
  const { targets, module = MODULE, interval } = props;
  const job: ScrapeJob = {
    name,
    targets: targets.map((target) => ({ kind: "probed", target })),
    ...(interval !== undefined && { interval }),
    labels: ownersOf(props),
    params: { module: [module] },
    probe: { component: PROBER, port: PORT.blackboxExporter },
    metrics: blackboxMetrics,
  };
  requireScrapeJob("a Probe", job);
  return job;
}

function alertsOf(job: string, props: ProbeProps): readonly RuleGroup[] {
  const { alerts = {} } = props;
  if (alerts === false) {
    return [];
  }
  const { thresholds, ...tuning } = alerts;
  return tuneAlerts(
    blackboxAlerts({
      job,
      ...ownersOf(props),
      ...(thresholds !== undefined && { thresholds }),
    }),
    tuning,
  );
}

/** Where the dashboard of probes is not made, there is none to link to. */
function withoutDashboard(group: RuleGroup): RuleGroup {
  return {
    ...group,
    rules: group.rules.map((rule) => {
      if (rule.kind !== "alert") {
        return rule;
      }
      const { dashboardUid: _, ...rest }: AlertRule = rule;
      return rest;
    }),
  };
}
