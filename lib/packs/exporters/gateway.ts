import { catalog } from "./catalog";
import { otelCollectorMetrics } from "./otel-collector";

/**
 * What an `OtlpGateway` tells: its front of connections, its collector of itself, of requests that it answers, and of those
 * that the front refuses: `otelcol_receiver_accepted_log_records` with the reason in the label `receiver`.
 */
export const gatewayMetrics = [
  ...otelCollectorMetrics,
  ...catalog({
    gauge: {
      gateway_connections_active: "connections of senders that are open",
      gateway_connections_reading: "connections whose next request comes in",
      gateway_connections_writing:
        "connections whose request is worked on or answered",
      gateway_connections_waiting: "connections that wait for a request",
    },
    histogram: {
      http_server_request_duration:
        "duration of requests by HTTP, by status code, in seconds",
      http_server_request_body_size:
        "size of requests by HTTP as they come, packed, in bytes",
      rpc_server_call_duration:
        "duration of requests by gRPC, by the name of their status, in seconds",
    },
  }),
];
