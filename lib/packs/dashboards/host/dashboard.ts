import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import type { DeploymentPlan } from "../../../domain/telemetry/plan";
import { choiceOf } from "../choice";
import { INODES_LEFT, LIMIT, SPACE_LEFT } from "../limits";
import {
  ALL_DASHBOARDS,
  FULLNESS,
  MONITORING_TAG,
  prometheus,
  stat,
  timeseries,
  anyIsBad,
} from "../panels";
import { HOST_QUERY as Q } from "./queries";

/** A ratio from nothing to all. */
const SHARE = { unit: "percentunit", min: 0, max: 1 } as const;

/** Processors, memory and disks of the machines that node-exporter watches, and their network if cAdvisor is there. */
export function hostDashboard(plan: DeploymentPlan): Dashboard {
  return {
    uid: "host",
    title: "Hosts",
    description:
      "Processors, memory, disks and network of the machines, as their kernels count them.",
    tags: [MONITORING_TAG, "host"],
    folder: "Platform",
    variables: [
      choiceOf("job", "Job", "node_uname_info"),
      choiceOf("instance", "Host", 'node_uname_info{job=~"$job"}'),
    ],
    links: [ALL_DASHBOARDS],
    rows: [
      {
        title: "At a glance",
        panels: [
          stat(
            "Processors busy",
            "Share of the processors' time that was not idle.",
            [prometheus(Q.cpuBusy, "{{instance}}")],
            { ...SHARE, thresholds: LIMIT.hostCpu },
          ),
          stat(
            "Memory used",
            "Share of the memory that programs hold and cannot give back.",
            [prometheus(Q.memoryUsed, "{{instance}}")],
            { ...SHARE, thresholds: LIMIT.hostMemory },
          ),
          stat(
            "Least space left",
            "Free share of the file system that has the least.",
            [prometheus(Q.fullestDisk, "{{instance}}")],
            { ...SHARE, ...SPACE_LEFT },
          ),
          stat(
            "Open files",
            "Share of the files that the kernel allows to be open.",
            [prometheus(Q.openFiles, "{{instance}}")],
            FULLNESS,
          ),
          stat(
            "Killed for memory",
            "Programs that the kernel ended for want of memory, in one day.",
            [prometheus(Q.outOfMemoryKills, "{{instance}}")],
            {
              unit: "none",
              decimals: 0,
              thresholds: anyIsBad("HostOutOfMemory"),
            },
          ),
          stat(
            "Running for",
            "Time since the machine was started.",
            [prometheus(Q.uptime, "{{instance}}")],
            { unit: "s" },
          ),
        ],
      },
      {
        title: "Processors and memory",
        panels: [
          timeseries(
            "Processor time by use",
            "Cores in use, by what for. `iowait` is time in which nothing could be done but wait for a disk.",
            [prometheus(Q.cpuByMode, "{{mode}}")],
            { unit: "none", min: 0, stacked: true },
          ),
          timeseries(
            "Load",
            "Tasks that run or wait. More than there are cores for long means that work queues up.",
            [
              prometheus(Q.load1, "1 minute"),
              prometheus(Q.load15, "15 minutes"),
              prometheus(Q.cores, "cores"),
            ],
            { unit: "none", min: 0 },
          ),
          timeseries(
            "Memory",
            "What programs hold, what is available to them, and what was moved to swap.",
            [
              prometheus(Q.memoryPrograms, "used"),
              prometheus(Q.memoryAvailable, "available"),
              prometheus(Q.memoryTotal, "total"),
              prometheus(Q.swapUsed, "swap used"),
            ],
            { unit: "bytes", min: 0 },
          ),
          timeseries(
            "Pressure",
            "Share of time in which some task waited for a processor, for memory or for a disk. This says sooner than use that a machine is too small.",
            [
              prometheus(Q.cpuPressure, "processor"),
              prometheus(Q.memoryPressure, "memory"),
              prometheus(Q.ioPressure, "input and output"),
            ],
            { unit: "percentunit", min: 0 },
          ),
        ],
      },
      {
        title: "Disks",
        panels: [
          timeseries(
            "Space left",
            "Free share of each file system.",
            [prometheus(Q.diskFree, "{{mountpoint}}")],
            { ...SHARE, ...SPACE_LEFT },
          ),
          timeseries(
            "Inodes left",
            "Free share of the files that each file system can hold; without one it takes no more, whatever the space.",
            [prometheus(Q.inodesFree, "{{mountpoint}}")],
            { ...SHARE, ...INODES_LEFT },
          ),
          timeseries(
            "Reading and writing",
            "Bytes per second that go to and come from each disk.",
            [
              prometheus(Q.diskRead, "{{device}} read"),
              prometheus(Q.diskWritten, "{{device}} written"),
            ],
            { unit: "Bps", min: 0 },
          ),
          timeseries(
            "Time busy",
            "Share of time in which each disk had something to do.",
            [prometheus(Q.diskBusy, "{{device}}")],
            { unit: "percentunit", min: 0 },
          ),
        ],
      },
      ...(plan.cadvisor.kind === "deployed" ? [NETWORK] : []),
    ],
  };
}

const NETWORK: DashboardRow = {
  title: "Network",
  panels: [
    timeseries(
      "Traffic",
      "Bytes per second through each network device, without those of containers.",
      [
        prometheus(Q.received, "{{interface}} received"),
        prometheus(Q.sent, "{{interface}} sent"),
      ],
      { unit: "Bps", min: 0 },
    ),
    timeseries(
      "Errors and drops",
      "Packets per second that were damaged, and that found no room in a queue.",
      [
        prometheus(Q.networkErrors, "{{interface}} errors"),
        prometheus(Q.networkDrops, "{{interface}} drops"),
      ],
      { unit: "pps", min: 0 },
    ),
  ],
};
