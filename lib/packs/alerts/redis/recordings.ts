import { Rules } from "../../../domain/rules/build";
import type { RecordingRule } from "../../../domain/rules/rule";

/** Names of the recorded series, one for each server. */
export const REDIS_METRIC = {
  lookups: "instance:redis_lookups:rate5m",
  hitRatio: "instance:redis_lookups:hit_ratio_rate5m",
  memory: "instance:redis_memory:ratio",
  commands: "instance:redis_commands:rate5m",
  latency: "instance:redis_commands_latency_seconds:p99_rate5m",
} as const;

/** What alerts need more than once, and what panels show over days. */
export function redisRecordings(job: string): readonly RecordingRule[] {
  const of = `{job="${job}"}`;
  const perServer = (query: string): string =>
    `sum by (job, instance) (${query})`;
  const hits = `rate(redis_keyspace_hits_total${of}[5m])`;
  return [
    [
      REDIS_METRIC.lookups,
      perServer(`${hits} + rate(redis_keyspace_misses_total${of}[5m])`),
    ],
    [
      REDIS_METRIC.hitRatio,
      `${perServer(hits)} / (${REDIS_METRIC.lookups}${of} > 0)`,
    ],
    [
      REDIS_METRIC.memory,
      `max by (job, instance) (redis_memory_used_bytes${of}) / (max by (job, instance) (redis_memory_max_bytes${of}) > 0)`,
    ],
    [
      REDIS_METRIC.commands,
      perServer(`rate(redis_commands_processed_total${of}[5m])`),
    ],
    [
      REDIS_METRIC.latency,
      `histogram_quantile(0.99, sum by (job, instance, le) (rate(redis_commands_latencies_usec_bucket${of}[5m]))) / 1e6`,
    ],
  ].map(([record = "", expr = ""]) =>
    // Nothing new, but it tells the rule from that of another job.
    Rules.record({ record, expr, labels: { job } }),
  );
}
