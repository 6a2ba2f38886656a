import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import {
  runtimeSettings,
  type RuntimeAlertOptions,
} from "../../alerts/runtime/options";
import { alertMarks, firingAlerts, jobVariables } from "../job";
import { ALL_DASHBOARDS, MONITORING_TAG, prometheus, stat } from "../panels";
import { goRows } from "./go";
import { jvmRows } from "./jvm";
import { nodeRows } from "./node";
import { INSTANCES } from "./queries";

const LANGUAGE = { node: "Node.js", go: "Go", jvm: "JVM" } as const;

/**
 * The runtime of the programs of one job: time, memory, and what only grows. It reads what the rules of `runtimeAlerts`
 * record, so it takes the same options; what the client does not tell has no panel.
 *
 * @throws InvalidInputError as `runtimeAlerts`
 */
export function runtimeDashboard(options: RuntimeAlertOptions): Dashboard {
  const settings = runtimeSettings(options);
  const { job, service, runtime, dashboardUid } = settings;
  return {
    uid: dashboardUid,
    title: `Runtime: ${job} (${LANGUAGE[runtime]})`,
    description: `Time and memory of the programs of ${job}, as their runtime tells.`,
    tags: [MONITORING_TAG, "runtime"],
    folder: "Services",
    variables: jobVariables("up", job, { of: "instance", label: "Instance" }),
    links: [ALL_DASHBOARDS],
    annotations: [alertMarks(service)],
    rows: [
      {
        title: "At a glance",
        panels: [
          stat(
            "Instances up",
            "Instances that answered the last scrape.",
            [prometheus(INSTANCES.up)],
            {
              unit: "none",
              baseColor: "red",
              thresholds: [{ value: 1, color: "green" }],
            },
          ),
          firingAlerts(service),
        ],
      },
      ...rowsOf(settings),
    ],
  };
}

function rowsOf(
  settings: ReturnType<typeof runtimeSettings>,
): readonly DashboardRow[] {
  switch (settings.runtime) {
    case "node":
      return nodeRows(settings);
    case "go":
      return goRows(settings);
    case "jvm":
      return jvmRows(settings);
  }
}
