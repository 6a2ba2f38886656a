import { LABEL, type Labels } from "../domain/names";
import { InvalidInputError } from "../domain/problem";
import { endpointsOfAll } from "../domain/telemetry/addresses";
import { instanceName } from "../domain/telemetry/component";
import {
  extraConfigOf,
  instancesOf,
  type DeploymentPlan,
  type Endpoints,
} from "../domain/telemetry/plan";
import type { ScrapeJob, ScrapeTarget } from "../domain/telemetry/scrape";
import type {
  MetricsSettings,
  SampleRetention,
} from "../domain/telemetry/settings";
import { Bytes, Duration } from "../domain/units";
import { deepMerge, type ConfigSection } from "./merge";
import { toYaml } from "./yaml";

const DEFAULT_RETENTION: SampleRetention = {
  time: Duration.days(15),
  size: Bytes.gibibytes(8),
};

/** A scrape that takes longer than this has failed, however rare the scrapes are. */
const LONGEST_TIMEOUT = Duration.seconds(10);

/**
 * What one target may send before its scrape fails, so that a runaway label harms its own job and not the server. The
 * exporters here stay below 5,000 samples; https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
const LIMITS = {
  sample_limit: 50_000,
  label_limit: 64,
  label_name_length_limit: 256,
  label_value_length_limit: 2048,
  body_size_limit: "50MB",
} as const;

/** About 100 bytes of memory each. */
const MAX_EXEMPLARS = 20_000;

/**
 * The label by which whoever stores the samples of two Prometheis tells them apart. Alerts lose it, so that both raise the
 * same ones. Other operators of Prometheus give it this name too, which databases do not use for their own replicas.
 */
const REPLICA_LABEL = "prometheus_replica";

/**
 * `prometheus.yml`. Retention is here and not among the flags, so that Prometheus takes a new one over while it runs.
 *
 * @param options.replica number of this Prometheus among several, from 2; nothing for the first or only one
 * @param options.ruleFiles paths of the rule files; each is named, so that a file left over in the volume is not read
 * @throws InvalidInputError when a job's target is a component that nobody runs, and for an external label that tells
 * replicas apart
 */
export function renderPrometheusConfig(options: {
  readonly settings: MetricsSettings;
  readonly endpoints: Endpoints;
  readonly plan: DeploymentPlan;
  readonly replica?: number | undefined;
  readonly ruleFiles: readonly string[];
}): string {
  const { settings, endpoints, plan, replica, ruleFiles } = options;
  const retention = settings.retention ?? DEFAULT_RETENTION;
  const config = {
    global: {
      scrape_interval: settings.scrapeInterval.toPrometheus(),
      scrape_timeout: shorter(
        settings.scrapeInterval,
        LONGEST_TIMEOUT,
      ).toPrometheus(),
      evaluation_interval: settings.evaluationInterval.toPrometheus(),
      external_labels: escapeLabels({
        ...settings.externalLabels,
        ...(isOneOfSeveral(plan) && replicaLabel(settings, replica)),
      }),
      // Else what a program calls `http.server.request.duration` would be stored with its dots, and no rule would find it.
      metric_name_escaping_scheme: "underscores",
      ...LIMITS,
    },
    storage: {
      tsdb: {
        retention: {
          time: retention.time.toPrometheus(),
          size: retention.size.toPrometheus(),
        },
      },
      exemplars: { max_exemplars: MAX_EXEMPLARS },
    },
    rule_files: ruleFiles,
    alerting: alerting(plan, endpoints),
    scrape_configs: settings.jobs.map((job) => scrapeConfig(job, endpoints)),
  };
  return toYaml(deepMerge(config, extraConfigOf(plan, "prometheus")));
}

function isOneOfSeveral(plan: DeploymentPlan): boolean {
  return instancesOf(plan, "prometheus").length > 1;
}

function replicaLabel(
  { externalLabels }: MetricsSettings,
  replica: number | undefined,
): Labels {
  const taken = externalLabels[REPLICA_LABEL];
  if (taken !== undefined) {
    throw new InvalidInputError(
      "replica-label",
      `externalLabels must leave "${REPLICA_LABEL}" to the two Prometheis, got "${taken}"; rename the label`,
    );
  }
  return { [REPLICA_LABEL]: instanceName({ name: "prometheus", replica }) };
}

