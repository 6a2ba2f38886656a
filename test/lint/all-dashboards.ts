import type { Dashboard } from "../../lib/domain/dashboard/model";
import { postgresqlSettings } from "../../lib/packs/alerts/postgresql/options";
import { redisSettings } from "../../lib/packs/alerts/redis/options";
import { alertsDashboard } from "../../lib/packs/dashboards/alerts/dashboard";
import { cachingDashboard } from "../../lib/packs/dashboards/caching/dashboard";
import { containersDashboard } from "../../lib/packs/dashboards/containers/dashboard";
import { costDashboard } from "../../lib/packs/dashboards/cost/dashboard";
import { databaseDashboard } from "../../lib/packs/dashboards/database/dashboard";
import { gatewayDashboard } from "../../lib/packs/dashboards/gateway/dashboard";
import { hostDashboard } from "../../lib/packs/dashboards/host/dashboard";
import { infrastructureDashboard } from "../../lib/packs/dashboards/infrastructure/dashboard";
import { logsDashboard } from "../../lib/packs/dashboards/logs/dashboard";
import { nginxDashboard } from "../../lib/packs/dashboards/nginx/dashboard";
import { onCallDashboard } from "../../lib/packs/dashboards/on-call/dashboard";
import { platformDashboard } from "../../lib/packs/dashboards/platform/dashboard";
import { probesDashboard } from "../../lib/packs/dashboards/probes/dashboard";
import { remoteHostsDashboard } from "../../lib/packs/dashboards/remote-hosts/dashboard";
import { resourcesDashboard } from "../../lib/packs/dashboards/resources/dashboard";
import { serviceDashboard } from "../../lib/packs/dashboards/service/dashboard";
import { servicesDashboard } from "../../lib/packs/dashboards/services/dashboard";
import { slaReportDashboard } from "../../lib/packs/dashboards/sla/dashboard";
import { sloDashboard } from "../../lib/packs/dashboards/slo/dashboard";
import { sloDetailDashboard } from "../../lib/packs/dashboards/slo-detail/dashboard";
import { sloOverviewDashboard } from "../../lib/packs/dashboards/slo-overview/dashboard";
import { systemDashboard } from "../../lib/packs/dashboards/system/dashboard";
import { tracesDashboard } from "../../lib/packs/dashboards/traces/dashboard";
import { businessDashboard } from "../../lib/packs/dashboards/business/dashboard";
import { executiveDashboard } from "../../lib/packs/dashboards/executive/dashboard";
import { graphqlDashboard } from "../../lib/packs/dashboards/graphql/dashboard";
import { queueDashboard } from "../../lib/packs/dashboards/queue/dashboard";
import { releasesDashboard } from "../../lib/packs/dashboards/releases/dashboard";
import { runtimeDashboard } from "../../lib/packs/dashboards/runtime/dashboard";
import { securityDashboard } from "../../lib/packs/dashboards/security/dashboard";
import { usersDashboard } from "../../lib/packs/dashboards/users/dashboard";
import type { StandardContent } from "../../lib/packs/recordings/standard";
import { BUSINESS, QUEUE, RUNTIMES, SECURITY, SHOP } from "./pack-options";

/** Every dashboard of the library, by the folder that makes it. */
export const DASHBOARDS = (
  content: StandardContent,
): Readonly<Record<string, readonly Dashboard[]>> => {
  const { plan, services, slos } = content;
  return {
    alerts: [alertsDashboard(plan)],
    caching: [cachingDashboard(redisSettings({ job: "session-cache" }))],
    containers: [containersDashboard()],
    cost: [costDashboard(content)],
    database: [databaseDashboard(postgresqlSettings({ job: "orders-db" }))],
    gateway: [gatewayDashboard({ job: "gateway" })],
    host: [hostDashboard(plan)],
    infrastructure: [infrastructureDashboard(plan)],
    logs: [logsDashboard()],
    nginx: [nginxDashboard()],
    "on-call": [onCallDashboard(content)],
    platform: [platformDashboard(plan)],
    probes: [probesDashboard()],
    "remote-hosts": [remoteHostsDashboard()],
    resources: [resourcesDashboard(plan)],
    service: services.map((service) => serviceDashboard(service, plan)),
    services: [servicesDashboard(content)],
    sla: [slaReportDashboard(content)],
    slo: [sloDashboard({ uid: "slos", title: "Objectives", slos, plan })],
    "slo-detail": [sloDetailDashboard(content)],
    "slo-overview": [sloOverviewDashboard(content)],
    system: [systemDashboard(content)],
    traces: [tracesDashboard(plan)],
    business: [businessDashboard(BUSINESS)],
    executive: [executiveDashboard(content)],
    graphql: [graphqlDashboard(SHOP)],
    queue: [queueDashboard(QUEUE)],
    releases: [releasesDashboard()],
    runtime: RUNTIMES.map((options) => runtimeDashboard(options)),
    security: [securityDashboard(SECURITY)],
    users: [usersDashboard({ ...BUSINESS, logIns: "user_log_ins_total" })],
  };
};
