import type { DeploymentPlan } from "../../domain/telemetry/plan";

/** Where people reach Grafana, for links from alerts and messages; nothing when they do not. */
export function grafanaUrl(plan: DeploymentPlan): string | undefined {
  const { grafana } = plan;
  const url =
    grafana.kind === "deployed"
      ? grafana.spec.environment?.GF_SERVER_ROOT_URL
      : grafana.kind === "external"
        ? grafana.url
        : undefined;
  return url?.replace(/\/$/, "");
}
