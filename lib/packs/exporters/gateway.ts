import { catalog } from "./catalog";
import { otelCollectorMetrics } from "./otel-collector";

/** What the collector of an `OtlpGateway` tells: of itself, and of requests, those that it refuses among them. */
export const gatewayMetrics = [
  ...otelCollectorMetrics,
  ...catalog({
    histogram: {
      http_server_request_duration:
        "duration of requests by HTTP, by status code, in seconds",
      rpc_server_call_duration:
        "duration of requests by gRPC, by the name of their status, in seconds",
    },
  }),
];
