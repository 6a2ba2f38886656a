import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Dashboard } from "../../lib/domain/dashboard/model";
import type { AlertRule, RuleGroup } from "../../lib/domain/rules/rule";
import { sloRuleGroups } from "../../lib/domain/slo/rules";
import { Bytes, Duration } from "../../lib/domain/units";
import { blackboxAlerts } from "../../lib/packs/alerts/blackbox/alerts";
import { businessAlerts } from "../../lib/packs/alerts/business/alerts";
import { capacityAlerts } from "../../lib/packs/alerts/capacity/alerts";
import { containerAlerts } from "../../lib/packs/alerts/container/alerts";
import { graphqlAlerts } from "../../lib/packs/alerts/graphql/alerts";
import { gatewayAlerts } from "../../lib/packs/alerts/gateway/alerts";
import { hostAlerts } from "../../lib/packs/alerts/host/alerts";
import { httpServiceAlerts } from "../../lib/packs/alerts/http-service/alerts";
import { logAlerts } from "../../lib/packs/alerts/logs/alerts";
import { nginxAlerts } from "../../lib/packs/alerts/nginx/alerts";
import { platformAlerts } from "../../lib/packs/alerts/platform/alerts";
import { postgresqlAlerts } from "../../lib/packs/alerts/postgresql/alerts";
import { queueAlerts } from "../../lib/packs/alerts/queue/alerts";
import { redisAlerts } from "../../lib/packs/alerts/redis/alerts";
import { releaseAlerts } from "../../lib/packs/alerts/release/alerts";
import { remoteHostAlerts } from "../../lib/packs/alerts/remote-host/alerts";
import { runtimeAlerts } from "../../lib/packs/alerts/runtime/alerts";
import { securityAlerts } from "../../lib/packs/alerts/security/alerts";
import { buildPlan } from "../../lib/packs/components/profile";
import { FULL, slos } from "../packs/dashboards/plans";
import { DASHBOARDS } from "./all-dashboards";
import { BUSINESS, QUEUE, RUNTIMES, SECURITY, SHOP } from "./pack-options";

export const ROOT = join(__dirname, "../..");

/** A platform with everything. */
export const PLAN = buildPlan({
  profile: "standard",
  components: { prometheus: { replicas: 2 }, alertmanager: { replicas: 2 } },
  metricRetention: { time: Duration.days(15), size: Bytes.gigabytes(8) },
  traceRetention: { time: Duration.days(7), size: Bytes.gigabytes(1) },
});

/** The platform brings it, once. */
const LOGS = logAlerts({ team: "platform" });

/** All alerts that each pack can have, by the pack's folder. */
export const PACKS: Readonly<Record<string, readonly RuleGroup[]>> = {
  blackbox: blackboxAlerts({ job: "site", ...SHOP }),
  business: businessAlerts(BUSINESS),
  capacity: capacityAlerts({
    databases: "postgresql",
    volumes: "kubelet",
    maximumSeries: 1_000_000,
  }),
  container: containerAlerts({ job: "swarm", images: { shop: "shop:2" } }),
  gateway: gatewayAlerts({ job: "gateway" }),
  graphql: graphqlAlerts(SHOP),
  host: hostAlerts({
    job: "machines",
    collectors: ["conntrack", "netdev", "systemd"],
  }),
  "http-service": httpServiceAlerts(SHOP),
  logs: LOGS,
  nginx: nginxAlerts({ workerConnections: 500, workerProcesses: 2 }),
  platform: platformAlerts(PLAN).filter(
    ({ name }) => !LOGS.some((group) => group.name === name),
  ),
  postgresql: postgresqlAlerts({ job: "orders-db", replicas: 1 }),
  queue: queueAlerts(QUEUE),
  redis: redisAlerts({ job: "session-cache", replicas: 1 }),
  release: releaseAlerts(SHOP),
  "remote-host": remoteHostAlerts({ host: "web1", gateway: "gateway" }),
  runtime: RUNTIMES.flatMap((options) => runtimeAlerts(options)),
  security: securityAlerts(SECURITY),
};

/** What follows from objectives, beside the packs. */
export const OBJECTIVES: readonly RuleGroup[] = slos.flatMap((slo) =>
  sloRuleGroups(slo),
);

export function alertsIn(groups: readonly RuleGroup[]): readonly AlertRule[] {
  return groups
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.kind === "alert");
}

/** Every dashboard of the library, by the folder that makes it. */
export function allDashboards(): Readonly<
  Record<string, readonly Dashboard[]>
> {
  return DASHBOARDS(FULL);
}

/** Folders below `lib/packs/<kind>` that hold a module of that name. */
export function foldersWith(kind: string, module: string): readonly string[] {
  const root = join(ROOT, "lib/packs", kind);
  return readdirSync(root, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ name }) => name)
    .filter((name) => existsSync(join(root, name, module)))
    .sort();
}