/** All Alertmanagers by themselves, never behind one address: each must know each alert. */
function alerting(
  plan: DeploymentPlan,
  endpoints: Endpoints,
): ConfigSection | undefined {
  const [first, ...others] = endpointsOfAll(
    plan,
    endpoints,
    "alertmanager",
  ).map(splitUrl);
  if (first === undefined) {
    return undefined;
  }
  const { scheme, host, path } = first;
  return {
    ...(isOneOfSeveral(plan) && {
      alert_relabel_configs: [{ action: "labeldrop", regex: REPLICA_LABEL }],
    }),
    alertmanagers: [
      {
        scheme,
        ...(path !== "/" && { path_prefix: path }),
        static_configs: [
          { targets: [host, ...others.map((other) => other.host)] },
        ],
      },
    ],
  };
}

function scrapeConfig(job: ScrapeJob, endpoints: Endpoints): ConfigSection {
  return {
    job_name: job.name,
    scrape_interval: job.interval?.toPrometheus(),
    sample_limit: job.sampleLimit,
    ...(job.probe === undefined
      ? scrapedDirectly(job, endpoints)
      : scrapedByProbe(job, job.probe, endpoints)),
  };
}

function scrapedDirectly(job: ScrapeJob, endpoints: Endpoints): ConfigSection {
  return {
    metrics_path: job.metricsPath ?? "/metrics",
    scheme: job.scheme ?? "http",
    params: job.params,
    static_configs: [
      {
        targets: job.targets.map((target) =>
          targetAddress(target, job, endpoints),
        ),
        labels: job.labels,
      },
    ],
  };
}

/** The multi-target pattern: https://prometheus.io/docs/guides/multi-target-exporter/ */
function scrapedByProbe(
  job: ScrapeJob,
  probe: NonNullable<ScrapeJob["probe"]>,
  endpoints: Endpoints,
): ConfigSection {
  const prober = targetAddress({ kind: "component", ...probe }, job, endpoints);
  return {
    metrics_path: "/probe",
    params: { module: ["http_2xx"], ...job.params },
    static_configs: job.targets.map((target) => ({
      targets: [probedUrl(target, job, endpoints)],
      labels: {
        ...(target.kind === "component" && {
          [LABEL.component]: target.component,
        }),
        ...job.labels,
      },
    })),
    relabel_configs: [
      { source_labels: ["__address__"], target_label: "__param_target" },
      { source_labels: ["__param_target"], target_label: "instance" },
      { target_label: "__address__", replacement: prober },
    ],
  };
}

function probedUrl(
  target: ScrapeTarget,
  job: ScrapeJob,
  endpoints: Endpoints,
): string {
  if (target.kind === "probed") {
    return target.target;
  }
  const path =
    (target.kind === "component" ? target.path : undefined) ??
    job.metricsPath ??
    "/";
  return `${job.scheme ?? "http"}://${targetAddress(target, job, endpoints)}${path}`;
}

function targetAddress(
  target: ScrapeTarget,
  job: ScrapeJob,
  endpoints: Endpoints,
): string {
  switch (target.kind) {
    case "address":
      return target.address;
    case "probed":
      return target.target;
    case "component":
      return componentAddress(target, job, endpoints);
  }
}

function componentAddress(
  target: Extract<ScrapeTarget, { kind: "component" }>,
  job: ScrapeJob,
  endpoints: Endpoints,
): string {
  const endpoint = endpoints[target.component];
  if (endpoint === undefined) {
    throw new InvalidInputError(
      "scrape-component",
      `scrape job "${job.name}" must have targets that run, got component "${target.component}", which is switched off; switch it on or leave the target out`,
    );
  }
  return target.replica === undefined
    ? splitUrl(endpoint).host.replace(/(?::\d+)?$/, `:${target.port}`)
    : `${instanceName({ name: target.component, replica: target.replica })}:${target.port}`;
}

/** Not by the class `URL`, since an address may hold a reference that only the platform resolves. */
function splitUrl(url: string): {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
} {
  const [, scheme = "http", host = url, path = ""] =
    /^(https?):\/\/([^/]+)(.*)$/.exec(url) ?? [];
  return { scheme, host, path: path.replace(/\/+$/, "") || "/" };
}

function shorter(a: Duration, b: Duration): Duration {
  return a.compare(b) < 0 ? a : b;
}

/** Prometheus replaces `$name` in external labels by the environment variable. */
function escapeLabels(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [
      key,
      value.replaceAll("$", "$$$$"),
    ]),
  );
}
