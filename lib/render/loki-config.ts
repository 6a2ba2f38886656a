import { DATA_SOURCE, type Labels } from "../domain/names";
import { quoteLabelValue } from "../domain/promql/literal";
import { endpointsOfAll, PORT } from "../domain/telemetry/addresses";
import { OLDEST_LINE } from "../domain/logs/oldest-line";
import type { LogRetention, RetentionStream } from "../domain/logs/retention";
import { LOG_INDEX_LABELS } from "../domain/logs/source";
import {
  OWN_TENANT,
  type LogTenant,
  type LogTenantLimits,
} from "../domain/logs/tenants";
import {
  acceptsRemoteWrite,
  extraConfigOf,
  type DeploymentPlan,
  type Endpoints,
} from "../domain/telemetry/plan";
import { grafanaAddress } from "./grafana-address";
import { deepMerge } from "./merge";
import { toYaml } from "./yaml";

const DATA = "/loki";
const CONFIG = "/etc/loki";

/** In bytes. */
const LARGEST_MESSAGE = 64 * 1024 ** 2;

/** In megabytes, with what Loki adds to a batch of the agent. */
const LARGEST_PUSH = 8;

/** Megabytes per second of a tenant: several times what the agent can read with a processor of its own. */
const RATE = 64;

/** Where rules of tenants are, apart from those of before, which a volume still holds. */
const TENANT_RULES = "tenant-rules";

/** The file of Loki's rules that are about the lines of a tenant, below its folder of configuration. */
export function lokiRulesFile(tenant?: LogTenant): string {
  return tenant === undefined
    ? `rules/${OWN_TENANT}/rules.yaml`
    : `${TENANT_RULES}/${tenant.name}/rules.yaml`;
}

/**
 * `loki.yaml` of a single Loki that keeps its data in files. How long lines stay is in `overrides.yaml`, which Loki reads
 * again while it runs; its own rules are in `rules/fake`, or in a folder for each tenant, which it reads again too.
 *
 * What a recording rule gives is sent to Prometheus where that takes series from others, and is lost where it does not; so
 * are the series `ALERTS` of the alerts, by which dashboards know of them.
 */
