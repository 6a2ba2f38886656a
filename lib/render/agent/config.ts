import { AGENT_SECRET, type AgentSpec } from "../../domain/hosts/agent";
import { AGENT_HEADER } from "../../domain/hosts/refusals";
import { COMPONENT_NAMES } from "../../domain/telemetry/component-name";
import { PORT } from "../../domain/telemetry/addresses";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import { deepMerge, escapeDollars, type ConfigSection } from "../merge";
import { limiterWithin, OTLP_PACKING } from "../otel/delivery";
import { sourceReceivers } from "../otel/log-receivers";
import { distrustProcessors, maskingProcessors } from "../otel/masking";
import { withSearch } from "../otel/masking-search";
import { telemetryReader } from "../otel/telemetry";
import { toYaml } from "../yaml";
import { AGENT, AGENT_FILE } from "./files";

/** What differs between a service of systemd and a container; both set these variables. */
const ENV = {
  /** Folder of the configuration and of the authorities that came with it. */
  config: "${env:CONFIGURATION_DIRECTORY}",
  /** Folder of the token, and of key and certificate of the host. */
  secrets: "${env:CREDENTIALS_DIRECTORY}",
  data: "${env:STATE_DIRECTORY}",
  /** Where the host's files are seen; empty for the host itself. */
  root: "${env:HOST_ROOT}",
} as const;

const GATEWAY = "otlp_http/gateway";
const AUTH = "bearertokenauth";
const LOOPBACK = "127.0.0.1";

/** One line or span may be larger; requests are smaller than the least that a gateway takes. */
const LARGEST_BATCH = 500_000;

/** The host's files are where they are. */
const ON_THE_HOST = Object.fromEntries(
  COMPONENT_NAMES.map((name) => [name, { kind: "absent" }]),
) as DeploymentPlan;

/**
 * `config.yaml` of the collector on another host: lines of files, numbers of the host and what its programs send by OTLP
 * are masked and go to the gateway, through a queue on the disk.
 *
 * @throws InvalidInputError for a source that cannot be read on another host
 */
export function renderAgentConfig(agent: AgentSpec): string {
  const files = fileReceivers(agent);
  const logs = maskingProcessors(agent.masking, "logs");
  const traces = maskingProcessors(agent.masking, "traces");
  const metrics = maskingProcessors(agent.masking, "metrics");
  const others = distrustProcessors(agent.masking);
  const hasFiles = readsFiles(agent);
  const otlp = agent.otlp ? ["otlp"] : [];
  const config: ConfigSection = {
    receivers: {
      ...files,
      ...(agent.hostMetrics && { host_metrics: hostMetrics() }),
      ...(agent.otlp && { otlp: { protocols: LOCAL_OTLP } }),
      "prometheus/self": SELF,
    },
    processors: {
      "filter/self": SELF_ONLY,
      memory_limiter: limiterWithin(agent.memory),
      resource_detection: {
        detectors: ["system"],
        system: { hostname_sources: ["os"] },
        override: false,
      },
      ...((hasFiles || agent.otlp) && logs),
      ...(agent.otlp && { ...others, ...traces, ...metrics }),
      "transform/host": hostLabel(agent),
    },
    service: {
      pipelines: {
        ...(hasFiles && {
          "logs/files": pipeline(Object.keys(files), Object.keys(logs)),
        }),
        ...(agent.otlp && {
          "logs/otlp": pipeline(otlp, Object.keys({ ...others, ...logs })),
        }),
        ...(agent.otlp && { traces: pipeline(otlp, Object.keys(traces)) }),
        metrics: pipeline(
          [
            ...(agent.hostMetrics ? ["host_metrics"] : []),
            ...otlp,
            "prometheus/self",
          ],
          ["filter/self", ...(agent.otlp ? Object.keys(metrics) : [])],
        ),
      },
    },
  };
  // References to variables are left as they are; a dollar sign in anything else is only that.
  return toYaml(deepMerge(escapeDollars(config), delivery(agent, files)));
}

/** `filesystem.yaml`: what a service of systemd can measure beside, and a container can not. */
export function renderFileSystemConfig(): string {
  return toYaml({
    receivers: {
      host_metrics: {
        scrapers: {
          filesystem: {
            exclude_fs_types: {
              match_type: "strict",
              fs_types: FILE_SYSTEMS_ELSEWHERE,
            },
          },
        },
      },
    },
  });
}

/** What is in memory, or the same as another one. */
const FILE_SYSTEMS_ELSEWHERE = [
  "devtmpfs",
  "nsfs",
  "overlay",
  "ramfs",
  "squashfs",
  "tmpfs",
];

const LOCAL_OTLP = {
  grpc: { endpoint: `${LOOPBACK}:${PORT.otlpGrpc}` },
  http: { endpoint: `${LOOPBACK}:${PORT.otlpHttp}`, ...OTLP_PACKING },
} as const;

/** Nobody can scrape another host, so that the agent sends its own numbers with the others. */
const SELF = {
  config: {
    scrape_configs: [
      {
        job_name: AGENT,
        scrape_interval: "30s",
        static_configs: [{ targets: [`${LOOPBACK}:${PORT.telemetry}`] }],
      },
    ],
  },
} as const;

