import {
  answered,
  rate5m,
  refused,
  type Counter,
} from "../../alerts/gateway/counts";
import { quoteLabelValue } from "../../../domain/promql/literal";
import { rateOf } from "../promql";

/** What a gateway tells of itself. */
export function gatewayQueries(job: string) {
  const of = `job=${quoteLabelValue(job)}`;
  const flow = (kind: string) =>
    rateOf(`otelcol_receiver_accepted_${kind}{${of},receiver="otlp"}`);
  const refusals = `otelcol_receiver_accepted_log_records{${of},receiver=~"syslog/.+"}`;
  const turnedAway = [refused("too_often|busy")];
  const share = (part: readonly Counter[], all: readonly Counter[]) => {
    const whole = rate5m(job, all);
    // A counter is not there before its first request.
    return `(${rate5m(job, part)} or 0 * ${whole}) / (${whole} > 0)`;
  };
  return {
    up: `up{${of}}`,
    byHttp: rateOf(
      `http_server_request_duration_count{${of}}`,
      "http_response_status_code",
    ),
    byGrpc: rateOf(
      `rpc_server_call_duration_count{${of}}`,
      "rpc_response_status_code",
    ),
    taken: rate5m(job, answered("taken")),
    refused: rateOf(refusals, "receiver"),
    allRefused: `${rateOf(refusals)} or on () vector(0)`,
    turnedAwayRatio: share(turnedAway, [...turnedAway, ...answered("any")]),
    failedRatio: share(answered("failed"), answered("any")),
    size: `${rateOf(`http_server_request_body_size_sum{${of}}`)} / (${rateOf(`http_server_request_body_size_count{${of}}`)} > 0)`,
    lines: flow("log_records"),
    points: flow("metric_points"),
    spans: flow("spans"),
    connections: (["reading", "writing", "waiting"] as const).map(
      (state) => [state, `gateway_connections_${state}{${of}}`] as const,
    ),
    active: `gateway_connections_active{${of}}`,
    memory: `otelcol_process_memory_rss{${of}}`,
    cpu: rateOf(`otelcol_process_cpu_seconds{${of}}`),
    certificate: `probe_ssl_earliest_cert_expiry{job=${quoteLabelValue(`${job}-certificate`)}} - time()`,
  } as const;
}
