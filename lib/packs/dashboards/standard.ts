import type { Dashboard } from "../../domain/dashboard/model";
import { isAvailable } from "../../domain/telemetry/plan";
import {
  hasServiceMetrics,
  hasSpanMetrics,
  type StandardContent,
} from "../recordings/standard";
import { alertsDashboard } from "./alerts/dashboard";
import { containersDashboard } from "./containers/dashboard";
import { costDashboard } from "./cost/dashboard";
import { hostDashboard } from "./host/dashboard";
import { infrastructureDashboard } from "./infrastructure/dashboard";
import { logsDashboard } from "./logs/dashboard";
import { onCallDashboard } from "./on-call/dashboard";
import { platformDashboard } from "./platform/dashboard";
import { probesDashboard } from "./probes/dashboard";
import { resourcesDashboard } from "./resources/dashboard";
import { servicesDashboard } from "./services/dashboard";
import { slaReportDashboard } from "./sla/dashboard";
import { sloDetailDashboard } from "./slo-detail/dashboard";
import { sloOverviewDashboard } from "./slo-overview/dashboard";
import { systemDashboard } from "./system/dashboard";
import { tracesDashboard } from "./traces/dashboard";

/**
 * The dashboards that a platform gets without being asked: none that would show nothing. They read what
 * `standardRecordings` records.
 *
 * - of the platform: itself, alerts, on-call, cost; hosts, containers, probes and logs where something collects them
 * - of services, once one is scraped: their health; traces where spans are counted; and from two services on, which can be
 *   compared, the performance of all
 * - of objectives, once one is declared: overview, detail and report
 */
export function contentDashboards(
  content: StandardContent,
): readonly Dashboard[] {
  const { plan, slos } = content;
  const hasMetrics = isAvailable(plan, "prometheus");
  const exports = (name: "node-exporter" | "cadvisor" | "blackbox-exporter") =>
    hasMetrics && plan[name].kind === "deployed";
  const hasServices = hasServiceMetrics(content);
  return [
    ...(hasMetrics
      ? [
          platformDashboard(plan),
          alertsDashboard(plan),
          onCallDashboard(content),
          costDashboard(content),
        ]
      : []),
    ...(exports("node-exporter") || exports("cadvisor")
      ? [infrastructureDashboard(plan), resourcesDashboard(plan)]
      : []),
    ...(exports("node-exporter") ? [hostDashboard(plan)] : []),
    ...(exports("cadvisor") ? [containersDashboard()] : []),
    ...(exports("blackbox-exporter") ? [probesDashboard()] : []),
    ...(isAvailable(plan, "loki") ? [logsDashboard(content.logs)] : []),
    ...(hasServices ? [servicesDashboard(content)] : []),
    ...(hasServices && content.services.length > 1
      ? [systemDashboard(content)]
      : []),
    ...(hasMetrics && hasSpanMetrics(plan) && content.services.length > 0
      ? [tracesDashboard(plan)]
      : []),
    ...(hasMetrics && slos.length > 0
      ? [
          sloOverviewDashboard(content),
          sloDetailDashboard(content),
          slaReportDashboard(content),
        ]
      : []),
  ];
}
