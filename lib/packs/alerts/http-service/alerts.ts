import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { serviceDashboardUid } from "../../dashboards/service/dashboard";
import { packAlerts, type PackAlert } from "../priority";
import {
  httpServiceSettings,
  type HttpServiceAlertOptions,
  type HttpServiceSettings,
} from "./options";
import { HTTP_METRIC, httpServiceRecordings } from "./recordings";
import { trafficAlerts } from "./traffic";

/**
 * Alerts about the requests of one service: how many fail, how long they take, whether as many come as usual, and whether
 * it answers at all.
 *
 * @throws InvalidInputError for thresholds in the wrong order
 */
export function httpServiceAlerts(
  options: HttpServiceAlertOptions,
): readonly RuleGroup[] {
  const settings = httpServiceSettings(options);
  const { service, team, runbookUrl } = settings;
  const alert = packAlerts({
    service,
    team,
    runbookUrl,
    dashboardUid: serviceDashboardUid(service),
  });
  return [
    {
      name: `http-service-${service}`,
      engine: "prometheus",
      rules: [
        ...httpServiceRecordings(settings),
        ...errorAlerts(alert, settings),
        ...latencyAlerts(alert, settings),
        ...trafficAlerts(alert, settings),
        ...saturationAlerts(alert, settings),
        ...absenceAlerts(alert, settings),
      ],
    },
  ];
}

/** Bridges the time until a worse alert fires, and short lulls. */
const KEEP = Duration.minutes(5);

/**
 * The worst grade looks at 2 minutes, to fire within seconds when all requests fail; that the 5 minutes are bad too keeps a
 * blip from paging. The second grade is silent where the worst one fires, and the worst mutes the third by its severity.
 */
function errorAlerts(
  alert: PackAlert,
  { service, limits }: HttpServiceSettings,
): readonly AlertRule[] {
  const { errorRatioP1, errorRatioP2, errorRatioP3, minimumRate } = limits;
  const job = `{job="${service}"}`;
  const ratio = `${HTTP_METRIC.errorRatio}${job}`;
  const fast = `${HTTP_METRIC.errorRatioFast}${job}`;
  const enough = `and ${HTTP_METRIC.rate}${job} > ${minimumRate}`;
  const description = (window: string): string =>
    `{{ $value | humanizePercentage }} of the requests to ${service} failed within ${window}.`;
  return [
    alert("P1", {
      alert: "HttpErrorRatioSevere",
      expr: `${fast} > ${errorRatioP1} and ${ratio} > ${errorRatioP2} ${enough}`,
      keepFiringFor: KEEP,
      summary: `Many requests to ${service} fail.`,
      description: description("2 minutes"),
    }),
    alert("P2", {
      alert: "HttpErrorRatioHigh",
      expr: `${ratio} > ${errorRatioP2} ${enough} unless ${fast} > ${errorRatioP1}`,
      for: Duration.minutes(3),
      keepFiringFor: KEEP,
      summary: `Requests to ${service} fail.`,
      description: description("5 minutes"),
    }),
    alert("P3", {
      alert: "HttpErrorRatioElevated",
      expr: `${ratio} > ${errorRatioP3} ${enough}`,
      for: Duration.minutes(5),
      summary: `Some requests to ${service} fail.`,
      description: description("5 minutes"),
    }),
  ];
}

/** Requests that fail after a timeout are slow too: while errors page, the two grades that page are silent. */
function latencyAlerts(
  alert: PackAlert,
  { service, limits }: HttpServiceSettings,
): readonly AlertRule[] {
  const job = `{job="${service}"}`;
  const latency = `${HTTP_METRIC.latency}${job}`;
  const enough = `and ${HTTP_METRIC.rate}${job} > ${limits.minimumRate}`;
  const failing = `unless ${HTTP_METRIC.errorRatio}${job} > ${limits.errorRatioP2}`;
  const p1 = limits.latencyP1.toSeconds();
  const p2 = limits.latencyP2.toSeconds();
  const p3 = limits.latencyP3.toSeconds();
  const description = `5 % of the requests to ${service} take longer than {{ $value | humanizeDuration }}.`;
  return [
    alert("P1", {
      alert: "HttpLatencySevere",
      expr: `${latency} > ${p1} ${enough} ${failing}`,
      // A stall of 15 seconds is 5 % of 5 minutes, and slow until it is past: who waits longer is only told later.
      for: Duration.seconds(15),
      keepFiringFor: KEEP,
      summary: `${service} answers far too slowly.`,
      description,
    }),
    alert("P2", {
      alert: "HttpLatencyHigh",
      expr: `${latency} > ${p2} <= ${p1} ${enough} ${failing}`,
      for: Duration.minutes(3),
      keepFiringFor: KEEP,
      summary: `${service} answers too slowly.`,
      description,
    }),
    alert("P3", {
      alert: "HttpLatencyElevated",
      expr: `${latency} > ${p3} ${enough}`,
      for: Duration.minutes(5),
      summary: `${service} answers slowly.`,
      description,
    }),
  ];
}

function saturationAlerts(
  alert: PackAlert,
  { service, metrics, limits }: HttpServiceSettings,
): readonly AlertRule[] {
  const job = `{job="${service}"}`;
  return [
    alert("P3", {
      alert: "HttpServiceSaturated",
      expr: `sum by (job, instance) (${metrics.inFlight}${job}) > ${limits.inFlight}`,
      for: Duration.minutes(5),
      summary: `An instance of ${service} has more requests than it can answer.`,
      description: `{{ $labels.instance }} has been answering {{ $value | humanize }} requests at the same time, for 5 minutes; it is meant for ${limits.inFlight}.`,
    }),
    alert("P3", {
      alert: "HttpServiceOpenFilesHigh",
      expr: `process_open_fds${job} / process_max_fds${job} > ${limits.openFilesRatio}`,
      for: Duration.minutes(10),
      summary: `An instance of ${service} can soon open no more files and connections.`,
      description:
        "{{ $labels.instance }} has {{ $value | humanizePercentage }} of the file descriptors open that it may have.",
    }),
  ];
}

function absenceAlerts(
  alert: PackAlert,
  { service, metrics, limits }: HttpServiceSettings,
): readonly AlertRule[] {
  const job = `{job="${service}"}`;
  const requests = `${metrics.requests}${job}`;
  // What is deployed for the first time, alone or with Prometheus, may take some minutes until it answers.
  const answeredOrOld = `max by (job) (max_over_time(up${job}[5m])) == 1 or count by (job) (up${job} offset 5m)`;
  return [
    alert("P1", {
      alert: "HttpServiceDown",
      expr: `max by (job) (up${job}) == 0 and (${answeredOrOld}) or absent(up${job}) and on () count(up offset 5m)`,
      for: limits.downFor,
      summary: `No instance of ${service} answers.`,
      description: `Prometheus could not read the metrics of any instance of ${service} for ${limits.downFor.toPrometheus()}, or knows none.`,
    }),
    alert("P3", {
      alert: "HttpMetricsAbsent",
      // A service that has not had its first request yet has no such series either.
      expr: `count by (job) (present_over_time(${requests}[1h] offset 15m)) unless count by (job) (present_over_time(${requests}[15m])) and max by (job) (up${job}) == 1`,
      summary: `${service} tells nothing of its requests any more.`,
      description: `${service} answers the scrapes, but its {{ $value }} series of ${metrics.requests} have been missing for 15 minutes; alerts about its requests cannot fire.`,
    }),
  ];
}
