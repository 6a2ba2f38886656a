import { DEPLOYED_METRIC } from "../../../domain/dashboard/annotations";
import { quoteLabelValue, withRange } from "../../../domain/promql/expr";
import { Rules } from "../../../domain/rules/build";
import type { RecordingRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { ReleaseSettings } from "./options";

/** Names of the recorded series. All have the label `service`, those about versions also `version`. */
export const RELEASE_METRIC = {
  /** Instances that told of the version within 3 minutes, so that a start or a failed scrape is no gap. */
  instances: "service:version_instances:count",
  /** One sample for each deployment. */
  deployment: "service:deployment:event",
  /** One sample for each deployment of a version that had run before, within a day. */
  rollback: "service:rollback:event",
  /** Unix time of the last deployment and its version. */
  deployed: DEPLOYED_METRIC,
  /** Versions that ran when any was last heard of. */
  known: "service:version_known:count",
  /** What there was before the last deployment. */
  errorsBefore: "service:error_ratio_before_deployment:avg1h",
  latencyBefore: "service:latency_before_deployment:avg1h",
  instancesBefore: "service:instances_before_deployment:sum",
} as const;

/** How long the last deployment is remembered while Prometheus is away. */
const MEMORY = "1d";

/** Time before a deployment that it is compared with, and the last minutes of it that may be part of the deployment. */
const BEFORE = Duration.hours(1);
const MARGIN = "5m";

/** The recorded series of a service. */
export function releaseSeries(service: string) {
  const of = `{service=${quoteLabelValue(service)}}`;
  const names = Object.entries(RELEASE_METRIC);
  return Object.fromEntries(
    names.map(([key, name]) => [key, `${name}${of}`]),
  ) as Readonly<Record<keyof typeof RELEASE_METRIC, string>>;
}

/**
 * A deployment is a version that no instance had when the service was last heard of, and that is not the one deployed
 * last. So a start of all instances, and one that comes back, is none, nor is the first version ever seen. The order
 * matters: what was known at the evaluation before is read first and renewed last.
 */
export function releaseRecordings(
  settings: ReleaseSettings,
): readonly RecordingRule[] {
  const { service, errorRatio, latency } = settings;
  const { instances, deployment, deployed, known, ...before } =
    releaseSeries(service);
  const job = `{job=${quoteLabelValue(service)}}`;
  const lastHour = (selector: string): string =>
    `max(avg_over_time(${withRange(selector, BEFORE)} offset ${MARGIN}))`;
  // Taken at the deployment and handed on from then.
  const keep = (now: string, series: string): string =>
    `(${now} and on () ${deployment}) or max(last_over_time(${series}[${MEMORY}]))`;
  const rules: readonly (readonly [keyof typeof RELEASE_METRIC, string])[] = [
    ["instances", `count by (version) (${versions(settings)})`],
    [
      "deployment",
      `group by (version) (${instances} unless on (version) (${known} or ${deployed}) and on () ${known})`,
    ],
    [
      "rollback",
      `${deployment} and on (version) present_over_time(${instances}[${MEMORY}] offset ${MARGIN})`,
    ],
    [
      "deployed",
      `topk(1, ${deployment} * time() or last_over_time(${deployed}[${MEMORY}]))`,
    ],
    ["known", `${instances} or (${known} unless on () ${instances})`],
    [
      "errorsBefore",
      keep(`(${lastHour(errorRatio)} or vector(0))`, before.errorsBefore),
    ],
    ["latencyBefore", keep(lastHour(latency), before.latencyBefore)],
    [
      "instancesBefore",
      keep(`sum(up${job} offset ${MARGIN})`, before.instancesBefore),
    ],
  ];
  return rules.map(([key, expr]) =>
    Rules.record({ record: RELEASE_METRIC[key], expr, labels: { service } }),
  );
}

/** One series for each instance, with the label `version`. */
function versions({ service, info, versionLabel }: ReleaseSettings): string {
  const told = `last_over_time(${info}{job=${quoteLabelValue(service)}}[3m])`;
  return versionLabel === "version"
    ? told
    : `label_replace(${told}, "version", "$1", "${versionLabel}", "(.+)")`;
}
