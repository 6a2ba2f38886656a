import { PORT } from "../../domain/telemetry/addresses";
import type {
  ComponentName,
  ComponentSpec,
} from "../../domain/telemetry/component";
import {
  deployedSpecs,
  instancesOf,
  runningSpecs,
  type DeploymentPlan,
} from "../../domain/telemetry/plan";
import type { ScrapeJob, ScrapeTarget } from "../../domain/telemetry/scrape";
import { blackboxMetrics } from "../exporters/blackbox";
import { agentMetrics } from "../exporters/agent";
import { hostMetrics, spanMetrics } from "../exporters/otel-collector";

/** Job of what the collector made of spans, of the host, and of metrics pushed to it. */
export const COLLECTOR_METRICS_JOB = "otel-collector-metrics";

/** Job of the probes; the label `component` tells whose. */
export const PROBE_JOB = "probe";

/** Where each component answers while it works; for some, which hold no program that could ask, the only probe. */
const HEALTH: Readonly<
  Record<ComponentName, { readonly port: number; readonly path: string }>
> = {
  prometheus: { port: PORT.prometheus, path: "/-/healthy" },
  alertmanager: { port: PORT.alertmanager, path: "/-/healthy" },
  grafana: { port: PORT.grafana, path: "/api/health" },
  loki: { port: PORT.loki, path: "/ready" },
  jaeger: { port: PORT.health, path: "/status" },
  "otel-collector": { port: PORT.health, path: "/" },
  "node-exporter": { port: PORT.nodeExporter, path: "/" },
  cadvisor: { port: PORT.cadvisor, path: "/healthz" },
  "blackbox-exporter": { port: PORT.blackboxExporter, path: "/-/healthy" },
};

/**
 * The jobs by which the platform watches itself: each deployed component is scraped, and probed if there is a prober; of
 * several that work as one each.
 */
export function selfScrapeJobs(plan: DeploymentPlan): readonly ScrapeJob[] {
  const specs = deployedSpecs(plan);
  const has = (name: ComponentName): boolean => plan[name].kind === "deployed";
  return [
    ...specs.map((spec) => selfJob(spec, instancesOf(plan, spec.name))),
    ...(has("otel-collector") ? [collectorMetricsJob] : []),
    ...(has("blackbox-exporter") ? [probeJob(runningSpecs(plan))] : []),
  ];
}

function selfJob(
  spec: ComponentSpec,
  instances: readonly ComponentSpec[],
): ScrapeJob {
  const { name, selfMetrics } = spec;
  return {
    name,
    targets: instances.map((each) => target(each, selfMetrics.port)),
    metricsPath: selfMetrics.path,
    metrics: selfMetrics.metrics,
  };
}

function target(
  { name, replica }: ComponentSpec,
  port: number,
  path?: string,
): ScrapeTarget {
  return {
    kind: "component",
    component: name,
    ...(replica !== undefined && { replica }),
    port,
    ...(path !== undefined && { path }),
  };
}

const collectorMetricsJob: ScrapeJob = {
  name: COLLECTOR_METRICS_JOB,
  targets: [
    {
      kind: "component",
      component: "otel-collector",
      port: PORT.collectorMetrics,
    },
  ],
  metrics: [...spanMetrics, ...hostMetrics, ...agentMetrics],
};

function probeJob(specs: readonly ComponentSpec[]): ScrapeJob {
  return {
    name: PROBE_JOB,
    targets: specs.map((spec) => {
      const { port, path } = HEALTH[spec.name];
      return target(spec, port, path);
    }),
    probe: { component: "blackbox-exporter", port: PORT.blackboxExporter },
    metrics: blackboxMetrics,
  };
}
