import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import { REMOTE_HOST_THRESHOLDS as LIMITS } from "../../alerts/remote-host/options";
import { warningAt } from "../job";
import {
  ALL_DASHBOARDS,
  ANY_IS_BAD,
  MONITORING_TAG,
  anyIsBad,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { REMOTE_HOST_QUERY as Q } from "./queries";

/**
 * All hosts whose agents send through a gateway. Its limits are the alerts' defaults, without their names, since each host may
 * have limits of its own.
 */
export function remoteHostsDashboard(): Dashboard {
  return {
    uid: "remote-hosts",
    title: "Remote hosts",
    description:
      "Hosts that are not the platform's own: whether their agents send, what waits and what is lost, and how much room the hosts have.",
    tags: [MONITORING_TAG, "remote-hosts"],
    folder: "Platform",
    variables: [
      {
        kind: "query",
        name: "host",
        label: "Host",
        metric: "otelcol_process_uptime_total",
        of: "host",
        multi: true,
      },
    ],
    links: [ALL_DASHBOARDS, { title: "Gateways", target: { tag: "gateway" } }],
    annotations: [
      {
        name: "Alerts",
        expr: Q.firing,
        color: "red",
        text: "{{alertname}} {{host}}",
      },
    ],
    rows: [GLANCE, DELIVERY, HOSTS],
  };
}

const GLANCE: DashboardRow = {
  title: "At a glance",
  panels: [
    stat(
      "Sending",
      "Hosts of which something came within 5 minutes.",
      [prometheus(Q.hosts)],
      { unit: "none", width: 4 },
    ),
    stat(
      "Silent",
      "Hosts of which something came within 6 hours, and nothing within 5 minutes.",
      [prometheus(Q.silent)],
      { unit: "none", width: 4, thresholds: ANY_IS_BAD },
    ),
    table(
      "Hosts",
      "Each host of which something came within 6 hours: for how long it is silent, lines per second, how full its queue is, and how much of the host is in use. Without a queue and below it is silent.",
      [
        prometheus(Q.silence, "Silent for", {
          unit: "s",
          thresholds: [
            // No number of RemoteHostSilent, which looks back half of it and waits for the other.
            { value: LIMITS.silentFor.toSeconds(), color: "red" },
          ],
        }),
        prometheus(Q.lines, "Lines/s", { unit: "none" }),
        prometheus(Q.queue, "Queue", {
          unit: "percentunit",
          thresholds: warningAt(LIMITS.queueRatio, "RemoteHostQueueFills"),
        }),
        prometheus(Q.cpu, "Processor", { unit: "percentunit" }),
        prometheus(Q.memory, "Memory", {
          unit: "percentunit",
          thresholds: warningAt(LIMITS.memoryRatio, "RemoteHostMemoryFull"),
        }),
        prometheus(Q.disk, "Fullest disk", {
          unit: "percentunit",
          thresholds: warningAt(LIMITS.diskRatio, "RemoteHostDiskFull"),
        }),
      ],
      {
        columns: [{ label: "host", title: "Host" }],
        unit: "none",
        width: 24,
      },
    ),
  ],
};

const DELIVERY: DashboardRow = {
  title: "Delivery",
  panels: [
    timeseries(
      "Lines",
      "Lines per second that the gateway took over.",
      [prometheus(Q.lines, "{{host}}")],
      { unit: "none", min: 0 },
    ),
    timeseries(
      "Points",
      "Points of metrics per second that the gateway took over.",
      [prometheus(Q.points, "{{host}}")],
      { unit: "none", min: 0 },
    ),
    timeseries(
      "Spans",
      "Spans per second that the gateway took over.",
      [prometheus(Q.spans, "{{host}}")],
      { unit: "none", min: 0 },
    ),
    timeseries(
      "Lost",
      "Lines, points and spans per second that the gateway refused for good, or that found the queue full.",
      [prometheus(Q.lost, "{{host}}")],
      { unit: "none", min: 0, thresholds: anyIsBad("RemoteHostDataLost") },
    ),
    timeseries(
      "Queue",
      "How full the fullest queue of each agent is.",
      [prometheus(Q.queue, "{{host}}")],
      {
        unit: "percentunit",
        min: 0,
        max: 1,
        thresholds: warningAt(LIMITS.queueRatio, "RemoteHostQueueFills"),
      },
    ),
    timeseries(
      "Waiting",
      "What waits on the disk of each host.",
      [prometheus(Q.waiting, "{{host}}")],
      { unit: "bytes", min: 0 },
    ),
    timeseries(
      "Running since",
      "Time since the agent was started.",
      [prometheus(Q.uptime, "{{host}}")],
      { unit: "s", min: 0 },
    ),
    timeseries(
      "Memory of the agent",
      "Memory that the agent takes of its host.",
      [prometheus(Q.agentMemory, "{{host}}")],
      { unit: "bytes", min: 0 },
    ),
  ],
};

const HOSTS: DashboardRow = {
  title: "Hosts",
  panels: [
    timeseries(
      "Processor in use",
      "Share of the processors' time that is not idle.",
      [prometheus(Q.cpu, "{{host}}")],
      { unit: "percentunit", min: 0, max: 1 },
    ),
    timeseries(
      "Load",
      "Processes that want to run, on average over a minute, for each processor.",
      [prometheus(Q.load, "{{host}}")],
      { unit: "none", min: 0 },
    ),
    timeseries(
      "Memory in use",
      "Share of the memory that is in use, caches left out.",
      [prometheus(Q.memory, "{{host}}")],
      {
        unit: "percentunit",
        min: 0,
        max: 1,
        thresholds: warningAt(LIMITS.memoryRatio, "RemoteHostMemoryFull"),
      },
    ),
    timeseries(
      "Fullest file system",
      "How full the fullest file system of each host is; hosts that run the agent as a container tell nothing of it.",
      [prometheus(Q.disk, "{{host}}")],
      {
        unit: "percentunit",
        min: 0,
        max: 1,
        thresholds: warningAt(LIMITS.diskRatio, "RemoteHostDiskFull"),
      },
    ),
    timeseries(
      "Disks",
      "Bytes read and written per second.",
      [prometheus(Q.diskIo, "{{host}} {{direction}}")],
      { unit: "Bps", min: 0 },
    ),
    timeseries(
      "Network",
      "Bytes received and sent per second.",
      [prometheus(Q.network, "{{host}} {{direction}}")],
      { unit: "Bps", min: 0 },
    ),
  ],
};
