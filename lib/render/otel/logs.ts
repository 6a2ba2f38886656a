import type { ConfigSection } from "../merge";
import { delivery } from "./delivery";
import { logLimits } from "./log-limits";
import { logReceivers } from "./log-receivers";
import { volumeProcessors } from "./log-volume";
import { maskingProcessors } from "./masking";
import { otlpLogProcessors } from "./otlp-logs";
import type { OtelCollectorSettings } from "./settings";

/** Lines of containers and files, and records that come by OTLP, go to Loki with the same labels. */
export function logPipelines(
  settings: OtelCollectorSettings,
  loki: string,
): ConfigSection {
  const receivers = logReceivers({
    sources: settings.sources,
    plan: settings.plan,
    containerPrefix: settings.containerPrefix ?? "",
  });
  const otlp = otlpLogProcessors(settings.sources);
  const limits = Object.keys(logLimits);
  const { logs = {} } = settings;
  // What is dropped need not be masked; what is masked must be so before the exporter's queue writes it to the disk.
  const processing = {
    ...volumeProcessors(logs),
    ...maskingProcessors(logs.masking, "logs"),
  };
  const labels = Object.entries(settings.labels ?? {});
  const shared = labels.length === 0 ? [] : ["resource/labels"];
  return {
    receivers,
    processors: {
      ...otlp,
      ...logLimits,
      ...processing,
      ...(labels.length > 0 && {
        "resource/labels": {
          attributes: labels.map(([key, value]) => ({
            key,
            value,
            // What a source declares, or the agent of another host, is nearer.
            action: "insert",
          })),
        },
      }),
    },
    exporters: {
      "otlp_http/loki": {
        endpoint: `${loki}/otlp`,
        ...delivery(settings.plan),
      },
    },
    service: {
      pipelines: {
        "logs/files": {
          receivers: Object.keys(receivers),
          processors: [
            "memory_limiter",
            ...Object.keys(processing),
            ...shared,
            ...limits,
          ],
          exporters: ["otlp_http/loki"],
        },
        "logs/otlp": {
          receivers: ["otlp"],
          processors: [
            "memory_limiter",
            ...Object.keys(otlp),
            ...Object.keys(processing),
            ...shared,
            ...limits,
          ],
          exporters: ["otlp_http/loki"],
        },
      },
    },
  };
}
