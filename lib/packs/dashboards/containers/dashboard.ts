import type { Dashboard } from "../../../domain/dashboard/model";
import { choiceOf } from "../choice";
import { LIMIT } from "../limits";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  bargauge,
  prometheus,
  stat,
  timeseries,
  anyIsBad,
} from "../panels";
import { CONTAINER_QUERY as Q } from "./queries";

/** A ratio from nothing to all. */
const SHARE = { unit: "percentunit", min: 0, max: 1 } as const;

const SEEN = "container_last_seen";

/** What each container uses of processor, memory and network, beside what it may use. */
export function containersDashboard(): Dashboard {
  return {
    uid: "containers",
    title: "Containers",
    description:
      "What each container uses of processors, memory and network, and how near it is to its limits.",
    tags: [MONITORING_TAG, "containers"],
    folder: "Platform",
    variables: [
      choiceOf("job", "Job", SEEN),
      choiceOf("instance", "Instance", `${SEEN}{job=~"$job"}`),
      choiceOf(
        "name",
        "Container",
        `${SEEN}{job=~"$job",instance=~"$instance"}`,
      ),
    ],
    links: [ALL_DASHBOARDS],
    rows: [
      {
        title: "At a glance",
        panels: [
          stat(
            "Containers",
            "Containers that ran within the last minute.",
            [prometheus(Q.running)],
            { unit: "none" },
          ),
          stat(
            "Processors in use",
            "Cores that all containers use together.",
            [prometheus(Q.cpuTotal)],
            { unit: "none", decimals: 2 },
          ),
          stat(
            "Memory in use",
            "Memory that all containers hold together.",
            [prometheus(Q.memoryTotal)],
            { unit: "bytes" },
          ),
          stat(
            "Out of memory",
            "Times in one day that a container met its memory limit and a program in it was ended.",
            [prometheus(Q.outOfMemory)],
            {
              unit: "none",
              decimals: 0,
              thresholds: anyIsBad("ContainerOutOfMemory"),
            },
          ),
          stat(
            "Restarts",
            "Containers that began anew within 6 hours, as their processor time did. New ones do not count.",
            [prometheus(Q.startsToday)],
            { unit: "none", decimals: 0 },
          ),
        ],
      },
      {
        title: "Processors",
        panels: [
          timeseries(
            "Processor time",
            "Cores in use by each container.",
            [prometheus(Q.cpu, "{{name}}")],
            { unit: "none", min: 0, decimals: 3 },
          ),
          timeseries(
            "Held back by the limit",
            "Share of the periods in which a container was stopped because it had used its processor time.",
            [prometheus(Q.throttled, "{{name}}")],
            {
              unit: "percentunit",
              min: 0,
              thresholds: LIMIT.throttled,
            },
          ),
        ],
      },
      {
        title: "Memory",
        panels: [
          timeseries(
            "Memory",
            "Memory that each container holds and cannot give back.",
            [prometheus(Q.memory, "{{name}}")],
            { unit: "bytes", min: 0 },
          ),
          bargauge(
            "Share of the limit",
            "Memory in use as a share of the container's limit. At 100 % a program in it is ended.",
            [prometheus(Q.memoryOfLimit, "{{name}}")],
            {
              ...SHARE,
              width: 12,
              thresholds: LIMIT.containerMemory,
            },
          ),
        ],
      },
      {
        title: "Network and restarts",
        panels: [
          timeseries(
            "Received",
            "Bytes per second that each container receives.",
            [prometheus(Q.received, "{{name}}")],
            { unit: "Bps", min: 0, width: 8 },
          ),
          timeseries(
            "Sent",
            "Bytes per second that each container sends.",
            [prometheus(Q.sent, "{{name}}")],
            { unit: "Bps", min: 0, width: 8 },
          ),
          timeseries(
            "Restarts by container",
            "How often each container began anew within 5 minutes, as its processor time did.",
            [prometheus(Q.starts, "{{name}}")],
            { unit: "none", min: 0, decimals: 0, width: 8 },
          ),
        ],
      },
    ],
  };
}
