import { catalog } from "./catalog";
import { goMetrics, nodejsMetrics, processMetrics } from "./runtime";

/**
 * What a service with the usual client libraries exposes: requests, their duration, and its runtime. Whoever exposes
 * something else declares it instead.
 */
export const serviceMetrics = [
  ...catalog({
    counter: {
      http_requests_total:
        "requests answered, by method, route and status code",
    },
    gauge: {
      http_requests_in_flight: "requests being answered",
    },
    histogram: {
      http_request_duration_seconds: "time to answer a request, in seconds",
    },
  }),
  ...processMetrics,
  ...nodejsMetrics,
  ...goMetrics,
];
