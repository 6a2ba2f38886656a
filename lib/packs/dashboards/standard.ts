import type { Dashboard } from "../../domain/dashboard/model";
import { isAvailable, type DeploymentPlan } from "../../domain/telemetry/plan";
import { alertsDashboard } from "./alerts/dashboard";
import { containersDashboard } from "./containers/dashboard";
import { hostDashboard } from "./host/dashboard";
import { logsDashboard } from "./logs/dashboard";
import { platformDashboard } from "./platform/dashboard";
import { probesDashboard } from "./probes/dashboard";

/** The dashboards of the platform itself, as far as the plan has what they show. */
export function standardDashboards(plan: DeploymentPlan): readonly Dashboard[] {
  const hasMetrics = isAvailable(plan, "prometheus");
  const exports = (name: "node-exporter" | "cadvisor" | "blackbox-exporter") =>
    hasMetrics && plan[name].kind === "deployed";
  return [
    ...(hasMetrics ? [platformDashboard(plan), alertsDashboard(plan)] : []),
    ...(exports("node-exporter") ? [hostDashboard(plan)] : []),
    ...(exports("cadvisor") ? [containersDashboard()] : []),
    ...(exports("blackbox-exporter") ? [probesDashboard()] : []),
    ...(isAvailable(plan, "loki") ? [logsDashboard()] : []),
  ];
}
