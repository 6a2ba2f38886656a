import { SERVICE_METRIC } from "../../recordings/services";
import { greatest } from "../promql";

const RATE = "[$__rate_interval]";
/** Spans of the chosen services and operations; a service's job has its name, here it is the label of the spans. */
const CHOSEN = 'service_name=~"$service",span_name=~"$operation"';
const SERVER = `${CHOSEN},span_kind=~"SPAN_KIND_(SERVER|CONSUMER)"`;
/** The buckets of all services are tens of thousands of series, too many for a graph. */
const DETAIL =
  'service_name="$detail",span_kind=~"SPAN_KIND_(SERVER|CONSUMER)"';
const CLIENT = `${CHOSEN},span_kind=~"SPAN_KIND_(CLIENT|PRODUCER)"`;

const calls = (matchers: string): string =>
  `rate(traces_span_metrics_calls_total{${matchers}}${RATE})`;
const seconds = (matchers: string): string =>
  `rate(traces_span_metrics_duration_seconds_sum{${matchers}}${RATE})`;
const buckets = (matchers: string, ...by: readonly string[]): string =>
  `sum by (${[...by, "le"].join(", ")}) (rate(traces_span_metrics_duration_seconds_bucket{${matchers}}${RATE}))`;
const failed = (matchers: string): string =>
  calls(`${matchers},status_code="STATUS_CODE_ERROR"`);

const BY = "by (service_name, span_name)";
/** The label of services in all other series, for links. */
const named = (expr: string): string =>
  `label_join(${expr}, "service", "", "service_name")`;

/** Where the time of requests goes, by what the collector counts in spans. */
export const TRACE_QUERY = {
  calls: `sum(${calls(SERVER)})`,
  errorRatio: `(sum(${failed(SERVER)}) or 0 * sum(${calls(SERVER)})) / (sum(${calls(SERVER)}) > 0)`,
  p95: `histogram_quantile(0.95, ${buckets(SERVER)})`,
  operations: `count(count ${BY} (traces_span_metrics_calls_total{${SERVER}}))`,
  /** Seconds of work that an operation does in each second, greatest first. */
  time: `sort_desc(${named(`sum ${BY} (${seconds(SERVER)})`)})`,
  timeShare: named(
    `sum ${BY} (${seconds(SERVER)}) / on () group_left () (sum(${seconds(SERVER)}) > 0)`,
  ),
  callsEach: named(`sum ${BY} (${calls(SERVER)})`),
  errorsEach: named(
    `(sum ${BY} (${failed(SERVER)}) or 0 * sum ${BY} (${calls(SERVER)})) / (sum ${BY} (${calls(SERVER)}) > 0)`,
  ),
  p95Each: named(
    `histogram_quantile(0.95, ${buckets(SERVER, "service_name", "span_name")})`,
  ),
  timeByOperation: `topk(10, sum ${BY} (${seconds(SERVER)}))`,
  errorsByOperation: `topk(10, sum ${BY} (${failed(SERVER)}))`,
  p50Line: `histogram_quantile(0.5, ${buckets(DETAIL)})`,
  p95Line: `histogram_quantile(0.95, ${buckets(DETAIL)})`,
  p99Line: `histogram_quantile(0.99, ${buckets(DETAIL)})`,
  allDurations: buckets(DETAIL),
  /** Calls to others, by the seconds that they are waited for. */
  outgoing: `sort_desc(${named(`sum ${BY} (${seconds(CLIENT)})`)})`,
  outgoingCalls: named(`sum ${BY} (${calls(CLIENT)})`),
  outgoingErrors: named(
    `(sum ${BY} (${failed(CLIENT)}) or 0 * sum ${BY} (${calls(CLIENT)})) / (sum ${BY} (${calls(CLIENT)}) > 0)`,
  ),
  week: greatest(10, `${SERVICE_METRIC.spans}{service=~"$service"}`),
  weekErrors: greatest(
    10,
    `${SERVICE_METRIC.failedSpans}{service=~"$service"}`,
  ),
} as const;

const EDGE = "by (client, server)";
const GRAPH = 'client=~"$service|user"';
const requests = `sum ${EDGE} (rate(traces_service_graph_request_total{${GRAPH}}${RATE}))`;

/** Who calls whom, by what Tempo counts in the traces that it is given. */
export const SERVICE_GRAPH_QUERY = {
  calls: `sort_desc(${requests})`,
  errors: `(sum ${EDGE} (rate(traces_service_graph_request_failed_total{${GRAPH}}${RATE})) or 0 * ${requests}) / (${requests} > 0)`,
  p95: `histogram_quantile(0.95, sum by (client, server, le) (rate(traces_service_graph_request_client_seconds_bucket{${GRAPH}}${RATE})))`,
} as const;
