import type {
  Dashboard,
  DashboardRow,
  DashboardVariable,
} from "../../../domain/dashboard/model";
import type { DeploymentPlan } from "../../../domain/telemetry/plan";
import { LIMIT, SPACE_LEFT } from "../limits";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  prometheus,
  stat,
  table,
  timeseries,
  anyIsBad,
} from "../panels";
import { CONTAINER_METRIC, HOST_METRIC } from "../../recordings/machines";
import { CONTAINERS_QUERY as C, HOSTS_QUERY as H } from "./queries";

/** All hosts and all containers on one page, worst first. */
export function infrastructureDashboard(plan: DeploymentPlan): Dashboard {
  const hosts = plan["node-exporter"].kind === "deployed";
  const containers = plan.cadvisor.kind === "deployed";
  return {
    uid: "infrastructure",
    title: "Infrastructure health",
    description:
      "All hosts and containers on one page, those in trouble first; each leads to its own dashboard.",
    tags: [MONITORING_TAG, "infrastructure"],
    folder: "Platform",
    range: "6h",
    variables: [
      ...(hosts ? [HOST_VARIABLE] : []),
      ...(containers ? [CONTAINER_VARIABLE] : []),
    ],
    links: [ALL_DASHBOARDS],
    rows: [
      ...(hosts ? [hostRow(), HOST_TREND] : []),
      ...(containers ? [CONTAINER_ROW, CONTAINER_TREND] : []),
    ],
  };
}

const HOST_VARIABLE: DashboardVariable = {
  kind: "query",
  name: "instance",
  label: "Host",
  metric: HOST_METRIC.cpu,
  of: "instance",
  multi: true,
};

const CONTAINER_VARIABLE: DashboardVariable = {
  kind: "query",
  name: "name",
  label: "Container",
  metric: CONTAINER_METRIC.memory,
  of: "name",
  multi: true,
};

const firing = (what: string, expr: string) =>
  stat(
    `Firing: ${what}`,
    `Alerts about ${what} that fire.`,
    [prometheus(expr)],
    {
      unit: "none",
      thresholds: [{ value: 1, color: "red" }],
    },
  );

function hostRow(): DashboardRow {
  return {
    title: "Hosts",
    panels: [
      stat(
        "Hosts",
        "Hosts whose node exporter answers.",
        [prometheus(H.count)],
        { unit: "none" },
      ),
      stat(
        "Busiest processors",
        "Share of their time that the processors of the busiest host work.",
        [prometheus(H.hottest)],
        { unit: "percentunit", decimals: 0, thresholds: LIMIT.hostCpu },
      ),
      stat(
        "Fullest memory",
        "Share of its memory that the host with the least left has in use.",
        [prometheus(H.mostMemory)],
        { unit: "percentunit", decimals: 0, thresholds: LIMIT.hostMemory },
      ),
      stat(
        "Least space left",
        "Share of the fullest file system of all hosts that is free.",
        [prometheus(H.leastSpace)],
        { unit: "percentunit", decimals: 0, ...SPACE_LEFT },
      ),
      firing("hosts", H.alerts),
      table(
        "All hosts",
        "Each host by the resource of which most is used, worst first. Click on a value for the host's own dashboard.",
        [
          prometheus(H.fullest, "Fullest"),
          prometheus(H.cpu, "Processors", { thresholds: LIMIT.hostCpu }),
          prometheus(H.memory, "Memory", { thresholds: LIMIT.hostMemory }),
          prometheus(H.spaceLeft, "Space left", SPACE_LEFT),
          prometheus(H.load, "Load per core", {
            unit: "none",
            thresholds: LIMIT.hostLoad,
          }),
          prometheus(H.ioPressure, "Waiting for disks"),
          prometheus(H.uptime, "Up for", { unit: "s" }),
        ],
        {
          unit: "percentunit",
          decimals: 1,
          columns: [{ label: "instance", title: "Host" }],
          dataLinks: [
            {
              title: "The host's dashboard",
              target: {
                dashboardUid: "host",
                variables: { instance: "{{instance}}" },
              },
            },
          ],
        },
      ),
    ],
  };
}

const HOST_TREND: DashboardRow = {
  title: "The ten fullest hosts",
  panels: [
    timeseries(
      "Processors",
      "Share of their time that the processors work, of the ten hosts where it is most now.",
      [prometheus(H.busiestCpu, "{{instance}}")],
      { unit: "percentunit", min: 0, max: 1, thresholds: LIMIT.hostCpu },
    ),
    timeseries(
      "Memory",
      "Share of the memory in use, of the ten hosts where it is most now.",
      [prometheus(H.busiestMemory, "{{instance}}")],
      { unit: "percentunit", min: 0, max: 1, thresholds: LIMIT.hostMemory },
    ),
    timeseries(
      "Space used",
      "Use of the fullest file system, of the ten hosts where it is most now.",
      [prometheus(H.busiestDisk, "{{instance}}")],
      { unit: "percentunit", min: 0, max: 1 },
    ),
    timeseries(
      "Waiting for disks",
      "Share of the time in which some task waited for a disk, of the ten hosts where it is most now.",
      [prometheus(H.busiestIo, "{{instance}}")],
      { unit: "percentunit", min: 0 },
    ),
  ],
};

const CONTAINER_ROW: DashboardRow = {
  title: "Containers",
  panels: [
    stat("Containers", "Containers that run.", [prometheus(C.count)], {
      unit: "none",
      width: 6,
    }),
    stat(
      "Without limit",
      "Containers that may use all memory of their host.",
      [prometheus(C.unlimited)],
      { unit: "none", width: 6, thresholds: [{ value: 1, color: "yellow" }] },
    ),
    stat(
      "Out of memory",
      "Times within 6 hours that a container met its memory limit and a program in it was ended.",
      [prometheus(C.outOfMemory)],
      {
        unit: "none",
        decimals: 0,
        width: 6,
        thresholds: anyIsBad("ContainerOutOfMemory"),
      },
    ),
    { ...firing("containers", C.alerts), width: 6 },
    table(
      "All containers",
      "Each container, nearest to its memory limit first; 0 stands for no limit. Click on a value for its own graphs.",
      [
        prometheus(C.memoryOfLimit, "Memory of limit", {
          unit: "percentunit",
          thresholds: LIMIT.containerMemory,
        }),
        prometheus(C.memory, "Memory", { unit: "bytes" }),
        prometheus(C.cpu, "Cores", { unit: "none" }),
        prometheus(C.throttled, "Held back", {
          unit: "percentunit",
          thresholds: LIMIT.throttled,
        }),
        prometheus(C.received, "Received", { unit: "Bps" }),
        prometheus(C.sent, "Sent", { unit: "Bps" }),
        prometheus(C.age, "Running for", { unit: "s" }),
      ],
      {
        decimals: 2,
        height: 10,
        columns: [
          { label: "name", title: "Container" },
          { label: "instance", title: "Host" },
        ],
        dataLinks: [
          {
            title: "The container's graphs",
            target: {
              dashboardUid: "containers",
              variables: { name: "{{name}}" },
            },
          },
        ],
      },
    ),
  ],
};

const CONTAINER_TREND: DashboardRow = {
  title: "The ten largest containers",
  panels: [
    timeseries(
      "Processor time",
      "Cores in use, of the ten containers that use most now.",
      [prometheus(C.busiestCpu, "{{name}}")],
      { unit: "none", min: 0, decimals: 2 },
    ),
    timeseries(
      "Memory",
      "Memory in use, of the ten containers that use most now.",
      [prometheus(C.busiestMemory, "{{name}}")],
      { unit: "bytes", min: 0 },
    ),
  ],
};
