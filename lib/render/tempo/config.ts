import { InvalidInputError } from "../../domain/problem";
import { requirePublicUrl } from "../../domain/routing/receiver-input";
import { requireOneOf, requireOptions, requireShape } from "../../domain/shape";
import { shown } from "../../domain/shown";
import { PORT } from "../../domain/telemetry/addresses";
import { Duration, LONGEST_RETENTION } from "../../domain/units";
import type { ConfigSection } from "../merge";
import { toYaml } from "../yaml";

/** Versions of Tempo that are configured differently. */
const VERSIONS = ["2.10", "3.0"] as const;

/** What Tempo keeps, and where its metrics go. */
export interface TempoOptions {
  /** Its version: 3.0 replaced the parts that take spans in and that delete them. */
  readonly version: (typeof VERSIONS)[number];
  /**
   * How long spans are kept.
   * @default Duration.days(7)
   */
  readonly retention?: Duration;
  /**
   * Address of a Prometheus that takes what Tempo counts in spans: who calls whom, and calls, errors and durations, with
   * exemplars. That of the platform does when told so: `components: { prometheus: { remoteWriteReceiver: true } }`.
   * @default - Tempo counts nothing, and there is no service map
   */
  readonly prometheus?: string;
  /**
   * Folder of its data; a volume that the user of the image, 10001, may write to.
   * @default "/var/tempo"
   */
  readonly folder?: string;
}

/** The port of Tempo's own interface, which is also that of Grafana's data source. */
export const TEMPO_PORT = 3200;

/** Where it keeps its data unless told otherwise; the image has this folder for its user. */
export const TEMPO_FOLDER = "/var/tempo";

const FOLDER = /^(?:\/[\w.-]+)+$/;

const SHORTEST = Duration.hours(1);

/**
 * `tempo.yaml` of one Tempo that runs all its parts and keeps spans in files. It takes spans by OTLP on ports 4317 and 4318,
 * answers on 3200, and tells nobody of its use.
 *
 * @throws InvalidInputError for an unknown version or option, a retention below an hour, and a malformed address or folder
 * @see https://grafana.com/docs/tempo/latest/configuration/
 */
export function renderTempoConfig(options: TempoOptions): string {
  requireTempo(options);
  const { version, folder = TEMPO_FOLDER } = options;
  const retention = (options.retention ?? Duration.days(7)).toGo();
  return toYaml({
    server: { http_listen_port: TEMPO_PORT },
    distributor: {
      receivers: {
        otlp: {
          protocols: {
            grpc: { endpoint: `0.0.0.0:${PORT.otlpGrpc}` },
            http: { endpoint: `0.0.0.0:${PORT.otlpHttp}` },
          },
        },
      },
    },
    ...(version === "2.10"
      ? { compactor: { compaction: { block_retention: retention } } }
      : partsOfVersion3(folder, retention)),
    ...(options.prometheus !== undefined &&
      generator(options.prometheus, folder)),
    storage: {
      trace: {
        backend: "local",
        local: { path: `${folder}/blocks` },
        wal: { path: `${folder}/wal` },
      },
    },
    usage_report: { reporting_enabled: false },
  });
}

/**
 * What replaced ingester and compactor. Without Kafka the distributor hands spans to the live store inside the program.
 *
 * @see https://grafana.com/docs/tempo/latest/set-up-for-tracing/setup-tempo/migrate-to-3/
 */
function partsOfVersion3(folder: string, retention: string): ConfigSection {
  const compaction = { block_retention: retention };
  return {
    live_store: {
      wal: { path: `${folder}/live-store/traces` },
      shutdown_marker_dir: `${folder}/live-store/shutdown-marker`,
    },
    block_builder: { wal: { path: `${folder}/block-builder/traces` } },
    backend_scheduler: {
      local_work_path: `${folder}/backend-scheduler`,
      provider: { compaction: { compaction } },
    },
    backend_worker: { compaction },
  };
}

/** Who calls whom, and calls, errors and durations, of the spans that Tempo gets: of the kept ones where traces are sampled. */
function generator(prometheus: string, folder: string): ConfigSection {
  return {
    metrics_generator: {
      storage: {
        path: `${folder}/generator/wal`,
        remote_write: [
          {
            url: `${prometheus.replace(/\/+$/, "")}/api/v1/write`,
            send_exemplars: true,
          },
        ],
      },
    },
    overrides: {
      defaults: {
        metrics_generator: { processors: ["service-graphs", "span-metrics"] },
      },
    },
  };
}

function requireTempo(options: TempoOptions): void {
  const what = "a configuration of Tempo";
  requireOptions(what, options, [
    "version",
    "retention",
    "prometheus",
    "folder",
  ]);
  requireOneOf(`version of ${what}`, options.version, VERSIONS);
  requireShape(what, options, { retention: "duration?", folder: "text?" });
  const { retention, prometheus, folder } = options;
  if (
    retention !== undefined &&
    (retention.compare(SHORTEST) < 0 ||
      retention.compare(LONGEST_RETENTION) > 0)
  ) {
    throw new InvalidInputError(
      "tempo-retention",
      `retention of ${what} must be from ${SHORTEST.toString()} to ${LONGEST_RETENTION.toString()}, got ${retention.toString()}; leave it out for 7 days`,
    );
  }
  if (prometheus !== undefined) {
    requirePublicUrl(`prometheus of ${what}`, prometheus);
  }
  if (folder !== undefined && !FOLDER.test(folder)) {
    throw new InvalidInputError(
      "tempo-folder",
      `folder of ${what} must be an absolute path of letters, digits, "_", "." and "-", got ${shown(folder)}; write it like "/var/tempo"`,
    );
  }
}
