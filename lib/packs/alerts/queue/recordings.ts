import { quoteLabelValue } from "../../../domain/promql/literal";
import { Rules } from "../../../domain/rules/build";
import type { RecordingRule } from "../../../domain/rules/rule";
import type { QueueAlertSettings } from "./options";

/** Names of the recorded series, one series for each job and queue, whatever system it is. */
export const QUEUE_METRIC = {
  waiting: "queue:messages:waiting",
  oldestAge: "queue:messages:oldest_age_seconds",
  consumers: "queue:consumers:count",
  growth: "queue:messages:waiting_deriv30m",
  publishedRate: "queue:messages_published:rate5m",
  consumedRate: "queue:messages_consumed:rate5m",
  redeliveredRatio: "queue:messages_redelivered:ratio_rate5m",
  deadLettered: "queue:messages_dead_lettered:increase15m",
} as const;

/** What the system tells, under one name and with one label `queue`, so that alerts and dashboards are the same for all. */
export function queueRecordings({
  job,
  source: { metrics, labels, across },
}: QueueAlertSettings): readonly RecordingRule[] {
  const own = `job=${quoteLabelValue(job)}`;
  const select = (metric: string): string => {
    const [, name = "", matchers = ""] =
      /^([^{]+)(?:\{(.*)\})?$/.exec(metric) ?? [];
    return `${name}{${[own, matchers].filter(Boolean).join(",")}}`;
  };
  const named = (vector: string): string =>
    labels.join() === "queue"
      ? vector
      : `label_join(${vector}, "queue", "/", ${labels.map((label) => `"${label}"`).join(", ")})`;
  const current = (metric: string): string =>
    `${across} by (job, queue) (${named(select(metric))})`;
  const over = (
    operation: "rate" | "increase",
    metric: string,
    window: string,
  ): string =>
    `sum by (job, queue) (${named(`${operation}(${select(metric)}[${window}])`)})`;
  const { oldestAge, consumers, published, consumed } = metrics;
  const { redelivered, deadLettered } = metrics;
  const rules: readonly (readonly [string, string | false])[] = [
    [QUEUE_METRIC.waiting, current(metrics.waiting)],
    [QUEUE_METRIC.oldestAge, oldestAge && current(oldestAge)],
    [QUEUE_METRIC.consumers, consumers && current(consumers)],
    [QUEUE_METRIC.growth, `deriv(${QUEUE_METRIC.waiting}{${own}}[30m])`],
    [QUEUE_METRIC.publishedRate, published && over("rate", published, "5m")],
    [QUEUE_METRIC.consumedRate, consumed && over("rate", consumed, "5m")],
    [
      QUEUE_METRIC.redeliveredRatio,
      redelivered &&
        consumed &&
        `${over("rate", redelivered, "5m")} / (${QUEUE_METRIC.consumedRate}{${own}} > 0)`,
    ],
    [
      QUEUE_METRIC.deadLettered,
      deadLettered && over("increase", deadLettered, "15m"),
    ],
  ];
  return rules.flatMap(([record, expr]) =>
    // The label is nothing new, but it tells the rule from that of another job.
    expr === false ? [] : [Rules.record({ record, expr, labels: { job } })],
  );
}
