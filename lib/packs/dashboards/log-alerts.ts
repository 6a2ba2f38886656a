import {
  acceptsRemoteWrite,
  type DeploymentPlan,
} from "../../domain/telemetry/plan";

/** What the reader must know where alerts of Loki's ruler are missing among those that fire: its series ALERTS. */
export function withoutLogAlerts(plan: DeploymentPlan): string {
  return plan.loki.kind === "deployed" && !acceptsRemoteWrite(plan)
    ? " Alerts of log lines are not among them: Prometheus learns of those with components.prometheus.remoteWriteReceiver only."
    : "";
}
