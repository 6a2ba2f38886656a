import {
  between,
  DEPLOYS,
  inBackup,
  season,
  type Moment,
  type Target,
  type Trace,
} from "./healthy-day";

/** Vacuum of the greatest table, three times a day. */
function inVacuum(at: Moment): boolean {
  return [1, 9, 17].some((hour) => between(at, hour, hour + 0.4));
}

/** New instances of the shop find neither their connections nor what they had cached. */
function sinceDeploy({ seconds }: Moment): number {
  const last = DEPLOYS.filter((deploy) => deploy <= seconds).at(-1);
  return last === undefined ? Infinity : seconds - last;
}

/** A primary and its replica, with a backup at night, checkpoints and vacuum. */
export function postgresql(trace: Trace, job: string): void {
  const primary = trace.target(job, `${job}-1:9187`);
  const replica = trace.target(job, `${job}-2:9187`);
  for (const server of [primary, replica]) {
    settings(server);
    sessions(server);
    work(server);
    storage(server);
  }
  primary.gauge("pg_replication_is_replica", {}, 0);
  primary.gauge("pg_replication_lag_seconds", {}, 0);
  primary.gauge(
    "pg_stat_replication_pg_wal_lsn_diff",
    { state: "streaming", application_name: "replica" },
    (at) => 1e6 * season(at.hour) * (1 + at.noise()),
  );
  // The log is kept while the backup reads it.
  primary.gauge(
    "pg_replication_slots_pg_wal_lsn_diff",
    { slot_name: "replica" },
    (at) => (inBackup(at) ? 2e9 : 16e6 * (1 + at.noise())),
  );
  replica.gauge("pg_replication_is_replica", {}, 1);
  replica.gauge("pg_stat_wal_receiver_received_tli", {}, 1);
  // Queries on the replica hold up what vacuum did on the primary, each for half a minute at most.
  replica.gauge("pg_replication_lag_seconds", {}, (at) =>
    inVacuum(at) && at.seconds % 360 < 60 ? 15 : 0.2 * (1 + at.noise()),
  );
}

function settings(server: Target): void {
  const values = {
    max_connections: 100,
    superuser_reserved_connections: 3,
    reserved_connections: 0,
    autovacuum: 1,
    fsync: 1,
    full_page_writes: 1,
  };
  for (const [name, value] of Object.entries(values)) {
    server.gauge(`pg_settings_${name}`, {}, value);
  }
  server.gauge("pg_up", {}, 1);
  for (const collector of ["database", "stat_activity", "stat_statements"]) {
    server.gauge("pg_scrape_collector_success", { collector }, 1);
  }
  server.gauge("pg_postmaster_start_time_seconds", {}, 0);
  server.gauge("pg_stat_archiver_failed_count", {}, 2);
}

function sessions(server: Target): void {
  const shop = {
    datname: "shop",
    usename: "shop",
    application_name: "checkout",
    backend_type: "client backend",
  };
  const all = (at: Moment): number =>
    8 + 50 * season(at.hour) + (sinceDeploy(at) < 120 ? 15 : 0);
  const states = [
    ["active", "", (at: Moment) => 0.1 * all(at) * (1 + at.noise())],
    // Two sales of the same article wait for each other at times.
    ["active", "Lock", (at: Moment) => (at.noise() > 0.95 ? 7 : 0)],
    ["idle in transaction", "Client", (at: Moment) => 0.05 * all(at)],
    ["idle", "Client", (at: Moment) => 0.85 * all(at)],
  ] as const;
  for (const [state, wait_event_type, count] of states) {
    const labels = { ...shop, state, wait_event_type };
    server.gauge("pg_stat_activity_count", labels, (at) =>
      Math.round(count(at)),
    );
    server.gauge("pg_stat_activity_max_tx_duration", labels, (at) =>
      state === "idle" ? 0 : 0.3 + 0.2 * at.noise(),
    );
  }
  // The backup reads all tables in one transaction; those of its workers that have read theirs wait for the others.
  for (const state of ["active", "idle in transaction"]) {
    const labels = {
      ...shop,
      usename: "backup",
      application_name: "pg_dump",
      state,
      wait_event_type: "Client",
    };
    server.gauge("pg_stat_activity_count", labels, (at) =>
      inBackup(at) ? 1 : 0,
    );
    server.gauge("pg_stat_activity_max_tx_duration", labels, (at) =>
      inBackup(at) ? (at.hour - 2) * 3600 : 0,
    );
  }
  const vacuum = {
    datname: "shop",
    backend_type: "autovacuum worker",
    state: "active",
    wait_event_type: "Timeout",
  };
  server.gauge("pg_stat_activity_count", vacuum, (at) =>
    inVacuum(at) ? 1 : 0,
  );
  server.gauge("pg_stat_activity_max_tx_duration", vacuum, (at) =>
    inVacuum(at) ? (at.hour % 4) * 900 : 0,
  );
  server.gauge(
    "pg_long_running_transactions_oldest_timestamp_seconds",
    {},
    (at) => (inBackup(at) ? (at.hour - 2) * 3600 : 1 + at.noise()),
  );
}

