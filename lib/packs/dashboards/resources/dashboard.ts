import type { Dashboard } from "../../../domain/dashboard/model";
import type { DeploymentPlan } from "../../../domain/telemetry/plan";
import { CONTAINER_METRIC, HOST_METRIC } from "../../recordings/machines";
import { ALL_DASHBOARDS, MONITORING_TAG } from "../panels";
import { containerRows, hostRows } from "./rows";

/** How much of each resource is used, how much work waits for it, and what fails; and when it will not do any more. */
export function resourcesDashboard(plan: DeploymentPlan): Dashboard {
  const hosts = plan["node-exporter"].kind === "deployed";
  const containers = plan.cadvisor.kind === "deployed";
  return {
    uid: "resources",
    title: "Resource utilization",
    description:
      "Use, waiting and errors of processors, memory, disks and networks, the trend of a week, and what containers use of what they may use.",
    tags: [MONITORING_TAG, "infrastructure"],
    folder: "Platform",
    range: "6h",
    variables: [
      ...(hosts
        ? [
            {
              kind: "query" as const,
              name: "instance",
              label: "Host",
              metric: HOST_METRIC.cpu,
              of: "instance",
              multi: true,
            },
          ]
        : []),
      ...(containers
        ? [
            {
              kind: "query" as const,
              name: "name",
              label: "Container",
              metric: CONTAINER_METRIC.memory,
              of: "name",
              multi: true,
            },
          ]
        : []),
    ],
    links: [ALL_DASHBOARDS],
    rows: [...(hosts ? hostRows : []), ...(containers ? containerRows : [])],
  };
}
