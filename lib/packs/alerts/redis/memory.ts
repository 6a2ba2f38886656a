import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import type { RedisSettings } from "./options";
import { REDIS_METRIC } from "./recordings";

/** What a cache is for, lookups that hit, and the memory that it takes. */
export function memoryAlerts(
  alert: PackAlert,
  settings: RedisSettings,
): readonly AlertRule[] {
  return [
    ...hitAlerts(alert, settings),
    ...fullAlerts(alert, settings),
    ...wasteAlerts(alert, settings),
  ];
}

function hitAlerts(
  alert: PackAlert,
  { job, limits }: RedisSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  const ratio = `${REDIS_METRIC.hitRatio}${of}`;
  const enough = `and ${REDIS_METRIC.lookups}${of} > ${limits.lookupRate}`;
  const description =
    "{{ $value | humanizePercentage }} of the lookups in {{ $labels.instance }} find their key; the rest falls on what is behind the cache.";
  return [
    alert("P2", {
      alert: "RedisHitRatioVeryLow",
      expr: `${ratio} < ${limits.hitRatioP2} ${enough}`,
      for: Duration.minutes(5),
      keepFiringFor: Duration.minutes(5),
      summary: `Redis ${job} is hardly of use as a cache.`,
      description,
    }),
    alert("P3", {
      alert: "RedisHitRatioLow",
      expr: `${ratio} < ${limits.hitRatioP3} ${enough}`,
      for: Duration.minutes(10),
      summary: `Redis ${job} misses many lookups.`,
      description,
    }),
  ];
}

function fullAlerts(
  alert: PackAlert,
  { job, limits }: RedisSettings,
): readonly AlertRule[] {
  // With another policy Redis makes room by removing keys.
  const refuses = `and on (job, instance) redis_instance_info{job="${job}",maxmemory_policy!~"allkeys-.+"}`;
  const ratio = `${REDIS_METRIC.memory}{job="${job}"}`;
  const description =
    "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its maxmemory, and may not remove any key to make room.";
  return [
    alert("P2", {
      alert: "RedisMemoryExhausted",
      expr: `${ratio} > ${limits.memoryRatioP2} ${refuses}`,
      for: Duration.minutes(2),
      keepFiringFor: Duration.minutes(5),
      summary: `Redis ${job} is about to refuse writes.`,
      description,
    }),
    alert("P3", {
      alert: "RedisMemoryFilling",
      expr: `${ratio} > ${limits.memoryRatioP3} ${refuses}`,
      for: Duration.minutes(10),
      summary: `The memory of Redis ${job} is running out.`,
      description,
    }),
  ];
}

function wasteAlerts(
  alert: PackAlert,
  { job, limits }: RedisSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  return [
    alert("P3", {
      alert: "RedisEvictions",
      expr: `sum by (job, instance) (rate(redis_evicted_keys_total${of}[5m])) > ${limits.evictionRate}`,
      for: Duration.minutes(10),
      summary: `Redis ${job} removes keys for lack of memory.`,
      description:
        "{{ $labels.instance }} removes {{ $value | humanize }} keys per second that had not expired, to make room for others.",
    }),
    alert("P4", {
      alert: "RedisFragmentationHigh",
      expr: `max by (job, instance) (redis_mem_fragmentation_ratio${of}) > ${limits.fragmentationFactor} and max by (job, instance) (redis_memory_used_rss_bytes${of}) > ${limits.fragmentationBytes}`,
      for: Duration.minutes(30),
      summary: `Redis ${job} wastes memory.`,
      description:
        "{{ $labels.instance }} holds {{ $value | humanize }} times the memory that it uses.",
    }),
  ];
}
