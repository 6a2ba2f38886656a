import { quoteLabelValue } from "../../../domain/promql/literal";
import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { packAlerts, type PackAlert } from "../priority";
import {
  gatewaySettings,
  type GatewayAlertOptions,
  type GatewayAlertSettings,
} from "./options";

/**
 * Alerts about a way in for telemetry of other hosts: whether it answers, whom it turns away, and whether it hands over what
 * it takes. What fails before a request, such as a certificate that one side does not accept, the collector does not count.
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

/** Statuses by what they mean, for HTTP and for gRPC. */
const STATUS = {
  denied: { http: '="401"', grpc: '="UNAUTHENTICATED"' },
  bad: {
    // The collector says 500 when it cannot even put into words what is wrong; for what is behind it it says 503.
    http: '=~"400|404|405|413|415|500"',
    grpc: '=~"INTERNAL|INVALID_ARGUMENT|RESOURCE_EXHAUSTED"',
  },
  failed: {
    http: '=~"429|502|503|504"',
    grpc: '=~"UNAVAILABLE|DEADLINE_EXCEEDED"',
  },
} as const;

/** Requests by HTTP and by gRPC together; all of them, or those with one outcome. */
function requests(
  count: "increase" | "rate",
  window: string,
  of: string,
  outcome?: keyof typeof STATUS,
): string {
  const status = outcome === undefined ? undefined : STATUS[outcome];
  const http = status ? `,http_response_status_code${status.http}` : "";
  const grpc = status ? `,rpc_response_status_code${status.grpc}` : "";
  return `sum by (job, instance) (${count}(http_server_request_duration_count{${of}${http}}[${window}]) or ${count}(rpc_server_call_duration_count{${of}${grpc}}[${window}]))`;
}

function downAlert(
  alert: PackAlert,
  { job, limits: { downFor } }: GatewayAlertSettings,
): AlertRule {
  return alert("P2", {
    alert: "GatewayDown",
    expr: `up{job=${quoteLabelValue(job)}} == 0`,
    for: downFor,
    summary: `${job} does not answer; no other host can send to it.`,
    description: `Prometheus has not reached the gateway {{ $labels.instance }} for ${downFor.toPrometheus()}; nothing comes in from the hosts that send to it.`,
  });
}

function refusalAlerts(
  alert: PackAlert,
  { job, limits: { deniedRequests, badRequests } }: GatewayAlertSettings,
): readonly AlertRule[] {
  const of = `job=${quoteLabelValue(job)}`;
  return [
    alert("P3", {
      alert: "GatewayRequestsDenied",
      expr: `${requests("increase", "10m", of, "denied")} > ${deniedRequests}`,
      summary: `${job} refuses requests without the right token.`,
      description:
        "{{ $value | humanize }} requests to {{ $labels.instance }} within 10 minutes had a wrong token or none and were refused.",
    }),
    alert("P3", {
      alert: "GatewayRequestsBad",
      expr: `${requests("increase", "10m", of, "bad")} > ${badRequests}`,
      summary: `${job} refuses requests that it cannot read.`,
      description:
        "{{ $value | humanize }} requests to {{ $labels.instance }} within 10 minutes were too large, malformed or no OTLP, and were refused.",
    }),
  ];
}

/** Who is short of memory refuses too, and is told of by that. */
function deliveryAlerts(
  alert: PackAlert,
  { job, limits: { failedRatio } }: GatewayAlertSettings,
): readonly AlertRule[] {
  const of = `job=${quoteLabelValue(job)}`;
  const limited = `sum by (job, instance) (${["spans", "log_records", "metric_points"].map((signal) => `label_replace(increase(otelcol_processor_memory_limiter_refused_${signal}{${of}}[10m]), "signal", "${signal}", "", "")`).join(" or ")}) > 0`;
  const failed = requests("rate", "5m", of, "failed");
  const all = requests("rate", "5m", of);
  return [
    alert("P3", {
      alert: "GatewayOverloaded",
      expr: limited,
      for: Duration.minutes(5),
      summary: `${job} gets more than it can hold.`,
      description:
        "{{ $labels.instance }} has turned away {{ $value | humanize }} lines, points and spans within 10 minutes for want of memory; senders try again.",
    }),
    alert("P3", {
      alert: "GatewayNotDelivering",
      expr: `${failed} / (${all} > 0) > ${failedRatio} unless ${limited} unless on () up{job="otel-collector"} == 0`,
      for: Duration.minutes(5),
      summary: `${job} cannot hand over what it gets.`,
      description:
        "{{ $value | humanizePercentage }} of the requests to {{ $labels.instance }} within 5 minutes were answered with a failure, since the collector behind it did not take them; senders try again.",
    }),
  ];
}
