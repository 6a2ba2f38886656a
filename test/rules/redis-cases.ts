import { labels } from "./http-service-cases";
import type { PackCases, Series } from "./pack-suite";

const SERVER = 'job="shop",instance="e:1"';
const of = { instance: "e:1" };

function always(value: number): string {
  return `${value}x60`;
}

/** A counter that grows by so much each minute. */
function growing(perMinute: number): string {
  return `0+${perMinute}x60`;
}

function gauge(metric: string, value: number, more = ""): Series {
  return { [`redis_${metric}{${SERVER}${more}}`]: always(value) };
}

function counter(metric: string, perMinute: number, more = ""): Series {
  return { [`redis_${metric}{${SERVER}${more}}`]: growing(perMinute) };
}

/** Lookups in each minute that found their key, and that did not. */
function lookups(found: number, missed: number): Series {
  return {
    ...counter("keyspace_hits_total", found),
    ...counter("keyspace_misses_total", missed),
  };
}

/** Memory in use, of 1000 bytes, where the policy decides what happens when it is full. */
function memory(used: number, policy = "noeviction"): Series {
  return {
    ...gauge("memory_used_bytes", used),
    ...gauge("memory_max_bytes", 1000),
    ...gauge("instance_info", 1, `,maxmemory_policy="${policy}",role="master"`),
  };
}

/** Commands in each minute, all of which take between two times, in microseconds. */
function commands(perMinute: number, above: number, upTo: number): Series {
  const bucket = (le: string): string => `,cmd="get",le="${le}"`;
  return {
    ...counter("commands_processed_total", perMinute),
    ...counter("commands_latencies_usec_bucket", 0, bucket(String(above))),
    ...counter(
      "commands_latencies_usec_bucket",
      perMinute,
      bucket(String(upTo)),
    ),
    ...counter("commands_latencies_usec_bucket", perMinute, bucket("+Inf")),
  };
}

function errors(perMinute: number, errors: number): Series {
  return {
    ...counter("commands_processed_total", perMinute),
    ...counter("total_error_replies", errors),
  };
}

/** The last snapshot, and the last write and rewrite of the append-only file. */
function saved(snapshot: 0 | 1, write: 0 | 1, rewrite: 0 | 1): Series {
  return {
    ...gauge("rdb_last_bgsave_status", snapshot),
    ...gauge("aof_last_write_status", write),
    ...gauge("aof_last_bgrewrite_status", rewrite),
  };
}

const MIB = 2 ** 20;

const misses =
  "of the lookups in e:1 find their key; the rest falls on what is behind the cache.";
const full = "of its maxmemory, and may not remove any key to make room.";

