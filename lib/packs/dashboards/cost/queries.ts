import { SERVICE_METRIC } from "../../recordings/services";
import { VOLUME_METRIC } from "../../recordings/alerting";
import { greatest, orZero, rateOf } from "../promql";

const GIBIBYTE = 1024 ** 3;
/** Seconds of 30 days. */
const MONTH = 2_592_000;

const PROMETHEUS = '{job="prometheus"}';
const LOKI = '{job="loki"}';
const JAEGER = '{job="jaeger"}';

const chosen = (metric: string): string => `${metric}{job=~"$job"}`;

const samplesPerSecond = rateOf(
  `prometheus_tsdb_head_samples_appended_total${PROMETHEUS}`,
);
/** Bytes that compaction has written for each sample; it is what a stored sample takes, without its index. */
const bytesPerSample = `sum(prometheus_tsdb_compaction_chunk_size_bytes_sum${PROMETHEUS}) / (sum(prometheus_tsdb_compaction_chunk_samples_sum${PROMETHEUS}) > 0)`;
const stored = `sum(prometheus_tsdb_storage_blocks_bytes${PROMETHEUS}) + sum(prometheus_tsdb_wal_storage_size_bytes${PROMETHEUS})`;

/** What the signals take, where it comes from, and what it costs. */
export const COST_QUERY = {
  series: `sum(prometheus_tsdb_head_series${PROMETHEUS})`,
  samplesPerSecond,
  bytesPerSample,
  stored,
  sizeLimit: `sum(prometheus_tsdb_retention_limit_bytes${PROMETHEUS})`,
  /** How far back the oldest sample is. */
  retained: `time() - min(prometheus_tsdb_lowest_timestamp_seconds${PROMETHEUS})`,
  created: rateOf(`prometheus_tsdb_head_series_created_total${PROMETHEUS}`),
  removed: rateOf(`prometheus_tsdb_head_series_removed_total${PROMETHEUS}`),
  /** Series that come new within an hour as a share of all: much of it is labels that change with each start. */
  churn: `sum(increase(prometheus_tsdb_head_series_created_total${PROMETHEUS}[1h])) / (sum(prometheus_tsdb_head_series${PROMETHEUS}) > 0)`,
  jobs: `sort_desc(max by (job) (${chosen(VOLUME_METRIC.jobSeries)}))`,
  jobTargets: `count by (job) (${chosen("up")})`,
  jobPerTarget: `max by (job) (${chosen(VOLUME_METRIC.jobSeries)}) / count by (job) (${chosen("up")})`,
  jobNew: `max by (job) (sum_over_time(${chosen(VOLUME_METRIC.jobNewSeries)}[1h]))`,
  /** Growth of a week. */
  jobGrowth: `max by (job) (${chosen(VOLUME_METRIC.jobSeries)}) / (max by (job) (${chosen(VOLUME_METRIC.jobSeries)} offset 7d) > 0) - 1`,
  seriesByJob: greatest(10, chosen(VOLUME_METRIC.jobSeries)),
  /** Counted every ten minutes. */
  metrics: `sort_desc(topk(20, max by (metric) (last_over_time(${VOLUME_METRIC.metricSeries}[15m]))))`,
  logBytesPerSecond: rateOf(`loki_distributor_bytes_received_total${LOKI}`),
  logLinesPerSecond: rateOf(`loki_distributor_lines_received_total${LOKI}`),
  streams: `sum(loki_ingester_memory_streams${LOKI})`,
  /** Bytes of text for each byte of a stored chunk. */
  compression: `sum(increase(loki_ingester_chunk_compression_ratio_sum${LOKI}[6h])) / (sum(increase(loki_ingester_chunk_compression_ratio_count${LOKI}[6h])) > 0)`,
  logBytesByService: `topk(15, sum by (service) (bytes_over_time({service=~".+"} [1h])))`,
  spansPerSecond: orZero(
    rateOf(`otelcol_receiver_accepted_spans_total${JAEGER}`),
  ),
  traceBytes: `sum(jaeger_storage_badger_size_bytes_lsm${JAEGER}) + sum(jaeger_storage_badger_size_bytes_vlog${JAEGER})`,
  spansByService: greatest(10, SERVICE_METRIC.spans),
} as const;

/** Money for a month of storage, from what is stored and what comes. */
export function costQueries(
  pricePerGibibyte: number,
  logRetentionSeconds: number,
) {
  const money = (bytes: string): string =>
    `(${bytes}) / ${GIBIBYTE} * ${pricePerGibibyte}`;
  return {
    metrics: money(stored),
    /** What a month of samples at the present rate takes. */
    metricsPerMonth: money(
      `${samplesPerSecond} * ${MONTH} * ${bytesPerSample}`,
    ),
    /** What is held when lines come as now for as long as they are kept. */
    logs: money(
      `${COST_QUERY.logBytesPerSecond} * ${logRetentionSeconds} / (${COST_QUERY.compression} or vector(1))`,
    ),
    traces: money(COST_QUERY.traceBytes),
    perThousandSeries: `${money(`${samplesPerSecond} * ${MONTH} * ${bytesPerSample}`)} / (${COST_QUERY.series} > 0) * 1000`,
  };
}
