import type { DashboardRow } from "../../../domain/dashboard/model";
import { UP_OR_DOWN, prometheus, stat, timeseries } from "../panels";
import type { CachingLimits } from "./limits";
import { CACHING_QUERY as Q } from "./queries";

export function lookupRow(limit: CachingLimits): DashboardRow {
  return {
    title: "Lookups and keys",
    panels: [
      timeseries(
        "Hit ratio",
        "Share of the lookups that find their key. What is missed falls on what is behind the cache.",
        [prometheus(Q.hitRatio, "{{instance}}")],
        {
          unit: "percentunit",
          min: 0,
          max: 1,
          baseColor: "red",
          thresholds: limit.hitRatio,
        },
      ),
      timeseries(
        "Lookups",
        "Lookups per second that found their key, and that did not.",
        [
          prometheus(Q.hits, "{{instance}} found"),
          prometheus(Q.misses, "{{instance}} missed"),
        ],
        { unit: "ops", min: 0, stacked: true },
      ),
      timeseries(
        "Keys removed",
        "Keys per second that were removed for lack of memory, and because their time was over.",
        [
          prometheus(Q.evicted, "{{instance}} for lack of memory"),
          prometheus(Q.expired, "{{instance}} expired"),
        ],
        { unit: "ops", min: 0, thresholds: limit.evictions },
      ),
      timeseries(
        "Keys",
        "Keys of each database, and those of them that will expire. Keys that never expire stay until memory is full.",
        [
          prometheus(Q.keys, "{{instance}} {{db}}"),
          prometheus(Q.expiring, "{{instance}} {{db}} expiring"),
        ],
        { unit: "short", min: 0 },
      ),
    ],
  };
}

export function memoryRow(limit: CachingLimits): DashboardRow {
  return {
    title: "Memory",
    panels: [
      timeseries(
        "Memory",
        "Memory in use, by data alone, and held of the machine, beside maxmemory.",
        [
          prometheus(Q.memoryUsed, "{{instance}} in use"),
          prometheus(Q.memoryData, "{{instance}} data"),
          prometheus(Q.memoryPhysical, "{{instance}} held"),
          prometheus(Q.memoryLimit, "{{instance}} maxmemory"),
        ],
        { unit: "bytes", min: 0 },
      ),
      timeseries(
        "Share of maxmemory",
        "Memory in use as a share of maxmemory. The alerts leave servers out that may remove any key.",
        [prometheus(Q.memoryRatio, "{{instance}}")],
        { unit: "percentunit", min: 0, thresholds: limit.memory },
      ),
      timeseries(
        "Held per byte in use",
        "Memory held of the machine as a multiple of what is in use. Much above 1 it is wasted, below 1 it is swapped out.",
        [prometheus(Q.fragmentation, "{{instance}}")],
        { unit: "none", min: 0, decimals: 2, thresholds: limit.fragmentation },
      ),
      timeseries(
        "Processor time",
        "Cores that each server uses. Commands run on one core: near 1 it is the limit.",
        [prometheus(Q.cpu, "{{instance}}")],
        { unit: "none", min: 0, decimals: 3 },
      ),
    ],
  };
}

export function commandRow(limit: CachingLimits): DashboardRow {
  return {
    title: "Commands",
    panels: [
      timeseries(
        "Commands by server",
        "Commands per second.",
        [prometheus(Q.commandsByServer, "{{instance}}")],
        { unit: "ops", min: 0 },
      ),
      timeseries(
        "Duration",
        "Time within which 50, 95 and 99 % of the commands are processed, without the network and without waiting for others.",
        [
          prometheus(Q.latency(0.5), "50 %"),
          prometheus(Q.latency(0.95), "95 %"),
          prometheus(Q.latency(0.99), "99 %"),
        ],
        { unit: "s", min: 0, thresholds: limit.latency },
      ),
      timeseries(
        "Calls by command",
        "Calls per second of each command.",
        [prometheus(Q.calls, "{{cmd}}")],
        { unit: "ops", min: 0, stacked: true },
      ),
      timeseries(
        "Duration by command, 99 %",
        "Time within which 99 % of the calls of each command are processed.",
        [prometheus(Q.latencyByCommand, "{{cmd}}")],
        { unit: "s", min: 0 },
      ),
      timeseries(
        "Processor time by command",
        "Seconds per second that each command takes: where the time of the one core goes.",
        [prometheus(Q.busy, "{{cmd}}")],
        { unit: "none", min: 0, decimals: 3, stacked: true, width: 8 },
      ),
      timeseries(
        "Slow commands",
        "New entries of the slow log within 10 minutes.",
        [prometheus(Q.slowEntries, "{{instance}}")],
        { unit: "none", min: 0, thresholds: limit.slowEntries, width: 8 },
      ),
      timeseries(
        "Errors",
        "Errors answered per second by the word they begin with, and calls that were refused before they ran.",
        [
          prometheus(Q.errors, "{{err}}"),
          prometheus(Q.refused, "{{instance}} refused"),
        ],
        { unit: "ops", min: 0, width: 8 },
      ),
    ],
  };
}

