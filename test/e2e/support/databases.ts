import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SecretRef } from "../../../lib/domain/secret";
import type { ExporterSpec } from "../../../lib/domain/telemetry/exporter";
import { imageReference } from "../../../lib/platforms/docker/images";
import { mustRun, run } from "../../support/tools";
import { removeAll } from "./docker";
import { eventually } from "./eventually";
import { testProject } from "./test-project";

const NAME = testProject("databases");
const LABEL = `cdktf-observability.project=${NAME}`;
const POSTGRES = "postgres:17-alpine";
const REDIS = "redis:7.4-alpine";

/** A password with all that is awkward in an address; spaces are documented as impossible. */
const PASSWORD = `p:w@r/d%1#?&'"\\=`;

const docker = (...args: readonly string[]): string =>
  mustRun("docker", ...args);

function start(name: string, ...args: readonly string[]): void {
  const own = ["--label", LABEL, "--network", NAME, "--network-alias", name];
  docker("run", "-d", "--name", `${NAME}-${name}`, ...own, ...args);
}

function inside(name: string, ...command: readonly string[]): string {
  return docker("exec", `${NAME}-${name}`, ...command);
}

const sql = (text: string): string =>
  inside(
    "pg",
    "psql",
    "-v",
    "ON_ERROR_STOP=1",
    "-U",
    "postgres",
    "shop",
    "-qtAc",
    text,
  );

const redis = (...command: readonly string[]): string =>
  inside("redis", "redis-cli", "-a", PASSWORD, "--no-auth-warning", ...command);

/** The folder of secrets, as every container sees it. */
let secrets = "";

export const DATABASE_SECRETS = {
  postgresql: SecretRef.file("postgresql-password"),
  redis: SecretRef.file("redis-passwords"),
} as const;

/** A primary and a replica each of PostgreSQL and Redis, with roles as the exporters' documentation names them. */
export async function startDatabases(): Promise<void> {
  secrets = mkdtempSync(join(tmpdir(), "database-secrets-"));
  chmodSync(secrets, 0o755);
  const put = (secret: SecretRef, text: string): void =>
    writeFileSync(join(secrets, secret.name), text, { mode: 0o644 });
  put(DATABASE_SECRETS.postgresql, `${PASSWORD}\n`);
  put(
    DATABASE_SECRETS.redis,
    JSON.stringify({ "redis://monitor@redis:6379": PASSWORD }),
  );
  docker("network", "create", "--label", LABEL, NAME);
  await Promise.all([startPostgresql(), startRedis()]);
}

async function startPostgresql(): Promise<void> {
  start(
    "pg",
    ...["-e", "POSTGRES_PASSWORD=root", "-e", "POSTGRES_DB=shop", POSTGRES],
    ...["-c", "shared_preload_libraries=pg_stat_statements"],
    ...["-c", "track_io_timing=on", "-c", "hot_standby=on"],
  );
  // While it makes its data it answers on its socket only.
  const ready = ["exec", `${NAME}-pg`, "pg_isready", "-h", "127.0.0.1"];
  await eventually("PostgreSQL answers", 60, () =>
    Promise.resolve(run("docker", ready).status === 0 ? true : undefined),
  );
  const quoted = PASSWORD.replaceAll("'", "''");
  sql(`
    set standard_conforming_strings = on;
    create role monitor login password '${quoted}' connection limit 5;
    grant pg_monitor to monitor;
    create extension if not exists pg_stat_statements;
    create role standby login replication password 'standby';
    select pg_create_physical_replication_slot('standby');
    create table orders (id serial primary key, v int, t text);
    insert into orders (v, t) select g, repeat('x', 200) from generate_series(1, 5000) g;
    checkpoint`);
  inside(
    "pg",
    "sh",
    "-c",
    'echo "host replication standby all scram-sha-256" >> "$PGDATA/pg_hba.conf"',
  );
  sql("select pg_reload_conf()");
  start(
    "pg-standby",
    ...["--user", "70:70", "-e", "PGPASSWORD=standby", "--entrypoint", "sh"],
    ...[POSTGRES, "-c"],
    "pg_basebackup -c fast -h pg -U standby -D /tmp/data -R -S standby && chmod 700 /tmp/data && exec postgres -D /tmp/data -c listen_addresses='*'",
  );
  // One session holds a row, another one waits for it, and a third has left its transaction open.
  const session = (...command: readonly string[]): string =>
    docker("exec", "-d", `${NAME}-pg`, ...command);
  const hold =
    "begin; update orders set v = 0 where id = 1; select pg_sleep(3600)";
  for (const statement of [hold, "update orders set v = 1 where id = 1"]) {
    session("psql", "-U", "postgres", "shop", "-c", statement);
  }
  session("sh", "-c", "(echo 'begin;'; sleep 3600) | psql -U postgres shop");
}

