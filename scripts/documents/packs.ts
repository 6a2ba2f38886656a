import type { RuleGroup } from "../../lib/domain/rules/rule";
import type { Duration } from "../../lib/domain/units";
import { blackboxAlerts } from "../../lib/packs/alerts/blackbox/alerts";
import { BLACKBOX_THRESHOLDS } from "../../lib/packs/alerts/blackbox/options";
import { businessAlerts } from "../../lib/packs/alerts/business/alerts";
import { BUSINESS_THRESHOLDS } from "../../lib/packs/alerts/business/options";
import { capacityAlerts } from "../../lib/packs/alerts/capacity/alerts";
import { CAPACITY_THRESHOLDS } from "../../lib/packs/alerts/capacity/options";
import { containerAlerts } from "../../lib/packs/alerts/container/alerts";
import { CONTAINER_THRESHOLDS } from "../../lib/packs/alerts/container/options";
import { gatewayAlerts } from "../../lib/packs/alerts/gateway/alerts";
import { GATEWAY_THRESHOLDS } from "../../lib/packs/alerts/gateway/options";
import { remoteHostAlerts } from "../../lib/packs/alerts/remote-host/alerts";
import { REMOTE_HOST_THRESHOLDS } from "../../lib/packs/alerts/remote-host/options";
import { graphqlAlerts } from "../../lib/packs/alerts/graphql/alerts";
import { GRAPHQL_THRESHOLDS } from "../../lib/packs/alerts/graphql/options";
import { hostAlerts } from "../../lib/packs/alerts/host/alerts";
import { HOST_THRESHOLDS } from "../../lib/packs/alerts/host/options";
import { httpServiceAlerts } from "../../lib/packs/alerts/http-service/alerts";
import { HTTP_SERVICE_THRESHOLDS } from "../../lib/packs/alerts/http-service/options";
import { logAlerts } from "../../lib/packs/alerts/logs/alerts";
import { LOG_THRESHOLDS } from "../../lib/packs/alerts/logs/options";
import { nginxAlerts } from "../../lib/packs/alerts/nginx/alerts";
import { NGINX_THRESHOLDS } from "../../lib/packs/alerts/nginx/options";
import { platformAlerts } from "../../lib/packs/alerts/platform/alerts";
import { COMPONENT_THRESHOLDS } from "../../lib/packs/alerts/platform/options";
import { postgresqlAlerts } from "../../lib/packs/alerts/postgresql/alerts";
import { POSTGRESQL_THRESHOLDS } from "../../lib/packs/alerts/postgresql/options";
import { queueAlerts } from "../../lib/packs/alerts/queue/alerts";
import { QUEUE_THRESHOLDS } from "../../lib/packs/alerts/queue/options";
import { redisAlerts } from "../../lib/packs/alerts/redis/alerts";
import { REDIS_THRESHOLDS } from "../../lib/packs/alerts/redis/options";
import { releaseAlerts } from "../../lib/packs/alerts/release/alerts";
import { RELEASE_THRESHOLDS } from "../../lib/packs/alerts/release/options";
import { runtimeAlerts } from "../../lib/packs/alerts/runtime/alerts";
import {
  GO_THRESHOLDS,
  JVM_THRESHOLDS,
  NODE_THRESHOLDS,
} from "../../lib/packs/alerts/runtime/thresholds";
import { securityAlerts } from "../../lib/packs/alerts/security/alerts";
import {
  SECURITY_LOG_THRESHOLDS,
  SECURITY_METRIC_THRESHOLDS,
} from "../../lib/packs/alerts/security/options";
import { PLAN } from "../../test/lint/all-packs";
import { BUSINESS, QUEUE, SECURITY, SHOP } from "../../test/lint/pack-options";

export type Thresholds = Readonly<Record<string, number | Duration>>;

/** A set of thresholds and the alerts that they are for. */
export interface Variant {
  readonly defaults: Thresholds;
  readonly groups: (thresholds: Thresholds) => readonly RuleGroup[];
}

export interface DocumentedPack {
  /** Folder below `lib/packs/alerts`, and begin of the names of its runbooks. */
  readonly name: string;
  readonly about: string;
  /** How a program gets it. */
  readonly use: string;
  readonly variants: readonly Variant[];
}