export function clientRow(limit: CachingLimits): DashboardRow {
  return {
    title: "Clients and network",
    panels: [
      timeseries(
        "Clients",
        "Clients that are connected, and those of them that wait in commands such as BLPOP.",
        [
          prometheus(Q.clients, "{{instance}} connected"),
          prometheus(Q.blocked, "{{instance}} waiting"),
        ],
        { unit: "none", min: 0, thresholds: limit.blocked, width: 8 },
      ),
      timeseries(
        "Share of maxclients",
        "Clients as a share of those that each server may have. At 100 % new ones are refused.",
        [prometheus(Q.clientRatio, "{{instance}}")],
        { unit: "percentunit", min: 0, thresholds: limit.clients, width: 8 },
      ),
      timeseries(
        "Connections",
        "Connections per second that were accepted and refused. Many accepted ones mean clients without a pool.",
        [
          prometheus(Q.connections, "{{instance}} accepted"),
          prometheus(Q.rejected, "{{instance}} refused"),
        ],
        { unit: "cps", min: 0, width: 8 },
      ),
      timeseries(
        "Received",
        "Bytes per second that each server receives.",
        [prometheus(Q.received, "{{instance}}")],
        { unit: "Bps", min: 0 },
      ),
      timeseries(
        "Sent",
        "Bytes per second that each server sends.",
        [prometheus(Q.sent, "{{instance}}")],
        { unit: "Bps", min: 0 },
      ),
    ],
  };
}

export function replicationRow(limit: CachingLimits): DashboardRow {
  return {
    title: "Replication",
    panels: [
      stat(
        "Link to the primary",
        "Whether each replica hears its primary; nothing without a replica.",
        [prometheus(Q.linkUp, "{{instance}} of {{master_host}}")],
        { ...UP_OR_DOWN, width: 6 },
      ),
      stat(
        "Connected replicas",
        "Replicas of each server.",
        [prometheus(Q.replicas, "{{instance}}")],
        { unit: "none", width: 6 },
      ),
      stat(
        "Copies of everything",
        "Times since the start that a replica had to copy everything. More and more mean that the backlog is too small.",
        [prometheus(Q.fullCopies, "{{instance}}")],
        { unit: "none", width: 6 },
      ),
      stat(
        "Time of the last fork",
        "How long the server stood still to begin its last snapshot, rewrite or copy.",
        [prometheus(Q.forkTime, "{{instance}}")],
        { unit: "s", width: 6 },
      ),
      timeseries(
        "Silence of replicas",
        "Time since each primary heard of its replica.",
        [prometheus(Q.replicaLag, "{{slave_ip}} of {{instance}}")],
        { unit: "s", min: 0, thresholds: limit.lag },
      ),
      timeseries(
        "Replicas behind",
        "Bytes that each replica has still to receive.",
        [prometheus(Q.replicaBehind, "{{slave_ip}} of {{instance}}")],
        { unit: "bytes", min: 0 },
      ),
    ],
  };
}

export function persistenceRow(): DashboardRow {
  return {
    title: "Persistence",
    panels: [
      stat(
        "Saving",
        "Whether the last snapshot and the last write and rewrite of the append-only file succeeded. By default the server refuses writes when it cannot save.",
        [prometheus(Q.saved, "{{instance}}")],
        {
          unit: "none",
          valueTexts: [
            { value: 1, text: "works", color: "green" },
            { value: 0, text: "fails", color: "red" },
          ],
          width: 6,
        },
      ),
      stat(
        "Last snapshot",
        "Time since the last good snapshot.",
        [prometheus(Q.sinceSave, "{{instance}}")],
        { unit: "s", width: 6 },
      ),
      timeseries(
        "Changes in no snapshot",
        "Changes that a crash would lose, unless there is an append-only file.",
        [prometheus(Q.unsaved, "{{instance}}")],
        { unit: "short", min: 0, width: 6 },
      ),
      timeseries(
        "Append-only file",
        "Size of the append-only file; nothing where it is off.",
        [prometheus(Q.appendOnlySize, "{{instance}}")],
        { unit: "bytes", min: 0, width: 6 },
      ),
    ],
  };
}