function work(server: Target): void {
  const database = { datname: "shop", datid: "16384" };
  const load = (at: Moment): number => season(at.hour);
  server.counter(
    "pg_stat_database_xact_commit",
    database,
    (at) => 400 * load(at),
  );
  server.counter(
    "pg_stat_database_xact_rollback",
    database,
    (at) => 2 * load(at),
  );
  server.counter(
    "pg_stat_database_blks_hit",
    database,
    (at) => 30_000 * load(at),
  );
  server.counter("pg_stat_database_blks_read", database, (at) =>
    inBackup(at) ? 8000 : 300 * load(at),
  );
  // One in half a day is solved by trying again.
  server.counter("pg_stat_database_deadlocks", database, 1 / 43_200);
  server.counter("pg_stat_database_conflicts", database, 1 / 43_200);
  const statements = [
    ["1", 200, 0.004],
    ["2", 20, 0.03],
    // A report of the night, called a few times only.
    ["3", 0.002, 20],
  ] as const;
  for (const [queryid, rate, seconds] of statements) {
    const labels = { datname: "shop", user: "shop", queryid };
    const calls = (at: Moment): number => rate * load(at);
    server.amount("pg_stat_statements_calls_total", labels, calls);
    server.amount(
      "pg_stat_statements_seconds_total",
      labels,
      (at) => calls(at) * seconds * (1 + 0.5 * at.noise()),
    );
  }
}

function storage(server: Target): void {
  const database = { datname: "shop" };
  server.gauge(
    "pg_database_size_bytes",
    database,
    ({ seconds }) => 8e9 + 2000 * seconds,
  );
  server.gauge(
    "pg_database_wraparound_age_datfrozenxid_seconds",
    database,
    ({ seconds }) => 120e6 + 250 * seconds,
  );
  server.gauge("pg_database_wraparound_age_datminmxid_seconds", database, 4e5);
  const table = { datname: "shop", schemaname: "public", relname: "carts" };
  server.gauge("pg_stat_user_tables_n_live_tup", table, 900_000);
  server.gauge("pg_stat_user_tables_n_dead_tup", table, (at) =>
    inVacuum(at) ? 40_000 : 160_000 + 20_000 * at.noise(),
  );
}

/** A cache with a replica; a new version of the shop fills it anew. */
export function redis(trace: Trace, job: string): void {
  const primary = trace.target(job, `${job}-1:9121`);
  const replica = trace.target(job, `${job}-2:9121`);
  for (const [server, role] of [
    [primary, "master"],
    [replica, "slave"],
  ] as const) {
    server.gauge(
      "redis_instance_info",
      { role, maxmemory_policy: "volatile-lru" },
      1,
    );
    cache(server);
    upkeep(server);
  }
  primary.gauge("redis_connected_slaves", {}, 1);
  primary.gauge(
    "redis_connected_slave_lag_seconds",
    { slave_ip: "10.0.0.2" },
    (at) => (at.noise() > 0.9 ? 2 : 0),
  );
  replica.gauge("redis_connected_slaves", {}, 0);
  replica.gauge("redis_master_link_up", { master_host: "10.0.0.1" }, 1);
}

/** Few keys are found at first; after minutes those that are asked for often are there. */
function hits(at: Moment): number {
  return 0.94 - 0.55 * Math.exp(-sinceDeploy(at) / 150);
}

function cache(server: Target): void {
  const lookups = (at: Moment): number => 300 * season(at.hour);
  const commands = (at: Moment): number => 500 * season(at.hour);
  server.counter(
    "redis_keyspace_hits_total",
    {},
    (at) => lookups(at) * hits(at),
  );
  server.counter(
    "redis_keyspace_misses_total",
    {},
    (at) => lookups(at) * (1 - hits(at)),
  );
  server.counter("redis_commands_processed_total", {}, commands);
  server.counter(
    "redis_total_error_replies",
    {},
    (at) => commands(at) * 0.0005,
  );
  server.histogram(
    "redis_commands_latencies_usec",
    { cmd: "get" },
    commands,
    // The snapshot of the night copies pages that are written to.
    (at) => (between(at, 3, 3.05) ? 400 : 20),
    [1, 10, 50, 100, 500, 1000, 5000, 10_000, 50_000],
  );
  server.gauge(
    "redis_memory_used_bytes",
    {},
    (at) => 1e9 * (0.55 + 0.15 * season(at.hour) + 0.01 * at.noise()),
  );
  server.gauge("redis_memory_max_bytes", {}, 1e9);
  server.counter("redis_evicted_keys_total", {}, (at) =>
    between(at, 19, 19.05) ? 20 : 0,
  );
}

function upkeep(server: Target): void {
  server.gauge("redis_up", {}, 1);
  server.gauge("redis_uptime_in_seconds", {}, ({ seconds }) => 1e6 + seconds);
  server.gauge("redis_exporter_last_scrape_error", {}, 0);
  server.gauge(
    "redis_mem_fragmentation_ratio",
    {},
    (at) => 1.2 + 0.2 * (1 - season(at.hour)),
  );
  server.gauge("redis_memory_used_rss_bytes", {}, 9e8);
  server.gauge("redis_rejected_connections_total", {}, 0);
  server.gauge("redis_connected_clients", {}, (at) =>
    Math.round(20 + 200 * season(at.hour)),
  );
  server.gauge("redis_max_clients", {}, 10_000);
  server.gauge("redis_blocked_clients", {}, (at) => (at.noise() > 0.8 ? 2 : 0));
  server.gauge("redis_slowlog_last_id", {}, ({ seconds }) =>
    Math.floor(seconds / 1800),
  );
  for (const status of [
    "rdb_last_bgsave",
    "aof_last_write",
    "aof_last_bgrewrite",
  ]) {
    server.gauge(`redis_${status}_status`, {}, 1);
  }
}
