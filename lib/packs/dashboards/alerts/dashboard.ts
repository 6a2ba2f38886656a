import type { Dashboard } from "../../../domain/dashboard/model";
import type { DeploymentPlan } from "../../../domain/telemetry/plan";
import { ALL_DASHBOARDS, MONITORING_TAG } from "../panels";
import { withoutLogAlerts } from "../log-alerts";
import { EVALUATION, NOTIFICATIONS } from "./delivery-rows";
import { NOISE, NOW, response } from "./rows";

/** Which alerts fire, which are noise, how long they last, and whether anybody was told. */
export function alertsDashboard(plan: DeploymentPlan): Dashboard {
  const selfScraped = {
    prometheus: plan.prometheus.kind === "deployed",
    alertmanager: plan.alertmanager.kind === "deployed",
  };
  return {
    uid: "alerts",
    title: "Alerts",
    description: `Which alerts fire and since when, which of them are noise, how long it takes to silence and to resolve them, and whether the notifications went out.${withoutLogAlerts(plan)}`,
    tags: [MONITORING_TAG, "alerts"],
    folder: "Platform",
    range: "7d",
    variables: [
      {
        kind: "query",
        name: "service",
        label: "Service",
        metric: "ALERTS",
        of: "service",
        multi: true,
      },
      {
        kind: "query",
        name: "severity",
        label: "Severity",
        metric: "ALERTS",
        of: "severity",
        multi: true,
      },
    ],
    links: [ALL_DASHBOARDS],
    rows: [
      NOW,
      NOISE,
      response(selfScraped.alertmanager),
      ...(selfScraped.alertmanager ? [NOTIFICATIONS] : []),
      ...(selfScraped.prometheus ? [EVALUATION] : []),
    ],
  };
}
