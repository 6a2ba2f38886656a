import type { MetricSpec } from "./scrape";

/**
 * What Tempo counts of the calls from one service to another in the spans that it is given, and sends to Prometheus, without
 * any job. Labels: `client`, `server`, and `connection_type`, which is empty for a call between two services, or
 * `messaging_system`, `database`, or `virtual_node` where one side sends no spans.
 *
 * @see https://grafana.com/docs/tempo/latest/metrics-from-traces/service_graphs/
 */
export const serviceGraphMetrics: readonly MetricSpec[] = [
  {
    name: "traces_service_graph_request_total",
    type: "counter",
    help: "calls by `client`, `server` and `connection_type`",
  },
  {
    name: "traces_service_graph_request_failed_total",
    type: "counter",
    help: "those of them that failed, on either side",
  },
  {
    name: "traces_service_graph_request_client_seconds",
    type: "histogram",
    help: "how long calls took for the client, in seconds",
  },
  {
    name: "traces_service_graph_request_server_seconds",
    type: "histogram",
    help: "how long calls took for the server, in seconds",
  },
];
