import { quoteLabelValue } from "../../../domain/promql/expr";
import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { serviceDashboardUid } from "../../dashboards/service/dashboard";
import { packAlerts, type PackAlert } from "../priority";
import {
  releaseSettings,
  type ReleaseAlertOptions,
  type ReleaseSettings,
} from "./options";
import { releaseRecordings, releaseSeries } from "./recordings";

/**
 * Alerts about the deployments of one service: what they made worse, whether they were taken back or got stuck, and
 * whether there are too many or too few. None of them pages; what customers notice pages by the alerts of the service.
 *
 * @throws InvalidInputError for options that are unknown or malformed
 */
export function releaseAlerts(
  options: ReleaseAlertOptions,
): readonly RuleGroup[] {
  const settings = releaseSettings(options);
  const { service, team, runbookUrl } = settings;
  const alert = packAlerts({
    service,
    team,
    runbookUrl,
    dashboardUid: serviceDashboardUid(service),
  });
  return [
    {
      name: `release-${service}`,
      engine: "prometheus",
      rules: [
        ...releaseRecordings(settings),
        ...comparisons(alert, settings),
        ...health(alert, settings),
        ...history(alert, settings),
      ],
    },
  ];
}

const VERSION = "{{ $labels.version }}";

/** The deployment was not long ago. */
function recent({ service, limits }: ReleaseSettings): string {
  return `time() - max(${releaseSeries(service).deployed}) < ${limits.watchFor.toSeconds()}`;
}

/** A value without labels gets those of the last deployment. */
function ofDeployment({ service }: ReleaseSettings, value: string): string {
  return `0 * ${releaseSeries(service).deployed} + on () group_left () (${value})`;
}

/** Requests after the deployment against the hour before it. */
function comparisons(
  alert: PackAlert,
  settings: ReleaseSettings,
): readonly AlertRule[] {
  const { service, limits } = settings;
  const { errorsBefore, latencyBefore } = releaseSeries(service);
  const errors = `max(${settings.errorRatio})`;
  const latency = `max(${settings.latency})`;
  const conditions = `and on () ${recent(settings)} and on () max(${settings.requests}) > ${limits.minimumRate}`;
  return [
    alert("P3", {
      alert: "ReleaseErrorsRaised",
      expr: `${ofDeployment(settings, `${errors} - max(${errorsBefore})`)} > ${limits.errorRiseRatio} and on () ${errors} > ${limits.errorFactor} * max(${errorsBefore}) ${conditions}`,
      for: Duration.minutes(3),
      summary: `More requests to ${service} fail since its deployment.`,
      description: `Since version ${VERSION} of ${service} was deployed, {{ $value | humanizePercentage }} more of the requests fail than in the hour before.`,
    }),
    alert("P3", {
      alert: "ReleaseLatencyRaised",
      expr: `${ofDeployment(settings, `${latency} / max(${latencyBefore} > 0)`)} > ${limits.latencyFactor} and on () ${latency} - max(${latencyBefore}) > ${limits.latencyRise.toSeconds()} ${conditions}`,
      for: Duration.minutes(3),
      summary: `${service} has answered more slowly since its deployment.`,
      description: `Since version ${VERSION} of ${service} was deployed, requests take {{ $value | humanize }} times as long as in the hour before.`,
    }),
  ];
}

/** Whether the new version runs, and everywhere. */
function health(
  alert: PackAlert,
  settings: ReleaseSettings,
): readonly AlertRule[] {
  const { service, limits } = settings;
  const { instances, deployed, instancesBefore } = releaseSeries(service);
  const job = `{job=${quoteLabelValue(service)}}`;
  const up = `sum(up${job})`;
  return [
    alert("P3", {
      alert: "ReleaseCrashLooping",
      expr: `${ofDeployment(settings, `max(changes(process_start_time_seconds${job}[15m]))`)} > ${limits.restarts} and on () ${recent(settings)}`,
      summary: `${service} starts again and again since its deployment.`,
      description: `An instance of ${service} has started {{ $value | humanize }} times within 15 minutes since version ${VERSION} was deployed.`,
    }),
    alert("P3", {
      alert: "ReleaseInstancesLost",
      // When none answers, another alert pages.
      expr: `${ofDeployment(settings, `max(${instancesBefore}) - ${up}`)} > 0 and on () ${up} > 0 and on () ${recent(settings)}`,
      for: Duration.minutes(5),
      summary: `Fewer instances of ${service} answer than before its deployment.`,
      description: `{{ $value | humanize }} instances of ${service} have been missing since version ${VERSION} was deployed.`,
    }),
    alert("P3", {
      alert: "ReleaseIncomplete",
      expr: `sum(${instances} unless on (version) ${deployed}) > 0 and on () (${instances} and on (version) ${deployed}) and on () time() - max(${deployed}) > ${limits.rolloutWithin.toSeconds()}`,
      summary: `Not all instances of ${service} have the new version.`,
      description: `{{ $value | humanize }} instances of ${service} still run another version than the one deployed last, after more than ${limits.rolloutWithin.toPrometheus()}.`,
    }),
  ];
}

/** What became of the last deployments. */
function history(
  alert: PackAlert,
  settings: ReleaseSettings,
): readonly AlertRule[] {
  const { service, limits } = settings;
  const { instances, deployment, rollback, deployed } = releaseSeries(service);
  const told = limits.rollbackToldFor.toPrometheus();
  // The new version is gone and the one before has never been away.
  const givenUp = `${instances} unless on (version) ${deployed} unless on () (${instances} and on (version) ${deployed}) and on () time() - max(${deployed}) < ${limits.rollbackToldFor.toSeconds()}`;
  return [
    alert("P3", {
      alert: "ReleaseRolledBack",
      expr: `count_over_time(${rollback}[${told}]) > 0 or on (version) (${givenUp})`,
      summary: `A deployment of ${service} was taken back.`,
      description: `${service} runs version ${VERSION} again, which is older than one deployed after it.`,
    }),
    alert("P4", {
      alert: "ReleasesTooFrequent",
      expr: `sum(count_over_time(${deployment}[1h])) > ${limits.deploymentsPerHour}`,
      summary: `${service} is deployed too often.`,
      description: `${service} has been deployed {{ $value | humanize }} times within an hour; what one of them broke is hard to tell.`,
    }),
    alert("P4", {
      alert: "ReleaseOverdue",
      expr: `time() - max(${deployed}) > ${limits.deploymentEvery.toSeconds()}`,
      summary: `${service} has not been deployed for long.`,
      description: `The last deployment of ${service} was {{ $value | humanizeDuration }} ago; corrections of what it is made of are missing.`,
    }),
  ];
}