export function renderLokiConfig(options: {
  readonly endpoints: Endpoints;
  readonly plan: DeploymentPlan;
  /** Labels on each alert, as on those of Prometheus: routes match on them. Default: none. */
  readonly externalLabels?: Labels;
  /** Whose lines are kept apart. Default: none, all lines are together and Loki asks for no tenant. */
  readonly tenants?: readonly LogTenant[];
  /** How long lines of teams stay that are gone. Of use with tenants only. */
  readonly retention?: LogRetention;
}): string {
  const { endpoints, plan, externalLabels = {}, tenants = [] } = options;
  const isDivided = tenants.length > 0;
  const rules = `${CONFIG}/${isDivided ? TENANT_RULES : "rules"}`;
  const grafana = grafanaAddress(plan);
  const config = {
    auth_enabled: isDivided,
    analytics: { reporting_enabled: false },
    server: {
      http_listen_port: PORT.loki,
      // Only Loki itself talks to its gRPC port.
      grpc_listen_address: "127.0.0.1",
      grpc_listen_port: 9095,
      // Within Loki a batch has the fields of the resource with each of its lines: what is too great would be sent again for ever.
      grpc_server_max_recv_msg_size: LARGEST_MESSAGE,
      grpc_server_max_send_msg_size: LARGEST_MESSAGE,
      log_level: "warn",
    },
    common: {
      path_prefix: DATA,
      instance_addr: "127.0.0.1",
      replication_factor: 1,
      ring: { kvstore: { store: "inmemory" } },
      storage: {
        filesystem: {
          chunks_directory: `${DATA}/chunks`,
          rules_directory: rules,
        },
      },
    },
    schema_config: {
      configs: [
        {
          from: "2024-01-01",
          store: "tsdb",
          object_store: "filesystem",
          schema: "v13",
          index: { prefix: "index_", period: "24h" },
        },
      ],
    },
    ingester: {
      // There are no other ingesters to wait for.
      lifecycler: { min_ready_duration: "0s" },
      // The default of 4 GB is above the memory of the container.
      wal: { replay_memory_ceiling: "64MB" },
      // Lines of a stream that are older than its newest one by more than half of this are refused, and lost: those of a
      // file that was rotated while Loki was away, and those that waited to be sent again.
      max_chunk_age: "24h",
      // Chunks that grow for a day must not need more memory than usual ones, of 1.5 MB and 256 KiB, that grow for two hours.
      chunk_target_size: 256 * 1024,
      chunk_block_size: 64 * 1024,
    },
    compactor: {
      working_directory: `${DATA}/compactor`,
      retention_enabled: true,
      delete_request_store: "filesystem",
    },
    querier: {
      max_concurrent: 4,
      // Chunks are in memory for as long as they grow.
      query_ingesters_within: "0s",
      ...(isDivided && { multi_tenant_queries_enabled: true }),
    },
    query_range: {
      results_cache: {
        cache: { embedded_cache: { enabled: true, max_size_mb: 16 } },
      },
    },
    limits_config: {
      otlp_config: {
        resource_attributes: {
          ignore_defaults: true,
          attributes_config: [
            { action: "index_label", attributes: [...LOG_INDEX_LABELS] },
          ],
        },
      },
      // The collector sets `service` and `level`; a guess beside them would contradict.
      discover_service_name: [],
      discover_log_levels: false,
      reject_old_samples_max_age: OLDEST_LINE.toGo(),
      ...ratesOf(RATE),
      max_line_size: "256KB",
      max_line_size_truncate: true,
      // The collector cuts fields at 8 KiB and keeps 100 of them.
      max_structured_metadata_size: "1MB",
      // Of a batch that is beyond the limit of one of its streams, lines are lost: Loki answers with what became of another
      // stream. Beyond the rate of all lines it refuses the whole batch, which is sent again. So that must be reached first.
      per_stream_rate_limit: `${4 * RATE}MB`,
      per_stream_rate_limit_burst: `${8 * RATE}MB`,
      max_global_streams_per_user: 5000,
      // The default is 500, while the dashboard of logs counts by message, and a host with many programs has more of them.
      max_query_series: 5000,
      ...(isDivided && { retention_period: options.retention?.default.toGo() }),
    },
    runtime_config: { file: `${CONFIG}/overrides.yaml`, period: "5s" },
    ruler: {
      ...(endpoints.alertmanager !== undefined && {
        // It tells all that it finds here.
        alertmanager_url: endpointsOfAll(plan, endpoints, "alertmanager").join(
          ",",
        ),
      }),
      // The links of alerts open the query in Grafana.
      ...(grafana !== undefined && { external_url: grafana }),
      datasource_uid: DATA_SOURCE.loki,
      ...(Object.keys(externalLabels).length > 0 && {
        external_labels: externalLabels,
      }),
      // A page must arrive within a minute.
      evaluation_interval: "30s",
      poll_interval: "10s",
      // After its start the ruler looks for Alertmanager and may lose what fires first, until it is sent again.
      resend_delay: "30s",
      enable_api: true,
      rule_path: `${DATA}/rules-temp`,
      // The default is below the root, which is read-only.
      wal: { dir: `${DATA}/ruler-wal` },
      ...(acceptsRemoteWrite(plan) && {
        remote_write: {
          enabled: true,
          clients: Object.fromEntries(
            endpointsOfAll(plan, endpoints, "prometheus").map((url, index) => [
              index === 0 ? "prometheus" : `prometheus-${index + 1}`,
              { url: `${url}/api/v1/write` },
            ]),
          ),
        },
      }),
      storage: {
        type: "local",
        local: { directory: rules },
      },
      // The volume still holds the folders of teams that are gone.
      ...(isDivided && {
        enabled_tenants: tenants.map(({ name }) => name).join(","),
      }),
    },
  };
  return toYaml(deepMerge(config, extraConfigOf(plan, "loki")));
}

/**
 * `overrides.yaml`: how long lines stay, and what a team may send that differs from others. Of the streams that match a line, Loki takes the one of highest priority; the
 * longer time gets the higher one.
 *
 * @see https://grafana.com/docs/loki/latest/operations/storage/retention/
 */
export function renderLokiOverrides(
  retention: LogRetention,
  tenants: readonly LogTenant[] = [],
): string {
  return toYaml({
    overrides: {
      [OWN_TENANT]: retentionLimits(retention),
      ...Object.fromEntries(
        tenants.map(({ name, limits = {}, retention: own = retention }) => [
          name,
          { ...retentionLimits(own), ...sendingLimits(limits) },
        ]),
      ),
    },
  });
}

function retentionLimits({ default: keep, streams }: LogRetention): object {
  const byTime = [...streams].sort((a, b) => a.keep.compare(b.keep));
  return {
    retention_period: keep.toGo(),
    retention_stream: byTime.map((stream, index) => ({
      selector: selector(stream),
      priority: index + 1,
      period: stream.keep.toGo(),
    })),
  };
}

function sendingLimits({ bytesPerSecond, streams }: LogTenantLimits): object {
  return {
    ...(bytesPerSecond !== undefined &&
      ratesOf(bytesPerSecond.toBytes() / 1024 ** 2)),
    ...(streams !== undefined && { max_global_streams_per_user: streams }),
  };
}

function ratesOf(megabytes: number): object {
  return {
    ingestion_rate_mb: megabytes,
    // A batch of the agent has 3 MB at the most, which would never pass a smaller one.
    ingestion_burst_size_mb: Math.max(2 * megabytes, LARGEST_PUSH),
  };
}

function selector({ match }: RetentionStream): string {
  const matchers = Object.entries(match).map(
    ([label, value]) => `${label}=${quoteLabelValue(value)}`,
  );
  return `{${matchers.join(",")}}`;
}
