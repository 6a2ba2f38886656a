import type { RuleGroup } from "../lib/domain/rules/rule";
import { Bytes, Duration } from "../lib/domain/units";
import { blackboxAlerts } from "../lib/packs/alerts/blackbox/alerts";
import { businessAlerts } from "../lib/packs/alerts/business/alerts";
import { capacityAlerts } from "../lib/packs/alerts/capacity/alerts";
import { containerAlerts } from "../lib/packs/alerts/container/alerts";
import { graphqlAlerts } from "../lib/packs/alerts/graphql/alerts";
import { hostAlerts } from "../lib/packs/alerts/host/alerts";
import { httpServiceAlerts } from "../lib/packs/alerts/http-service/alerts";
import { nginxAlerts } from "../lib/packs/alerts/nginx/alerts";
import { platformAlerts } from "../lib/packs/alerts/platform/alerts";
import { postgresqlAlerts } from "../lib/packs/alerts/postgresql/alerts";
import { queueAlerts } from "../lib/packs/alerts/queue/alerts";
import { redisAlerts } from "../lib/packs/alerts/redis/alerts";
import { releaseAlerts } from "../lib/packs/alerts/release/alerts";
import { runtimeAlerts } from "../lib/packs/alerts/runtime/alerts";
import { buildPlan } from "../lib/packs/components/profile";

export const SERVICES = 100;
/** Databases, caches, proxies, queues, probes and hosts, each a scrape job of its own. */
export const PLATFORMS = 10;

export function serviceName(index: number): string {
  return `svc-${index}`;
}

function times(
  count: number,
  groupsOf: (index: number) => readonly RuleGroup[],
): readonly RuleGroup[] {
  return Array.from({ length: count }, (_, index) => groupsOf(index)).flat();
}

/** The rules of each pack, for Prometheus. */
export function packsOfShop(): Readonly<Record<string, readonly RuleGroup[]>> {
  const metrics = {
    orders: "orders_placed_total",
    cancellations: "orders_cancelled_total",
    revenue: "order_revenue_total",
    signUps: "user_sign_ups_total",
    visits: "user_visits_total",
    activeUsers: "active_users",
    stock: "stock_items",
  };
  const service = serviceName;
  const packs: Readonly<Record<string, readonly RuleGroup[]>> = {
    "http-service": times(SERVICES, (index) =>
      httpServiceAlerts({ service: service(index) }),
    ),
    graphql: times(SERVICES, (index) =>
      graphqlAlerts({ service: service(index) }),
    ),
    business: times(SERVICES, (index) =>
      businessAlerts({ service: service(index), metrics }),
    ),
    release: times(SERVICES, (index) =>
      releaseAlerts({ service: service(index) }),
    ),
    runtime: times(SERVICES, (index) =>
      runtimeAlerts({ job: service(index), runtime: "node" }),
    ),
    postgresql: times(PLATFORMS, (index) =>
      postgresqlAlerts({ job: `orders-db-${index}`, replicas: 1 }),
    ),
    redis: times(PLATFORMS, (index) =>
      redisAlerts({ job: `session-cache-${index}`, replicas: 1 }),
    ),
    nginx: times(PLATFORMS, (index) => nginxAlerts({ job: `nginx-${index}` })),
    queue: times(PLATFORMS, (index) => queueAlerts({ job: `queue-${index}` })),
    blackbox: times(PLATFORMS, (index) =>
      blackboxAlerts({ job: `site-${index}` }),
    ),
    host: hostAlerts({
      job: "machines",
      collectors: ["conntrack", "netdev", "systemd"],
    }),
    container: containerAlerts({ job: "swarm" }),
    capacity: capacityAlerts({ hosts: "machines", databases: "orders-db-0" }),
    platform: platformAlerts(
      buildPlan({
        profile: "standard",
        metricRetention: { time: Duration.days(15), size: Bytes.gigabytes(8) },
        traceRetention: { time: Duration.days(7), size: Bytes.gigabytes(1) },
      }),
    ),
  };
  return Object.fromEntries(
    Object.entries(packs).map(([name, groups]) => [
      name,
      groups.filter(({ engine }) => engine === "prometheus"),
    ]),
  );
}
