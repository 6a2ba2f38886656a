import type { LogTenant } from "../../domain/logs/tenants";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import { deepMerge, type ConfigSection } from "../merge";
import { collector, delivery } from "./delivery";
import { logLimits } from "./log-limits";
import { LOG_MARK } from "./log-mark";
import { logReceivers } from "./log-receivers";
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
  const read = logReceivers({
    sources: settings.sources,
    plan: settings.plan,
    containerPrefix: settings.containerPrefix ?? "",
    mark: `${collector(settings.plan).configFolder ?? ""}/${LOG_MARK.file}`,
  });
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
          exporters: [sending.to],
        },
        "logs/otlp": {
          receivers: ["otlp"],
          processors: [
            "memory_limiter",
            ...Object.keys(otlp),
            ...Object.keys(processing),
            ...last,
          ],
          exporters: [sending.to],
        },
      },
    },
  };
  return deepMerge(part, sending.part);
}

/** Where the lines go, and what is there. */
function sendingPart(
  plan: DeploymentPlan,
  loki: string,
  tenants: readonly LogTenant[],
): { readonly to: string; readonly part: ConfigSection } {
  if (tenants.length > 0) {
    return { to: TENANTS, part: tenantPipelines(plan, loki, tenants) };
  }
  const to = "otlp_http/loki";
  const exporter = { endpoint: `${loki}/otlp`, ...delivery(plan) };
  return { to, part: { exporters: { [to]: exporter } } };
}
