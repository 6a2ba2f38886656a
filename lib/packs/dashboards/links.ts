import type { DashboardLink } from "../../domain/dashboard/model";
import type { ServiceDashboard } from "../../domain/routing/route";
import { isAvailable, type DeploymentPlan } from "../../domain/telemetry/plan";
import { hasSpanMetrics } from "../recordings/standard";

/**
 * From the values of a service to its own dashboard, its log lines and its traces, as far as the platform has them. The
 * series have the label `service`.
 */
export function serviceLinks(plan: DeploymentPlan): readonly DashboardLink[] {
  const variables = { service: "{{service}}" };
  return [
    // Those of services with very long names end in a number instead, see `dashboardUid`.
    {
      title: "The service's dashboard",
      target: { url: "/d/service-{{service}}" },
    },
    ...(isAvailable(plan, "loki")
      ? [
          {
            title: "Its log lines",
            target: { dashboardUid: "logs", variables },
          },
        ]
      : []),
    ...(hasSpanMetrics(plan)
      ? [{ title: "Its traces", target: { dashboardUid: "traces", variables } }]
      : []),
  ];
}

/** What messages about an alert of a service link to, where it is there. */
export const SERVICE_DASHBOARDS: readonly ServiceDashboard[] = [
  { title: "Logs", uid: "logs" },
  { title: "Traces", uid: "traces" },
];

/** From the values of an objective to all about it. The series have the labels `slo` and `service`. */
export const OBJECTIVE_LINK: DashboardLink = {
  title: "All about the objective",
  target: {
    dashboardUid: "slo-detail",
    variables: { service: "{{service}}", slo: "{{slo}}" },
  },
};
