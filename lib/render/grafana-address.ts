import type { DeploymentPlan } from "../domain/telemetry/plan";

/** Where people reach Grafana, without a slash at the end, for links from alerts; nothing when it is not known. */
export function grafanaAddress(plan: DeploymentPlan): string | undefined {
  const { grafana } = plan;
  const url =
    grafana.kind === "deployed"
      ? grafana.spec.environment?.GF_SERVER_ROOT_URL
      : grafana.kind === "external"
        ? grafana.url
        : undefined;
  return url?.replace(/\/$/, "");
}
