import type { DashboardRow } from "../../../domain/dashboard/model";
import type { DeploymentPlan } from "../../../domain/telemetry/plan";
import { serviceLinks } from "../links";
import { prometheus, table, timeseries } from "../panels";
import { SELF_TIME_QUERY as Q } from "./self-time";

const HOW =
  "Own time is that of answered calls without that of the calls made meanwhile; it is more where calls are made at the same time.";

/** Which service itself takes the time, rather than those that it waits for. */
export function selfTimeRow(plan: DeploymentPlan): DashboardRow {
  return {
    title: "Whose time it is",
    panels: [
      table(
        "Own time by service",
        `Each service by the time that it takes itself, greatest first. ${HOW}`,
        [
          prometheus(Q.own, "Own seconds per second", { unit: "none" }),
          prometheus(Q.share, "Share of all", { unit: "percentunit" }),
          prometheus(Q.answered, "Of answered calls", { unit: "none" }),
          prometheus(Q.waiting, "Waiting for others", { unit: "none" }),
          prometheus(Q.ownErrors, "Errors of its own", { unit: "reqps" }),
        ],
        {
          decimals: 2,
          columns: [{ label: "service", title: "Service" }],
          dataLinks: serviceLinks(plan),
        },
      ),
      timeseries(
        "Own time",
        `Seconds of own work in each second, of the ten services with most. ${HOW}`,
        [prometheus(Q.ownLine, "{{service_name}}")],
        { unit: "none", min: 0, stacked: true },
      ),
      table(
        "Own time by operation, estimated",
        "The own time of each service, spread over its operations as their times are: exact where each waits for the same share. For one operation exactly, look at its traces.",
        [prometheus(Q.ownOfOperations, "Own seconds per second")],
        {
          unit: "none",
          decimals: 2,
          columns: [
            { label: "service", title: "Service" },
            { label: "span_name", title: "Operation" },
          ],
          dataLinks: serviceLinks(plan),
        },
      ),
    ],
  };
}
