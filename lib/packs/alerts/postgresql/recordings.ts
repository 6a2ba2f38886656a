import { Rules } from "../../../domain/rules/build";
import type { RecordingRule } from "../../../domain/rules/rule";

/** Names of the recorded series: one for each server, or for each of its databases. */
export const POSTGRESQL_METRIC = {
  pool: "instance:pg_connections:ratio",
  transactions: "database:pg_transactions:rate5m",
  rollbacks: "database:pg_rollbacks:ratio_rate5m",
  blocks: "database:pg_blocks:rate15m",
  cacheHits: "database:pg_cache_hits:ratio_rate15m",
  wraparound: "database:pg_wraparound:ratio",
} as const;

/** Transaction ids, and multixact ids too, go round after 2^32; half of them count as the past. */
const IDS = 2 ** 31;

/** What alerts need more than once, and what panels show over days. */
export function postgresqlRecordings(job: string): readonly RecordingRule[] {
  const of = `{job="${job}"}`;
  const setting = (name: string): string =>
    `max by (job, instance) (pg_settings_${name}${of})`;
  const perDatabase = (query: string): string =>
    `sum by (job, instance, datname) (${query})`;
  const rate = (counter: string, window: string): string =>
    `rate(pg_stat_database_${counter}${of}[${window}])`;
  const age = (id: string): string =>
    `label_replace(pg_database_wraparound_age_${id}_seconds${of}, "id", "${id}", "", "")`;
  const { transactions, blocks } = POSTGRESQL_METRIC;
  return [
    [
      POSTGRESQL_METRIC.pool,
      // Before version 16 no connections can be reserved for a role.
      `sum by (job, instance) (pg_stat_activity_count{job="${job}",backend_type="client backend"}) / (${setting("max_connections")} - ${setting("superuser_reserved_connections")} - (${setting("reserved_connections")} or 0 * ${setting("max_connections")}) > 0)`,
    ],
    [
      transactions,
      perDatabase(
        `${rate("xact_commit", "5m")} + ${rate("xact_rollback", "5m")}`,
      ),
    ],
    [
      POSTGRESQL_METRIC.rollbacks,
      `${perDatabase(rate("xact_rollback", "5m"))} / (${transactions}${of} > 0)`,
    ],
    [
      blocks,
      perDatabase(`${rate("blks_hit", "15m")} + ${rate("blks_read", "15m")}`),
    ],
    [
      POSTGRESQL_METRIC.cacheHits,
      `${perDatabase(rate("blks_hit", "15m"))} / (${blocks}${of} > 0)`,
    ],
    [
      POSTGRESQL_METRIC.wraparound,
      `max by (job, instance, datname) (${age("datfrozenxid")} or ${age("datminmxid")}) / ${IDS}`,
    ],
  ].map(([record = "", expr = ""]) =>
    // Nothing new, but it tells the rule from that of another job.
    Rules.record({ record, expr, labels: { job } }),
  );
}
