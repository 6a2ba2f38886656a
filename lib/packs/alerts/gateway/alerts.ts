import { quoteLabelValue } from "../../../domain/promql/literal";
import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { packAlerts, type PackAlert } from "../priority";
import { answered, rate5m, refused, within10m } from "./counts";
import {
  gatewaySettings,
  type GatewayAlertOptions,
  type GatewayAlertSettings,
} from "./options";

/**
 * Alerts about a way in for telemetry of other hosts: whether it answers, whom it turns away, and whether it hands over what
 * it takes.
 *
 * @throws InvalidInputError for an unknown name, and for a value of another kind or out of its range
 */
export function gatewayAlerts(
  options: GatewayAlertOptions,
): readonly RuleGroup[] {
  const settings = gatewaySettings(options);
  const { job, team, runbookUrl, dashboardUid, dashboardIsDefault } = settings;
  const alert = packAlerts({
    service: job,
    team,
    runbookUrl,
    dashboardUid,
    dashboardIsDefault,
  });
  return [
    {
      name: `gateway-${job}`,
      engine: "prometheus",
      rules: [
        downAlert(alert, settings),
        ...refusalAlerts(alert, settings),
        ...deliveryAlerts(alert, settings),
      ],
    },
  ];
}

function downAlert(
  alert: PackAlert,
  { job, limits: { downFor } }: GatewayAlertSettings,
): AlertRule {
  return alert("P2", {
    alert: "GatewayDown",
    // Its front and its collector are nothing without each other.
    expr: `min by (job) (up{job=${quoteLabelValue(job)}}) == 0`,
    for: downFor,
    summary: `${job} does not answer; no other host can send to it.`,
    description: `Prometheus has not reached the gateway ${job}, or the collector behind it, for ${downFor.toPrometheus()}; nothing comes in from the hosts that send to it.`,
  });
}

function refusalAlerts(
  alert: PackAlert,
  { job, limits }: GatewayAlertSettings,
): readonly AlertRule[] {
  const { deniedRequests, strangeCertificates, badRequests } = limits;
  return [
    alert("P3", {
      alert: "GatewayRequestsDenied",
      expr: `${within10m(job, [refused("denied")])} > ${deniedRequests}`,
      summary: `${job} refuses requests without the right token.`,
      description: `{{ $value | humanize }} requests to ${job} within 10 minutes had a wrong token or none and were refused.`,
    }),
    alert("P3", {
      alert: "GatewayCertificatesRefused",
      expr: `${within10m(job, [refused("certificate")])} > ${strangeCertificates}`,
      summary: `${job} refuses requests without a certificate that it accepts.`,
      description: `{{ $value | humanize }} requests to ${job} within 10 minutes came with no certificate, with one that has ended, or with that of a stranger, and were refused.`,
    }),
    alert("P3", {
      alert: "GatewayRequestsBad",
      expr: `${within10m(job, [refused("too_large|packed|malformed"), ...answered("bad")])} > ${badRequests}`,
      summary: `${job} refuses requests that it cannot read.`,
      description: `{{ $value | humanize }} requests to ${job} within 10 minutes were too large, packed in another way than by gzip, malformed or no OTLP, and were refused.`,
    }),
  ];
}

/** Who is short of room refuses too, and is told of by that. */
function deliveryAlerts(
  alert: PackAlert,
  { job, limits: { turnedAwayRatio, failedRatio } }: GatewayAlertSettings,
): readonly AlertRule[] {
  const of = `job=${quoteLabelValue(job)}`;
  const all = rate5m(job, [refused("too_often|busy"), ...answered("any")]);
  const turnedAway = `${rate5m(job, [refused("too_often|busy")])} / (${all} > 0) > ${turnedAwayRatio}`;
  const limited = `sum by (job) (${["spans", "log_records", "metric_points"].map((signal) => `label_replace(increase(otelcol_processor_memory_limiter_refused_${signal}{${of}}[10m]), "signal", "${signal}", "", "")`).join(" or ")}) > 0`;
  const failed = rate5m(job, answered("failed"));
  return [
    alert("P3", {
      alert: "GatewayCrowded",
      expr: `${turnedAway} unless on (job) min by (job) (up{${of}}) == 0`,
      for: Duration.minutes(5),
      summary: `${job} tells senders to come back later.`,
      description: `{{ $value | humanizePercentage }} of the requests to ${job} within 5 minutes were told to come back later: a sender sends too many, or there are more than it has room for.`,
    }),
    alert("P3", {
      alert: "GatewayOverloaded",
      expr: limited,
      for: Duration.minutes(5),
      summary: `${job} gets more than it can hold.`,
      description: `${job} has turned away {{ $value | humanize }} lines, points and spans within 10 minutes for want of memory; senders try again.`,
    }),
    alert("P3", {
      alert: "GatewayNotDelivering",
      expr: `${failed} / (${rate5m(job, answered("any"))} > 0) > ${failedRatio} unless ${limited} unless on () up{job="otel-collector"} == 0`,
      for: Duration.minutes(5),
      summary: `${job} cannot hand over what it gets.`,
      description: `{{ $value | humanizePercentage }} of the requests to ${job} within 5 minutes were answered with a failure, since the collector behind it did not take them; senders try again.`,
    }),
  ];
}
