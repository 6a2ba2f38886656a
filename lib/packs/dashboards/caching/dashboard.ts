import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import type { RedisSettings } from "../../alerts/redis/options";
import { alertMarks, firingAlerts, jobVariables } from "../job";
import {
  ALL_DASHBOARDS,
  ANY_IS_BAD,
  MONITORING_TAG,
  UP_OR_DOWN,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { limits, type CachingLimits } from "./limits";
import { CACHING_QUERY as Q } from "./queries";
import {
  clientRow,
  commandRow,
  lookupRow,
  memoryRow,
  persistenceRow,
  replicationRow,
} from "./rows";
import { cachingDashboardUid } from "./uid";

/**
 * Whether the Redis servers of one job are of use, and what holds them up. Its coloured limits are those of the alerts with
 * the same settings.
 */
export function cachingDashboard(settings: RedisSettings): Dashboard {
  const { job } = settings;
  const limit = limits(settings.limits);
  return {
    uid: cachingDashboardUid(job),
    title: `Caching and performance: ${job}`,
    description: `Lookups, memory, commands, clients, replication and persistence of the Redis servers of ${job}.`,
    tags: [MONITORING_TAG, "caching"],
    folder: "Databases",
    variables: [
      ...jobVariables("redis_up", job, { of: "instance", label: "Server" }),
    ],
    links: [ALL_DASHBOARDS],
    annotations: [
      alertMarks(job),
      {
        name: "Starts",
        expr: Q.starts,
        color: "blue",
        valueIsTime: true,
        text: "{{instance}} started",
      },
    ],
    rows: [
      summaryRow(job, limit),
      lookupRow(limit),
      memoryRow(limit),
      commandRow(limit),
      clientRow(limit),
      replicationRow(limit),
      persistenceRow(),
      EXPORTER_ROW,
    ],
  };
}

function summaryRow(job: string, limit: CachingLimits): DashboardRow {
  return {
    title: "At a glance",
    panels: [
      stat(
        "Servers",
        "Whether the exporter reaches each server.",
        [prometheus(Q.up, "{{instance}}")],
        { ...UP_OR_DOWN, width: 3 },
      ),
      stat(
        "Hit ratio",
        "Share of the lookups that find their key, of the worst server, over 5 minutes. Nothing without lookups.",
        [prometheus(Q.worstHitRatio)],
        {
          unit: "percentunit",
          decimals: 1,
          baseColor: "red",
          thresholds: limit.hitRatio,
          width: 3,
        },
      ),
      stat(
        "Commands",
        "Commands per second of all servers.",
        [prometheus(Q.commands)],
        { unit: "ops", width: 3 },
      ),
      stat(
        "Duration, 99 %",
        "Time within which 99 % of the commands are processed, of the slowest server.",
        [prometheus(Q.slowest)],
        { unit: "s", thresholds: limit.latency, width: 3 },
      ),
      stat(
        "Memory",
        "Share of maxmemory in use. A server that may remove any key is full as a rule; another one refuses writes then.",
        [prometheus(Q.memoryRatio, "{{instance}}")],
        { unit: "percentunit", thresholds: limit.memory, width: 3 },
      ),
      stat(
        "Keys removed",
        "Keys per second that are removed for lack of memory.",
        [prometheus(Q.evictedNow)],
        { unit: "ops", thresholds: limit.evictions, width: 3 },
      ),
      { ...firingAlerts(job), width: 3 },
      stat(
        "Running for",
        "Time since the last start of a server.",
        [prometheus(Q.age)],
        { unit: "s", width: 3 },
      ),
    ],
  };
}

const EXPORTER_ROW: DashboardRow = {
  title: "Servers and exporter",
  collapsed: true,
  panels: [
    table(
      "Versions, roles and policies",
      "What each server is, and which keys it removes when memory is full.",
      [prometheus(Q.roles, "Servers", { unit: "none" })],
      {
        columns: [
          { label: "instance", title: "Server" },
          { label: "role", title: "Role" },
          { label: "redis_version", title: "Version" },
          { label: "maxmemory_policy", title: "Removes when full" },
        ],
        unit: "none",
      },
    ),
    timeseries(
      "Time of the exporter's questions",
      "How long the exporter takes to ask each server; above the scrape timeout all metrics are missing.",
      [prometheus(Q.scrapeTime, "{{instance}}")],
      { unit: "s", min: 0 },
    ),
    stat(
      "Failed questions",
      "Whether the exporter failed to ask a server for something.",
      [prometheus(Q.scrapeError)],
      { unit: "none", thresholds: ANY_IS_BAD },
    ),
  ],
};
