import { DATA_SOURCE, type Labels } from "../domain/names";
import { quoteLabelValue } from "../domain/promql/literal";
import { endpointsOfAll, PORT } from "../domain/telemetry/addresses";
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
    },
    compactor: {
      working_directory: `${DATA}/compactor`,
      retention_enabled: true,
      delete_request_store: "filesystem",
    },
    querier: {
      max_concurrent: 4,
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
      ingestion_rate_mb: 8,
      ingestion_burst_size_mb: 16,
      max_line_size: "256KB",
      max_line_size_truncate: true,
      // The collector cuts fields at 8 KiB and keeps 100 of them.
      max_structured_metadata_size: "1MB",
      per_stream_rate_limit: "8MB",
      per_stream_rate_limit_burst: "24MB",
      max_global_streams_per_user: 5000,
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
  const megabytes = (bytesPerSecond?.toBytes() ?? 0) / 1024 ** 2;
  return {
    ...(bytesPerSecond !== undefined && {
      ingestion_rate_mb: megabytes,
      // A batch of the agent has 3 MB at the most, which would never pass a smaller one.
      ingestion_burst_size_mb: Math.max(2 * megabytes, LARGEST_PUSH),
    }),
    ...(streams !== undefined && { max_global_streams_per_user: streams }),
  };
}

/** In megabytes, with what Loki adds to a batch of the agent. */
const LARGEST_PUSH = 8;

function selector({ match }: RetentionStream): string {
  const matchers = Object.entries(match).map(
    ([label, value]) => `${label}=${quoteLabelValue(value)}`,
  );
  return `{${matchers.join(",")}}`;
}