/** `up` of the agent's own scrape would look like that of a job of Prometheus. */
const SELF_ONLY = {
  error_mode: "ignore",
  metrics: {
    metric: [
      `resource.attributes["service.name"] == "${AGENT}" and not IsMatch(metric.name, "^otelcol_")`,
    ],
  },
};

function hostMetrics(): ConfigSection {
  return {
    collection_interval: "15s",
    scrapers: {
      cpu: {},
      memory: {},
      load: {},
      paging: {},
      disk: {},
      network: {},
    },
  };
}

function pipeline(
  receivers: readonly string[],
  own: readonly string[],
): ConfigSection {
  return {
    receivers,
    // Masked before anything is written to the disk.
    processors: [
      "memory_limiter",
      ...own,
      "resource_detection",
      "transform/host",
    ],
    exporters: [GATEWAY],
  };
}

/** Whether it has a source of files, which needs the mark. */
export function readsFiles({ logs }: AgentSpec): boolean {
  return logs.some(({ source }) => source.kind === "file");
}

function fileReceivers(agent: AgentSpec): ConfigSection {
  const files = sourceReceivers({ sources: agent.logs, plan: ON_THE_HOST });
  return withSearch(files, agent.masking);
}

/** The same labels for lines, numbers and spans; without `host` the numbers of two hosts would be one series. */
function hostLabel({ host, labels }: AgentSpec): ConfigSection {
  const all = Object.entries({ host, ...labels }).map(([key, value]) => ({
    key: JSON.stringify(key),
    value: JSON.stringify(value),
  }));
  const resource = all.map(
    ({ key, value }) => `set(resource.attributes[${key}], ${value})`,
  );
  return {
    error_mode: "ignore",
    log_statements: resource,
    trace_statements: resource,
    metric_statements: [
      ...resource,
      ...all.map(
        ({ key, value }) => `set(datapoint.attributes[${key}], ${value})`,
      ),
      // The service sees every file system as one that nobody may write to.
      'delete_key(datapoint.attributes, "mode") where metric.name == "system.filesystem.usage"',
    ],
  };
}

interface FilePatterns {
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
}

function belowRoot({ include, exclude = [] }: FilePatterns): FilePatterns {
  const below = (patterns: readonly string[]): readonly string[] =>
    patterns.map((path) => `${ENV.root}${path.replaceAll("$", "$$$$")}`);
  return {
    include: [...below(include), `${ENV.config}/${AGENT_FILE.mark}`],
    exclude: below(exclude),
  };
}

function delivery(agent: AgentSpec, files: ConfigSection): ConfigSection {
  return {
    extensions: {
      [AUTH]: { filename: `${ENV.secrets}/${AGENT_SECRET.token}` },
      file_storage: {
        directory: `${ENV.data}/storage`,
        create_directory: true,
        compaction: {
          on_start: true,
          on_rebound: true,
          directory: `${ENV.data}/storage`,
        },
      },
    },
    receivers: {
      ...Object.fromEntries(
        Object.entries(files).map(([name, receiver]) => [
          name,
          belowRoot(receiver as FilePatterns),
        ]),
      ),
      ...(agent.hostMetrics && { host_metrics: { root_path: ENV.root } }),
    },
    exporters: {
      [GATEWAY]: {
        endpoint: agent.endpoint.replaceAll("$", "$$$$"),
        compression: "gzip",
        auth: { authenticator: AUTH },
        // Who says which host it is may keep what the gateway refuses for a wrong token or certificate, until that is mended.
        headers: { [AGENT_HEADER]: agent.host },
        ...(agent.endpoint.startsWith("https:") && { tls: tls(agent) }),
        retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
        sending_queue: {
          enabled: true,
          storage: "file_storage",
          sizer: "bytes",
          // One for each kind of data, each of which takes twice its size for a while when it is compacted.
          queue_size: Math.floor(agent.queue.toBytes() / 6),
          block_on_overflow: true,
          // For each kind of data; a gateway takes in some 60 requests at a time, of all hosts.
          num_consumers: 2,
          batch: {
            flush_timeout: "1s",
            min_size: LARGEST_BATCH / 10,
            max_size: LARGEST_BATCH,
          },
        },
      },
    },
    service: {
      extensions: [AUTH, "file_storage"],
      telemetry: {
        // The usual name of an instance is another one with each start.
        resource: {
          attributes: [
            { name: "service.name", value: AGENT },
            { name: "service.instance.id", value: agent.host },
          ],
        },
        logs: { level: "info", encoding: "json" },
        metrics: { level: "normal", readers: telemetryReader(LOOPBACK) },
      },
    },
  };
}

function tls(agent: AgentSpec): ConfigSection {
  return {
    min_version: "1.2",
    reload_interval: "1h",
    ...(agent.authorities !== undefined && {
      ca_file: `${ENV.config}/${AGENT_FILE.authorities}`,
    }),
    ...(agent.clientCertificate && {
      cert_file: `${ENV.secrets}/${AGENT_SECRET.certificate}`,
      key_file: `${ENV.secrets}/${AGENT_SECRET.key}`,
    }),
  };
}