async function startRedis(): Promise<void> {
  start(
    "redis",
    ...[REDIS, "redis-server", "--requirepass", PASSWORD],
    ...["--maxmemory", "64mb", "--appendonly", "yes"],
  );
  start(
    "redis-replica",
    ...[REDIS, "redis-server", "--replicaof", "redis", "6379"],
    ...["--masterauth", PASSWORD],
  );
  await eventually("Redis answers", 30, () =>
    Promise.resolve(redis("PING").includes("PONG") ? true : undefined),
  );
  const commands =
    "+ping +info +client|setname +config|get +slowlog|get +slowlog|len +latency|latest +latency|histogram";
  redis(
    ...[
      "ACL",
      "SETUSER",
      "monitor",
      "on",
      `>${PASSWORD}`,
      "resetkeys",
      "-@all",
    ],
    ...commands.split(" "),
  );
}

/** Some of everything that the panels show. */
export function useDatabases(): void {
  sql(`
    insert into orders (v, t) select g, 'y' from generate_series(1, 200) g;
    update orders set v = v + 1 where id between 2 and 300;
    delete from orders where id > 5000 and v > 100;
    select count(*) from orders where t like 'x%';
    select v from orders where id = 17`);
  redis(
    "EVAL",
    "for i = 1, 500 do redis.call('SET', 'k' .. i, i) redis.call('GET', 'k' .. (i * 2)) end",
    "0",
  );
  for (const key of ["k1", "missing"]) {
    redis("GET", key);
  }
}

/** Runs an exporter as the platform does: its user, its arguments, its secrets, and nothing to write to. */
export function startExporter(name: string, spec: ExporterSpec): number {
  const { container, port } = spec;
  start(
    name,
    ...["--read-only", "--user", container.user, "--cap-drop", "ALL"],
    ...["--memory", `${container.memory.toMebibytes()}m`],
    ...["-p", `127.0.0.1::${port}`, "-v", `${secrets}:/run/secrets:ro`],
    ...Object.entries(container.environment ?? {}).flatMap(([key, value]) => [
      "-e",
      `${key}=${value}`,
    ]),
    imageReference(container.image),
    ...container.command,
  );
  const published = docker("port", `${NAME}-${name}`, `${port}/tcp`);
  return Number(published.trim().split("\n")[0]?.split(":").at(-1));
}

/** Everything that the exporter has written. */
export function logOf(name: string): string {
  return run("docker", ["logs", `${NAME}-${name}`]).output;
}

/** Whether the container's own probe succeeds. */
export function probes(name: string, spec: ExporterSpec): boolean {
  const command = spec.container.health?.command ?? ["false"];
  return run("docker", ["exec", `${NAME}-${name}`, ...command]).status === 0;
}

export function removeDatabases(): void {
  removeAll(NAME);
  rmSync(secrets, { recursive: true, force: true });
}

export { PASSWORD as DATABASE_PASSWORD };
