import type { MaskingOptions } from "../../domain/logs/masking/masking";
import { PORT } from "../../domain/telemetry/addresses";
import type { ConfigSection } from "../merge";
import { listen } from "./delivery";
import { maskingProcessors } from "./masking";

/** The host's, pushed ones and those of spans are there for Prometheus to scrape. */
export function metricPipelines(
  masking?: MaskingOptions | false,
): ConfigSection {
  const masked = maskingProcessors(masking, "metrics");
  return {
    receivers: {
      host_metrics: {
        collection_interval: "15s",
        // Those of which a container sees the host's numbers; the rest is the node exporter's.
        scrapers: { cpu: {}, memory: {}, load: {}, paging: {}, disk: {} },
      },
    },
    processors: {
      ...masked,
      "transform/service": {
        error_mode: "ignore",
        metric_statements: [
          'set(datapoint.attributes["service"], resource.attributes["service.name"]) where datapoint.attributes["service"] == nil and resource.attributes["service.name"] != nil',
          // Its value changes with each start, and there is one collector.
          'delete_key(datapoint.attributes, "collector.instance.id")',
        ],
      },
    },
    exporters: {
      prometheus: {
        endpoint: listen(PORT.collectorMetrics),
        enable_open_metrics: true,
        without_scope_info: true,
        metric_expiration: "5m",
      },
    },
    service: {
      pipelines: {
        metrics: {
          receivers: ["otlp", "host_metrics", "span_metrics"],
          processors: [
            "memory_limiter",
            ...Object.keys(masked),
            "transform/service",
          ],
          exporters: ["prometheus"],
        },
      },
    },
  };
}
