import { dashboardUid } from "../../../domain/dashboard/uid";
import { slug } from "../../../domain/names";
import { Bytes } from "../../../domain/units";
import { requireKind, requireOneOf } from "../../../domain/shape";
import { requirePackOptions } from "../pack-options";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";
import {
  GO_CLIENTS,
  JVM_CLIENTS,
  NODE_CLIENTS,
  type GoClient,
  type GoMetrics,
  type JvmClient,
  type JvmMetrics,
  type NodeClient,
  type NodeMetrics,
} from "./metrics";
import {
  GO_THRESHOLDS,
  JVM_THRESHOLDS,
  NODE_THRESHOLDS,
  type GoThresholds,
  type JvmThresholds,
  type NodeThresholds,
} from "./thresholds";

interface CommonOptions {
  /** Scrape job of the programs; each of its instances is watched for itself. */
  readonly job: string;
  /**
   * Label `service` of the alerts.
   * @default - the name of the job
   */
  readonly service?: string;
  /**
   * Label `team` of the alerts.
   * @default - none
   */
  readonly team?: string;
  /**
   * Dashboard that the alerts link to.
   * @default - `runtime-` and the name of the job, that of `runtimeDashboard`
   */
  readonly dashboardUid?: string;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

export interface NodeRuntimeOptions extends CommonOptions {
  readonly runtime: "node";
  /**
   * Whose names the metrics have: prom-client's, or those of OpenTelemetry's conventions. prom-client does not tell how busy
   * the event loop is; the time of the processor stands for it.
   * @default "prom-client"
   */
  readonly client?: NodeClient;
  /**
   * The most that the heap may hold, as `--max-old-space-size` sets it; no client tells it.
   * @default Bytes.gibibytes(2), V8's own on machines of 8 to 15 GiB
   */
  readonly heapLimit?: Bytes;
  /** @default {} */
  readonly thresholds?: NodeThresholds;
}

export interface GoRuntimeOptions extends CommonOptions {
  readonly runtime: "go";
  /**
   * Whose names the metrics have; OpenTelemetry's conventions tell neither pauses nor threads.
   * @default "client_golang"
   */
  readonly client?: GoClient;
  /** @default {} */
  readonly thresholds?: GoThresholds;
}

export interface JvmRuntimeOptions extends CommonOptions {
  readonly runtime: "jvm";
  /**
   * Whose names the metrics have: Micrometer's, as in Spring Boot; those of the Java client of Prometheus and of the JMX
   * exporter, which alone tell of deadlocks; or those of OpenTelemetry's conventions.
   * @default "micrometer"
   */
  readonly client?: JvmClient;
  /** @default {} */
  readonly thresholds?: JvmThresholds;
}

export type RuntimeAlertOptions =
  NodeRuntimeOptions | GoRuntimeOptions | JvmRuntimeOptions;

interface CommonSettings {
  readonly job: string;
  readonly service: string;
  readonly team: string | undefined;
  readonly dashboardUid: string;
  readonly dashboardIsDefault: boolean;
  readonly runbookUrl: string;
}

export interface NodeSettings extends CommonSettings {
  readonly runtime: "node";
  readonly metrics: NodeMetrics;
  readonly heapLimit: Bytes;
  readonly limits: Required<NodeThresholds>;
}

export interface GoSettings extends CommonSettings {
  readonly runtime: "go";
  readonly metrics: GoMetrics;
  readonly limits: Required<GoThresholds>;
}

export interface JvmSettings extends CommonSettings {
  readonly runtime: "jvm";
  readonly metrics: JvmMetrics;
  readonly limits: Required<JvmThresholds>;
}

const COMMON = {
  job: "text",
  runtime: "text",
  client: "text?",
  service: "text?",
  team: "text?",
  thresholds: "record?",
  dashboardUid: "text?",
  runbookUrl: "text?",
} as const;

const WHAT = "options of runtimeAlerts";
const THRESHOLDS = "thresholds of runtimeAlerts";

/** @throws InvalidInputError for an option that does not exist, one of another kind, and a threshold that makes no sense */
export function runtimeSettings(
  options: RuntimeAlertOptions,
): NodeSettings | GoSettings | JvmSettings {
  requireKind(WHAT, options, "record");
  const isNode = options.runtime === "node";
  requirePackOptions<RuntimeAlertOptions & { heapLimit?: unknown }>(
    WHAT,
    options,
    isNode ? { ...COMMON, heapLimit: "size?" } : (COMMON as never),
  );
  const { runtime } = options;
  requireOneOf(`runtime of ${WHAT}`, runtime, ["node", "go", "jvm"]);
  const common = {
    job: options.job,
    service: options.service ?? options.job,
    team: options.team,
    dashboardUid:
      options.dashboardUid ?? dashboardUid(`runtime-${slug(options.job)}`),
    dashboardIsDefault: options.dashboardUid === undefined,
    runbookUrl: options.runbookUrl ?? runbookPage("runtime"),
  };
  switch (options.runtime) {
    case "node":
      return {
        ...common,
        runtime: "node",
        metrics: clientOf(NODE_CLIENTS, options.client ?? "prom-client"),
        heapLimit: options.heapLimit ?? Bytes.gibibytes(2),
        limits: withThresholds(THRESHOLDS, NODE_THRESHOLDS, options.thresholds),
      };
    case "go":
      return {
        ...common,
        runtime: "go",
        metrics: clientOf(GO_CLIENTS, options.client ?? "client_golang"),
        limits: withThresholds(THRESHOLDS, GO_THRESHOLDS, options.thresholds),
      };
    case "jvm":
      return {
        ...common,
        runtime: "jvm",
        metrics: clientOf(JVM_CLIENTS, options.client ?? "micrometer"),
        limits: withThresholds(THRESHOLDS, JVM_THRESHOLDS, options.thresholds),
      };
  }
}

function clientOf<Client extends string, T>(
  clients: Readonly<Record<Client, T>>,
  client: Client,
): T {
  requireOneOf(`client of ${WHAT}`, client, Object.keys(clients));
  return clients[client];
}