/** All packs with everything that they can watch. */
export const DOCUMENTED_PACKS: readonly DocumentedPack[] = [
  {
    name: "http-service",
    about: "requests of a service: errors, durations, traffic, saturation",
    use: "httpServiceAlerts({ service })",
    variants: [
      variant(HTTP_SERVICE_THRESHOLDS, (thresholds) =>
        httpServiceAlerts({ ...SHOP, thresholds }),
      ),
    ],
  },
  {
    name: "graphql",
    about: "operations, resolvers and subscriptions of a GraphQL server",
    use: "graphqlAlerts({ service })",
    variants: [
      variant(GRAPHQL_THRESHOLDS, (thresholds) =>
        graphqlAlerts({ ...SHOP, thresholds }),
      ),
    ],
  },
  {
    name: "runtime",
    about:
      "event loop, heap, collections and threads of Node.js, Go and the JVM",
    use: "runtimeAlerts({ job, runtime })",
    variants: [
      variant(NODE_THRESHOLDS, (thresholds) =>
        runtimeAlerts({ job: "node", runtime: "node", thresholds }),
      ),
      variant(GO_THRESHOLDS, (thresholds) =>
        runtimeAlerts({ job: "go", runtime: "go", thresholds }),
      ),
      variant(JVM_THRESHOLDS, (thresholds) =>
        runtimeAlerts({
          job: "jvm",
          runtime: "jvm",
          client: "client_java",
          thresholds,
        }),
      ),
    ],
  },
  {
    name: "release",
    about: "deployments that make a service worse, go back or fail",
    use: "releaseAlerts({ service })",
    variants: [
      variant(RELEASE_THRESHOLDS, (thresholds) =>
        releaseAlerts({ ...SHOP, thresholds }),
      ),
    ],
  },
  {
    name: "business",
    about: "orders, revenue, sign-ups and stock beside what is usual",
    use: "businessAlerts({ service, metrics })",
    variants: [
      variant(BUSINESS_THRESHOLDS, (thresholds) =>
        businessAlerts({ ...BUSINESS, thresholds }),
      ),
    ],
  },
  {
    name: "postgresql",
    about: "servers of PostgreSQL",
    use: "PrometheusExporter with postgresqlExporter({ ... })",
    variants: [
      variant(POSTGRESQL_THRESHOLDS, (thresholds) =>
        postgresqlAlerts({ job: "orders-db", replicas: 1, thresholds }),
      ),
    ],
  },
  {
    name: "redis",
    about: "servers of Redis",
    use: "PrometheusExporter with redisExporter({ ... })",
    variants: [
      variant(REDIS_THRESHOLDS, (thresholds) =>
        redisAlerts({ job: "session-cache", replicas: 1, thresholds }),
      ),
    ],
  },
  {
    name: "nginx",
    about: "servers of nginx",
    use: "PrometheusExporter with nginxExporter({ ... })",
    variants: [
      variant(NGINX_THRESHOLDS, (thresholds) =>
        nginxAlerts({ workerConnections: 500, workerProcesses: 2, thresholds }),
      ),
    ],
  },
  {
    name: "queue",
    about: "messages that wait, of six systems",
    use: "queueAlerts({ job })",
    variants: [
      variant(QUEUE_THRESHOLDS, (thresholds) =>
        queueAlerts({ ...QUEUE, thresholds }),
      ),
    ],
  },
  {
    name: "blackbox",
    about: "what does not answer when asked from outside; certificates",
    use: "Probe",
    variants: [
      variant(BLACKBOX_THRESHOLDS, (thresholds) =>
        blackboxAlerts({ job: "site", ...SHOP, thresholds }),
      ),
    ],
  },
  {
    name: "gateway",
    about: "the way in for telemetry of other hosts",
    use: "OtlpGateway",
    variants: [
      variant(GATEWAY_THRESHOLDS, (thresholds) =>
        gatewayAlerts({ job: "gateway", thresholds }),
      ),
    ],
  },
  {
    name: "remote-host",
    about: "hosts that send through the gateway: silence, queue, losses, room",
    use: "AgentBundle",
    variants: [
      variant(REMOTE_HOST_THRESHOLDS, (thresholds) =>
        remoteHostAlerts({ host: "web-1", gateway: "gateway", thresholds }),
      ),
    ],
  },
  {
    name: "host",
    about: "processor, memory, disks, clock and kernel of machines",
    use: "the platform's own; hostAlerts({ job }) for others",
    variants: [
      variant(HOST_THRESHOLDS, (thresholds) =>
        hostAlerts({
          job: "machines",
          collectors: ["conntrack", "netdev", "systemd"],
          thresholds,
        }),
      ),
    ],
  },
  {
    name: "container",
    about: "containers that are gone, restart, are throttled or full",
    use: "the platform's own; containerAlerts({ job }) for others",
    variants: [
      variant(CONTAINER_THRESHOLDS, (thresholds) =>
        containerAlerts({
          job: "swarm",
          images: { shop: "shop:2" },
          thresholds,
        }),
      ),
    ],
  },
  {
    name: "capacity",
    about: "what will be used up, and when",
    use: "capacityAlerts({ ... })",
    variants: [
      variant(CAPACITY_THRESHOLDS, (thresholds) =>
        capacityAlerts({
          databases: "postgresql",
          volumes: "kubelet",
          maximumSeries: 1_000_000,
          thresholds,
        }),
      ),
    ],
  },
  {
    name: "security",
    about:
      "log-ins, privileges, files, tokens and attacks, from logs and metrics",
    use: "securityAlerts({ logs, metrics })",
    variants: [
      variant(SECURITY_LOG_THRESHOLDS, (thresholds) =>
        securityAlerts({ ...SECURITY, thresholds }),
      ),
      variant(SECURITY_METRIC_THRESHOLDS, (thresholds) =>
        securityAlerts({ ...SECURITY, thresholds }),
      ),
    ],
  },
  {
    name: "logs",
    about:
      "log lines that are not of the format that their source declares, or are cut",
    use: "comes with the platform's Loki and collector; `platformAlerts.logs` tunes it",
    variants: [
      variant(LOG_THRESHOLDS, (thresholds) =>
        logAlerts({ team: "platform", thresholds }),
      ),
    ],
  },
  {
    name: "platform",
    about:
      "the platform itself: Prometheus, Alertmanager, Grafana, Loki, Jaeger, the collector, exporters",
    use: "the platform's own; platformAlerts of MonitoringStack tunes it",
    variants: [
      variant(COMPONENT_THRESHOLDS, (thresholds) =>
        platformAlerts(PLAN, thresholds),
      ),
    ],
  },
];

function variant<T extends object>(
  defaults: T,
  groups: (thresholds: T) => readonly RuleGroup[],
): Variant {
  return {
    defaults: defaults as Thresholds,
    groups: (thresholds) => groups(thresholds as T),
  };
}
