import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { nginxDashboardUid } from "../../dashboards/nginx/uid";
import { packAlerts, type PackAlert } from "../priority";
import {
  nginxSettings,
  type NginxAlertOptions,
  type NginxAlertSettings,
} from "./options";
import { NGINX_METRIC, nginxRecordings } from "./recordings";

/**
 * Alerts about one nginx, from its page `stub_status`: whether it answers, whether it has room for connections, how long
 * requests stay in it, and whether any come. What answers they get stands in its access log only.
 *
 * @throws InvalidInputError for an unknown name, and for a value out of its range
 */
export function nginxAlerts(
  options: NginxAlertOptions = {},
): readonly RuleGroup[] {
  const settings = nginxSettings(options);
  const { job, team, runbookUrl } = settings;
  const alert = packAlerts({
    service: job,
    team,
    runbookUrl,
    dashboardUid: nginxDashboardUid(job),
  });
  return [
    {
      name: `nginx-${job}`,
      engine: "prometheus",
      rules: [
        ...nginxRecordings(job),
        ...lifeAlerts(alert, settings),
        ...connectionAlerts(alert, settings),
        ...limitAlerts(alert, settings),
        ...requestAlerts(alert, settings),
      ],
    },
  ];
}

function lifeAlerts(
  alert: PackAlert,
  { job, limits: { downFor, restarts } }: NginxAlertSettings,
): readonly AlertRule[] {
  return [
    alert("P1", {
      alert: "NginxDown",
      expr: `max by (job, instance) (nginx_up{job="${job}"}) == 0`,
      for: downFor,
      summary: `${job} does not answer.`,
      description: `The exporter {{ $labels.instance }} has not reached the status page of nginx for ${downFor.toPrometheus()}.`,
    }),
    alert("P3", {
      alert: "NginxRestarting",
      // A reload of the configuration keeps the counters.
      expr: `sum by (job, instance) (resets(nginx_connections_accepted{job="${job}"}[15m])) >= ${restarts}`,
      summary: `${job} restarts again and again.`,
      description:
        "The nginx behind {{ $labels.instance }} has started {{ $value }} times within 15 minutes; between the starts it looks healthy.",
    }),
  ];
}

function connectionAlerts(
  alert: PackAlert,
  { job, limits }: NginxAlertSettings,
): readonly AlertRule[] {
  const { droppedRatio, readingRatio, minimumConnections } = limits;
  const perSecond = (what: string): string =>
    `sum by (job, instance) (rate(nginx_connections_${what}{job="${job}"}[5m]))`;
  const mean = (what: string): string =>
    `sum by (job, instance) (avg_over_time(nginx_connections_${what}{job="${job}"}[5m]))`;
  return [
    alert("P2", {
      alert: "NginxConnectionsDropped",
      // Where there is no room at all the status page is not reached either, and NginxDown tells of it.
      expr: `1 - ${perSecond("handled")} / (${perSecond("accepted")} > 0) > ${droppedRatio} unless max by (job, instance) (nginx_up{job="${job}"}) == 0`,
      summary: `${job} turns clients away.`,
      description:
        "{{ $value | humanizePercentage }} of the connections to the nginx behind {{ $labels.instance }} were closed unheard within 5 minutes, for want of room.",
    }),
    alert("P3", {
      alert: "NginxRequestHeadsSlow",
      expr: `${mean("reading")} / (${mean("active")} > ${minimumConnections}) > ${readingRatio}`,
      for: Duration.minutes(5),
      summary: `Clients of ${job} do not finish their requests.`,
      description:
        "On {{ $value | humanizePercentage }} of the connections to the nginx behind {{ $labels.instance }} the head of a request has begun and not ended.",
    }),
  ];
}

/** Only where it is known how many connections there can be. */
function limitAlerts(
  alert: PackAlert,
  {
    job,
    limit,
    limits: { connectionsRatio, waitingRatio },
  }: NginxAlertSettings,
): readonly AlertRule[] {
  const share = (what: string): string =>
    `max by (job, instance) (nginx_connections_${what}{job="${job}"}) / ${limit}`;
  return limit === undefined
    ? []
    : [
        alert("P3", {
          alert: "NginxConnectionsNearLimit",
          expr: `${share("active")} > ${connectionsRatio}`,
          for: Duration.minutes(5),
          summary: `${job} has little room for more connections.`,
          description: `The nginx behind {{ $labels.instance }} has had {{ $value | humanizePercentage }} of the ${limit} connections that it can hold, for 5 minutes.`,
        }),
        alert("P4", {
          alert: "NginxIdleConnectionsHigh",
          expr: `${share("waiting")} > ${waitingRatio}`,
          for: Duration.minutes(15),
          summary: `Idle connections fill ${job}.`,
          description: `{{ $value | humanizePercentage }} of the ${limit} connections that the nginx behind {{ $labels.instance }} can hold have been without a request for 15 minutes.`,
        }),
      ];
}

function requestAlerts(
  alert: PackAlert,
  { job, limits }: NginxAlertSettings,
): readonly AlertRule[] {
  const { requestTime, trafficRatio, minimumRate } = limits;
  const rate = `${NGINX_METRIC.rate}{job="${job}"}`;
  const before = `avg_over_time(${rate}[1h] offset 10m)`;
  return [
    alert("P3", {
      alert: "NginxRequestsPilingUp",
      // Requests in progress = requests per second * time in progress (Little's law). One of them is the exporter's own.
      expr: `clamp_min(sum by (job, instance) (avg_over_time(nginx_connections_writing{job="${job}"}[5m])) - 1, 0) / (${rate} > ${minimumRate}) > ${requestTime.toSeconds()}`,
      for: Duration.minutes(5),
      summary: `Requests stay long in ${job}.`,
      description:
        "Requests to the nginx behind {{ $labels.instance }} take {{ $value | humanizeDuration }} on average, so more and more are in progress at once.",
    }),
    alert("P2", {
      alert: "NginxTrafficStopped",
      expr: `${rate} / (${before} > ${minimumRate}) < ${trafficRatio} and max by (job, instance) (nginx_up{job="${job}"}) == 1`,
      for: Duration.minutes(5),
      summary: `${job} gets no requests any more.`,
      description:
        "The nginx behind {{ $labels.instance }} answers, but gets {{ $value | humanizePercentage }} of the requests of the hour before.",
    }),
  ];
}