export const REDIS_CASES: PackCases = {
  RedisDown: {
    step: "15s",
    at: "3m",
    fires: { [`redis_up{${SERVER}}`]: "1x8 0x12" },
    expect: {
      labels: labels("P1", of),
      summary: "Redis shop cannot be reached.",
      description:
        "The exporter e:1 has reached no server for 30s: it is down, loads its data, or refuses the connection.",
    },
    silent: { [`redis_up{${SERVER}}`]: "1x10 0x12" },
    edges: {
      "the exporter does not answer": { series: {} },
      "the server is back": {
        series: { [`redis_up{${SERVER}}`]: "1x4 0x4 1x9" },
      },
    },
  },
  RedisCollectorFailed: {
    at: "15m",
    fires: {
      ...gauge("up", 1),
      ...gauge("exporter_last_scrape_error", 1, ',err="no permission"'),
    },
    expect: {
      labels: labels("P4", of),
      summary: "A part of the metrics of Redis shop is missing.",
      description:
        "The exporter e:1 reaches the server, but has failed to ask it for something for 10 minutes; alerts that need it cannot fire.",
    },
    silent: {
      ...gauge("up", 0),
      ...gauge("exporter_last_scrape_error", 1, ',err="refused"'),
    },
  },
  RedisRestarted: {
    at: "12m",
    fires: { [`redis_uptime_in_seconds{${SERVER}}`]: "6000+60x8 20+60x20" },
    expect: {
      labels: labels("P4", of),
      summary: "Redis shop has restarted.",
      description:
        "The server behind e:1 has started 1 times within 15 minutes; what was in memory only is lost.",
    },
    silent: { [`redis_uptime_in_seconds{${SERVER}}`]: "20+60x30" },
  },
  RedisHitRatioVeryLow: {
    at: "15m",
    fires: lookups(40, 60),
    expect: {
      labels: labels("P2", of),
      summary: "Redis shop is hardly of use as a cache.",
      description: `40% ${misses}`,
    },
    silent: lookups(51, 49),
    edges: {
      "there are hardly any lookups": { near: true, series: lookups(8, 22) },
      "there are none": { series: lookups(0, 0) },
      "the exporter does not answer": { series: {} },
      "the counters start again": {
        series: {
          [`redis_keyspace_hits_total{${SERVER}}`]: "90000x5 0+60x40",
          [`redis_keyspace_misses_total{${SERVER}}`]: "100x5 0+40x40",
        },
      },
    },
  },
  RedisHitRatioLow: {
    at: "25m",
    fires: lookups(70, 30),
    expect: {
      labels: labels("P3", of),
      summary: "Redis shop misses many lookups.",
      description: `70% ${misses}`,
    },
    silent: lookups(81, 19),
  },
  RedisMemoryExhausted: {
    at: "10m",
    fires: memory(980),
    expect: {
      labels: labels("P2", of),
      summary: "Redis shop is about to refuse writes.",
      description: `e:1 uses 98% ${full}`,
    },
    silent: memory(940),
    alsoFires: {
      "only keys with a time to live may be removed": memory(
        980,
        "volatile-lru",
      ),
    },
    edges: {
      "keys may be removed": { series: memory(1000, "allkeys-lru") },
      "there is no limit": {
        series: { ...memory(980), ...gauge("memory_max_bytes", 0) },
      },
      "the exporter does not answer": { series: {} },
    },
  },
  RedisMemoryFilling: {
    at: "15m",
    fires: memory(900),
    expect: {
      labels: labels("P3", of),
      summary: "The memory of Redis shop is running out.",
      description: `e:1 uses 90% ${full}`,
    },
    silent: memory(840),
    edges: { "keys may be removed": { series: memory(1000, "allkeys-lfu") } },
  },
  RedisEvictions: {
    at: "25m",
    fires: counter("evicted_keys_total", 1200),
    expect: {
      labels: labels("P3", of),
      summary: "Redis shop removes keys for lack of memory.",
      description:
        "e:1 removes 20 keys per second that had not expired, to make room for others.",
    },
    silent: counter("evicted_keys_total", 540),
    edges: {
      "the counter starts again": {
        series: { [`redis_evicted_keys_total{${SERVER}}`]: "90000x20 0x20" },
      },
    },
  },
  RedisFragmentationHigh: {
    at: "45m",
    fires: {
      ...gauge("mem_fragmentation_ratio", 2),
      ...gauge("memory_used_rss_bytes", 500 * MIB),
    },
    expect: {
      labels: labels("P4", of),
      summary: "Redis shop wastes memory.",
      description: "e:1 holds 2 times the memory that it uses.",
    },
    silent: {
      ...gauge("mem_fragmentation_ratio", 1.4),
      ...gauge("memory_used_rss_bytes", 500 * MIB),
    },
    edges: {
      "the server is small": {
        near: true,
        series: {
          ...gauge("mem_fragmentation_ratio", 6),
          ...gauge("memory_used_rss_bytes", 200 * MIB),
        },
      },
    },
  },
  RedisRejectedConnections: {
    at: "10m",
    fires: { [`redis_rejected_connections_total{${SERVER}}`]: growing(1) },
    expect: {
      labels: labels("P2", of),
      summary: "Redis shop refuses clients.",
      description:
        "e:1 has refused 5 connections within 5 minutes, because it has as many clients as it may.",
    },
    silent: counter("rejected_connections_total", 0.15),
    edges: {
      "none was refused for long": {
        series: gauge("rejected_connections_total", 70),
      },
      "the server starts again": {
        series: {
          [`redis_rejected_connections_total{${SERVER}}`]: "70x7 0x20",
        },
      },
      "the exporter does not answer": { series: {} },
    },
  },
  RedisClientsHigh: {
    at: "10m",
    fires: {
      ...gauge("connected_clients", 900),
      ...gauge("max_clients", 1000),
    },
    expect: {
      labels: labels("P3", of),
      summary: "The connections of Redis shop are running out.",
      description:
        "e:1 has 90% of the clients that it may have; above it, new ones are refused.",
    },
    silent: {
      ...gauge("connected_clients", 790),
      ...gauge("max_clients", 1000),
    },
  },
  RedisBlockedClients: {
    at: "15m",
    fires: gauge("blocked_clients", 150),
    expect: {
      labels: labels("P4", of),
      summary: "Many clients of Redis shop wait.",
      description:
        "150 clients of e:1 have waited in commands such as BLPOP for 10 minutes; what they wait for does not come.",
    },
    silent: gauge("blocked_clients", 95),
  },
  RedisLatencyHigh: {
    at: "15m",
    fires: commands(120, 20_000, 40_000),
    expect: {
      labels: labels("P3", of),
      summary: "Commands in Redis shop are slow.",
      description:
        "1 % of the commands in e:1 take longer than 39.8ms; all others wait for them.",
    },
    silent: commands(120, 5_000, 9_000),
    edges: {
      "there are hardly any": {
        near: true,
        series: commands(30, 20_000, 40_000),
      },
      "there are none": { series: commands(0, 20_000, 40_000) },
    },
  },
  RedisSlowLogGrowing: {
    at: "15m",
    fires: { [`redis_slowlog_last_id{${SERVER}}`]: "0+4x40" },
    expect: {
      labels: labels("P4", of),
      summary: "Redis shop notes many slow commands.",
      description: "e:1 has noted 40 slow commands within 10 minutes.",
    },
    silent: { [`redis_slowlog_last_id{${SERVER}}`]: "0+0.9x40" },
    edges: {
      "the server starts again": {
        series: { [`redis_slowlog_last_id{${SERVER}}`]: "5000x10 0+1x40" },
      },
    },
  },
  RedisErrorRatioHigh: {
    at: "15m",
    fires: errors(180, 18),
    expect: {
      labels: labels("P3", of),
      summary: "Redis shop answers commands by errors.",
      description:
        "10% of the commands in e:1 were answered by an error within 5 minutes.",
    },
    silent: errors(180, 8),
    edges: {
      "there are hardly any": { near: true, series: errors(30, 3) },
      "there are none": { series: errors(0, 0) },
    },
  },
  RedisReplicationBroken: {
    at: "5m",
    fires: gauge("master_link_up", 0, ',master_host="cache",master_port="1"'),
    expect: {
      labels: labels("P3", { ...of, master_host: "cache" }),
      summary: "A replica of Redis shop does not hear its primary.",
      description:
        "The replica behind e:1 has had no connection with cache for a minute; its data gets older and older.",
    },
    silent: gauge("master_link_up", 1, ',master_host="cache",master_port="1"'),
  },
  RedisReplicaLagging: {
    at: "5m",
    fires: gauge("connected_slave_lag_seconds", 30, ',slave_ip="10.0.0.7"'),
    expect: {
      labels: labels("P3", { ...of, slave_ip: "10.0.0.7" }),
      summary: "A replica of Redis shop is behind.",
      description:
        "The primary behind e:1 has heard nothing of its replica 10.0.0.7 for 30s.",
    },
    silent: gauge("connected_slave_lag_seconds", 9, ',slave_ip="10.0.0.7"'),
  },
  RedisReplicaMissing: {
    at: "10m",
    fires: {
      ...gauge("connected_slaves", 1),
      ...gauge("instance_info", 1, ',role="master"'),
    },
    expect: {
      labels: labels("P3", of),
      summary: "A replica of Redis shop is missing.",
      description: "1 of 2 replicas are connected with the primary behind e:1.",
    },
    silent: {
      ...gauge("connected_slaves", 2),
      ...gauge("instance_info", 1, ',role="master"'),
    },
    edges: {
      "it is a replica": {
        series: {
          ...gauge("connected_slaves", 0),
          ...gauge("instance_info", 1, ',role="slave"'),
        },
      },
    },
  },
  RedisPersistenceFailed: {
    at: "5m",
    fires: saved(0, 1, 1),
    expect: {
      labels: labels("P2", of),
      summary: "Redis shop cannot save its data.",
      description:
        "The last snapshot, or write or rewrite of the append-only file, of the server behind e:1 failed; Redis refuses writes until it succeeds.",
    },
    silent: saved(1, 1, 1),
    alsoFires: {
      "the append-only file cannot be written": saved(1, 0, 1),
      "the append-only file cannot be rewritten": saved(1, 1, 0),
    },
    edges: {
      "the exporter does not answer": { series: {} },
      "it succeeds again": {
        series: {
          [`redis_rdb_last_bgsave_status{${SERVER}}`]: "0x0 1x20",
        },
      },
    },
  },
};
