import type { LogTenant } from "../../domain/logs/tenants";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import { deepMerge, type ConfigSection } from "../merge";
import { collector, delivery } from "./delivery";
import { logLimits } from "./log-limits";
import { LOG_MARK } from "./log-mark";
import { containerReceivers, sourceReceivers } from "./log-receivers";
import { volumeProcessors } from "./log-volume";
import { distrustProcessors, maskingProcessors } from "./masking";
import { withSearch } from "./masking-search";
import { otlpLogProcessors } from "./otlp-logs";
import type { OtelCollectorSettings } from "./settings";
import { divideByTenant, TENANTS, tenantPipelines } from "./tenants";

/** Lines of containers and files, and records that come by OTLP, go to Loki with the same labels. */
export function logPipelines(
  settings: OtelCollectorSettings,
  loki: string,
): ConfigSection {
  const { logs = {} } = settings;
  const { sources, plan, containerPrefix = "" } = settings;
  const read = {
    ...containerReceivers({ sources, containerPrefix }),
    ...sourceReceivers({
      sources,
      plan,
      mark: `${collector(plan).configFolder ?? ""}/${LOG_MARK.file}`,
    }),
  };
  const receivers = withSearch(read, logs.masking);
  const otlp = {
    ...distrustProcessors(logs.masking),
    ...otlpLogProcessors(settings.sources),
  };
  const limits = Object.keys(logLimits);
  // What is dropped need not be masked; what is masked must be so before the exporter's queue writes it to the disk.
  const processing = {
    ...volumeProcessors(logs),
    ...maskingProcessors(logs.masking, "logs"),
  };
  const labels = Object.entries(settings.labels ?? {});
  const shared = labels.length === 0 ? [] : ["resource/labels"];
  const { tenants = [] } = settings;
  const divided = tenants.length === 0 ? {} : divideByTenant(tenants);
  const last = [...shared, ...limits, ...Object.keys(divided)];
  const sending = sendingPart(settings.plan, loki, tenants);
  const part: ConfigSection = {
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
      ...divided,
    },
    service: {
      pipelines: {
        "logs/files": {
          receivers: Object.keys(receivers),
          processors: ["memory_limiter", ...Object.keys(processing), ...last],
          exporters: [sending.read],
        },
        "logs/otlp": {
          receivers: ["otlp"],
          processors: [
            "memory_limiter",
            ...Object.keys(otlp),
            ...Object.keys(processing),
            ...last,
          ],
          exporters: [sending.sent],
        },
      },
    },
  };
  return deepMerge(part, sending.part);
}

/**
 * Where lines that are read go, and records that are sent, and what is there. Senders may call themselves anything, and so make
 * streams until Loki takes no new ones; then batches of nothing else are sent again until streams end, and hold up what waits
 * in the same queue.
 */
function sendingPart(
  plan: DeploymentPlan,
  loki: string,
  tenants: readonly LogTenant[],
): {
  readonly read: string;
  readonly sent: string;
  readonly part: ConfigSection;
} {
  if (tenants.length > 0) {
    const part = tenantPipelines(plan, loki, tenants);
    return { read: TENANTS, sent: TENANTS, part };
  }
  const exporter = { endpoint: `${loki}/otlp`, ...delivery(plan, 2) };
  const [read, sent] = ["otlp_http/loki", "otlp_http/loki/sent"] as const;
  return {
    read,
    sent,
    part: { exporters: { [read]: exporter, [sent]: exporter } },
  };
}
