import type { AgentSpec } from "../../domain/hosts/agent";
import { COMPONENT_NAMES } from "../../domain/telemetry/component-name";
import { PORT } from "../../domain/telemetry/addresses";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import { deepMerge, escapeDollars, type ConfigSection } from "../merge";
import { logReceivers } from "../otel/log-receivers";
import { maskingProcessors } from "../otel/masking";
import { telemetryReader } from "../otel/telemetry";
import { toYaml } from "../yaml";

/** What differs between a service of systemd and a container; both set these variables. */
const ENV = {
  /** Folder of the token and the certificates. */
  secrets: "${env:CREDENTIALS_DIRECTORY}",
  data: "${env:STATE_DIRECTORY}",
  /** Where the host's files are seen; empty for the host itself. */
  root: "${env:HOST_ROOT}",
} as const;

const GATEWAY = "otlp_http/gateway";
const LOOPBACK = "127.0.0.1";

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
  const hasLogs = Object.keys(files).length > 0 || agent.otlp;
  const otlp = agent.otlp ? ["otlp"] : [];
  const config: ConfigSection = {
    receivers: {
      ...files,
      ...(agent.hostMetrics && { host_metrics: hostMetrics() }),
      ...(agent.otlp && { otlp: { protocols: LOCAL_OTLP } }),
      "prometheus/self": SELF,
    },
    processors: {
      memory_limiter: memoryLimiter(agent),
      resource_detection: {
        detectors: ["system"],
        system: { hostname_sources: ["os"] },
        override: false,
      },
      ...(hasLogs && logs),
      ...(agent.otlp && traces),
      "transform/host": hostLabel(agent),
    },
    service: {
      pipelines: {
        ...(hasLogs && {
          logs: pipeline([...Object.keys(files), ...otlp], Object.keys(logs)),
        }),
        ...(agent.otlp && { traces: pipeline(otlp, Object.keys(traces)) }),
        metrics: pipeline(
          [
            ...(agent.hostMetrics ? ["host_metrics"] : []),
            ...otlp,
            "prometheus/self",
          ],
          [],
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
              fs_types: ["tmpfs", "devtmpfs", "overlay", "squashfs", "nsfs"],
            },
          },
        },
      },
    },
  });
}

const LOCAL_OTLP = {
  grpc: { endpoint: `${LOOPBACK}:${PORT.otlpGrpc}` },
  http: { endpoint: `${LOOPBACK}:${PORT.otlpHttp}` },
} as const;

/** Nobody can scrape another host, so that the agent sends its own numbers with the others. */
const SELF = {
  config: {
    scrape_configs: [
      {
        job_name: "observability-agent",
        scrape_interval: "30s",
        static_configs: [{ targets: [`${LOOPBACK}:${PORT.telemetry}`] }],
      },
    ],
  },
} as const;

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
  masking: readonly string[],
): ConfigSection {
  return {
    receivers,
    // Masked before anything is written to the disk.
    processors: [
      "memory_limiter",
      ...masking,
      "resource_detection",
      "transform/host",
    ],
    exporters: [GATEWAY],
  };
}

function fileReceivers(agent: AgentSpec): ConfigSection {
  const { "file_log/containers": _, ...files } = logReceivers({
    sources: agent.logs,
    plan: ON_THE_HOST,
    containerPrefix: "",
  });
  return files;
}

/** The same labels for lines, numbers and spans; without `host` the numbers of two hosts would be one series. */
function hostLabel({ labels }: AgentSpec): ConfigSection {
  const resource = [
    'set(resource.attributes["host"], resource.attributes["host.name"]) where resource.attributes["host"] == nil',
    ...Object.entries(labels).map(
      ([key, value]) =>
        `set(resource.attributes[${JSON.stringify(key)}], ${JSON.stringify(value)})`,
    ),
  ];
  const metric = ["host", ...Object.keys(labels)].map((key) => {
    const name = JSON.stringify(key);
    return `set(datapoint.attributes[${name}], resource.attributes[${name}])`;
  });
  return {
    error_mode: "ignore",
    log_statements: resource,
    trace_statements: resource,
    metric_statements: [...resource, ...metric],
  };
}

function memoryLimiter({ memory }: AgentSpec): ConfigSection {
  const limit = memory.toMebibytes();
  return {
    check_interval: "1s",
    limit_mib: Math.floor(limit * 0.8),
    spike_limit_mib: Math.floor(limit * 0.15),
  };
}

function delivery(agent: AgentSpec, files: ConfigSection): ConfigSection {
  return {
    extensions: {
      bearertokenauth: { filename: `${ENV.secrets}/token` },
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
          {
            include: (receiver as { include: readonly string[] }).include.map(
              (path) => `${ENV.root}${path.replaceAll("$", "$$$$")}`,
            ),
          },
        ]),
      ),
      ...(agent.hostMetrics && { host_metrics: { root_path: ENV.root } }),
    },
    exporters: {
      [GATEWAY]: {
        endpoint: agent.endpoint.replaceAll("$", "$$$$"),
        compression: "gzip",
        auth: { authenticator: "bearertokenauth" },
        tls: {
          ca_file: `${ENV.secrets}/ca.crt`,
          min_version: "1.2",
          reload_interval: "1h",
          ...(agent.clientCertificate && {
            cert_file: `${ENV.secrets}/client.crt`,
            key_file: `${ENV.secrets}/client.key`,
          }),
        },
        retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
        sending_queue: {
          enabled: true,
          storage: "file_storage",
          sizer: "bytes",
          // One for each kind of data, each of which takes twice its size for a while when it is compacted.
          queue_size: Math.floor(agent.queue.toBytes() / 6),
          block_on_overflow: true,
          // Smaller than the least that a gateway takes.
          batch: { flush_timeout: "1s", min_size: 50_000, max_size: 500_000 },
        },
      },
    },
    service: {
      extensions: ["bearertokenauth", "file_storage"],
      telemetry: {
        logs: { level: "info", encoding: "json" },
        metrics: { level: "normal", readers: telemetryReader(LOOPBACK) },
      },
    },
  };
}
