import type { Dashboard } from "../../domain/dashboard/model";
import { LogSource } from "../../domain/logs/source";
import { tuneAlerts, type AlertTuning } from "../../domain/rules/override";
import type { RuleGroup } from "../../domain/rules/rule";
import { requireNames, requireOneOf } from "../../domain/shape";
import type { Bytes } from "../../domain/units";
import { httpServiceAlerts } from "../alerts/http-service/alerts";
import {
  HTTP_SERVICE_THRESHOLDS,
  type HttpServiceThresholds,
} from "../alerts/http-service/options";
import { requirePackOptions } from "../alerts/pack-options";
import { runtimeAlerts } from "../alerts/runtime/alerts";
import type { NodeRuntimeOptions } from "../alerts/runtime/options";
import type { NodeThresholds } from "../alerts/runtime/thresholds";
import { runtimeDashboard } from "../dashboards/runtime/dashboard";

/** What a service is instrumented with: `node` is the package `@cdktf-observability/node`. */
export type KitName = "node";

/** Changes to the alerts that a kit brings. */
export interface KitAlerts extends AlertTuning {
  /**
   * From which values on the alerts about requests fire.
   * @default {}
   */
  readonly thresholds?: HttpServiceThresholds;
  /**
   * The same of the alerts about the runtime.
   * @default {}
   */
  readonly runtimeThresholds?: NodeThresholds;
  /**
   * The most that the heap may hold, as `--max-old-space-size` sets it.
   * @default Bytes.gibibytes(2), V8's own on machines of 8 to 15 GiB
   */
  readonly heapLimit?: Bytes;
}

interface KitService {
  readonly name: string;
  readonly team?: string;
}

/** What follows from the kit of a service, without any further line. */
export interface Kit {
  /** Where the kit serves metrics, health and readiness. */
  readonly port: number;
  /** Lines of the container that has the service's name. */
  logs(service: KitService): LogSource;
  alerts(service: KitService, tuning: KitAlerts): readonly RuleGroup[];
  dashboards(service: KitService, tuning: KitAlerts): readonly Dashboard[];
}

/** The port that OpenTelemetry's specification gives to metrics that are read. */
const METRICS_PORT = 9464;

const KITS: Readonly<Record<KitName, Kit>> = {
  node: {
    port: METRICS_PORT,
    logs: ({ name }) => LogSource.container(name),
    alerts: (service, tuning) => {
      const { thresholds = {}, overrides, exclude } = tuning;
      const groups = [
        ...httpServiceAlerts({ ...owner(service), thresholds }),
        ...runtimeAlerts(runtimeOf(service, tuning)),
      ];
      return tuneAlerts(groups, {
        ...(overrides !== undefined && { overrides }),
        ...(exclude !== undefined && { exclude }),
      });
    },
    dashboards: (service, tuning) => [
      runtimeDashboard(runtimeOf(service, tuning)),
    ],
  },
};

/** @throws InvalidInputError for the name of a kit that does not exist, with those that do */
export function requireKit(what: string, kit: KitName): Kit {
  requireOneOf(what, kit, Object.keys(KITS));
  return KITS[kit];
}

/** @throws InvalidInputError for an option that does not exist, and one of another kind */
export function requireKitAlerts(what: string, alerts: KitAlerts): void {
  requirePackOptions<KitAlerts>(what, alerts, {
    overrides: "record?",
    exclude: "list?",
    thresholds: "record?",
    runtimeThresholds: "record?",
    heapLimit: "size?",
  });
  requireNames(
    `thresholds of ${what}`,
    alerts.thresholds ?? {},
    Object.keys(HTTP_SERVICE_THRESHOLDS),
  );
}

function owner({ name, team }: KitService) {
  return { service: name, ...(team !== undefined && { team }) };
}

function runtimeOf(
  service: KitService,
  { runtimeThresholds: thresholds = {}, heapLimit }: KitAlerts,
): NodeRuntimeOptions {
  return {
    runtime: "node",
    job: service.name,
    ...owner(service),
    thresholds,
    ...(heapLimit !== undefined && { heapLimit }),
  };
}
