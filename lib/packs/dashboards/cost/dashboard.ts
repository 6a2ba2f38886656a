import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import { isAvailable, keepsTraces } from "../../../domain/telemetry/plan";
import { VOLUME_METRIC } from "../../recordings/alerting";
import {
  hasSpanMetrics,
  type StandardContent,
} from "../../recordings/standard";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  bargauge,
  loki,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { storagePrices, type StoragePrices } from "./prices";
import { COST_QUERY as Q, costQueries } from "./queries";

/** Where series, log lines and spans come from, how many there are, and what keeping them costs. */
export function costDashboard(
  content: StandardContent,
  prices: StoragePrices = {},
): Dashboard {
  const { plan, services } = content;
  const logs = plan.loki.kind === "deployed";
  const spans = plan.jaeger.kind === "deployed";
  const kept = keepsTraces(plan);
  return {
    uid: "cost",
    title: "Cost & cardinality",
    description:
      "Series by job and metric, samples, log lines and spans, what they take on disk and what that costs in a month.",
    tags: [MONITORING_TAG, "cost"],
    folder: "Platform",
    range: "7d",
    variables: [
      {
        kind: "query",
        name: "job",
        label: "Job",
        metric: VOLUME_METRIC.jobSeries,
        of: "job",
        multi: true,
      },
    ],
    links: [ALL_DASHBOARDS],
    rows: [
      ...(plan.prometheus.kind === "deployed"
        ? [GLANCE, moneyRow(storagePrices(prices), { logs, spans: kept })]
        : []),
      SERIES,
      ...(isAvailable(plan, "loki") ? [logRow(logs)] : []),
      ...(spans
        ? [spanRow(kept, hasSpanMetrics(plan) && services.length > 0)]
        : []),
    ],
  };
}

const SIXTH = { width: 4, height: 4 } as const;

const GLANCE: DashboardRow = {
  title: "Prometheus",
  panels: [
    stat(
      "Series",
      "Series that Prometheus has in memory. Some 3 KiB of memory each.",
      [prometheus(Q.series)],
      { ...SIXTH, unit: "short" },
    ),
    stat(
      "Samples",
      "Samples that come per second.",
      [prometheus(Q.samplesPerSecond)],
      { ...SIXTH, unit: "cps" },
    ),
    stat(
      "Bytes per sample",
      "What a stored sample takes, without its index: 1 to 2 bytes are usual. Nothing is shown before the first compaction.",
      [prometheus(Q.bytesPerSample)],
      { ...SIXTH, unit: "bytes", decimals: 2 },
    ),
    stat(
      "Churn",
      "Series that came new within an hour as a share of all. Above 10 % a label changes with each start or each request.",
      [prometheus(Q.churn)],
      {
        ...SIXTH,
        unit: "percentunit",
        decimals: 1,
        thresholds: [
          { value: 0.1, color: "yellow" },
          { value: 0.5, color: "red" },
        ],
      },
    ),
    stat(
      "Stored",
      "Blocks and write-ahead log on disk, and the size at which the oldest are deleted.",
      [prometheus(Q.stored, "now"), prometheus(Q.sizeLimit, "limit")],
      { ...SIXTH, unit: "bytes" },
    ),
    stat(
      "Goes back",
      "Age of the oldest sample that is stored.",
      [prometheus(Q.retained)],
      { ...SIXTH, unit: "s" },
    ),
  ],
};

function moneyRow(
  { perGibibyteMonth, currency, logRetention }: Required<StoragePrices>,
  has: { readonly logs: boolean; readonly spans: boolean },
): DashboardRow {
  const queries = costQueries(perGibibyteMonth, logRetention.toSeconds());
  const unit = `currency${currency}`;
  const at = `at ${perGibibyteMonth} ${currency} for a gibibyte and month`;
  const panel = (title: string, description: string, expr: string) =>
    stat(title, `${description}, ${at}.`, [prometheus(expr)], {
      unit,
      decimals: 2,
      height: 4,
      width: 4,
    });
  return {
    title: "What storage costs in a month",
    panels: [
      panel("Metrics", "What is stored of metrics now", queries.metrics),
      panel(
        "Metrics of a month",
        "What one month of samples takes at the present rate",
        queries.metricsPerMonth,
      ),
      panel(
        "A thousand series",
        "What a thousand series take in a month",
        queries.perThousandSeries,
      ),
      ...(has.logs
        ? [
            panel(
              "Log lines",
              `What is held when lines come as now and are kept for ${logRetention.toPrometheus()}, compressed as now`,
              queries.logs,
            ),
          ]
        : []),
      ...(has.spans
        ? [panel("Traces", "What is stored of traces now", queries.traces)]
        : []),
    ],
  };
}

const SERIES: DashboardRow = {
  title: "Where series come from",
  panels: [
    table(
      "Series by job",
      "Series of each job, most first, its targets, the series of one, those that came new within an hour, and the growth of a week.",
      [
        prometheus(Q.jobs, "Series"),
        prometheus(Q.jobTargets, "Targets", { unit: "none" }),
        prometheus(Q.jobPerTarget, "Of one target"),
        prometheus(Q.jobNew, "New in an hour"),
        prometheus(Q.jobGrowth, "Growth of a week", { unit: "percentunit" }),
      ],
      {
        unit: "short",
        width: 14,
        height: 10,
        columns: [{ label: "job", title: "Job" }],
      },
    ),
    bargauge(
      "Metrics with most series",
      "The twenty metrics with most series, counted every ten minutes. What nobody asks for can be dropped.",
      [prometheus(Q.metrics, "{{metric}}")],
      { unit: "short", width: 10, height: 10 },
    ),
    timeseries(
      "Series over time",
      "Series of the ten jobs that have most.",
      [prometheus(Q.seriesByJob, "{{job}}")],
      { unit: "short", min: 0, stacked: true },
    ),
    timeseries(
      "Series made and removed",
      "Series per second that came new into memory, and that left it.",
      [prometheus(Q.created, "made"), prometheus(Q.removed, "removed")],
      { unit: "cps", min: 0, range: "6h" },
    ),
  ],
};

function logRow(selfScraped: boolean): DashboardRow {
  return {
    title: "Log lines",
    panels: [
      ...(selfScraped
        ? [
            stat(
              "Log bytes",
              "Bytes of log lines that come per second, before compression.",
              [prometheus(Q.logBytesPerSecond)],
              { unit: "Bps", width: 6 },
            ),
            stat(
              "Lines",
              "Log lines that come per second.",
              [prometheus(Q.logLinesPerSecond)],
              { unit: "cps", width: 6 },
            ),
            stat(
              "Streams",
              "Streams in memory of Loki.",
              [prometheus(Q.streams)],
              { unit: "short", width: 6 },
            ),
            stat(
              "Compression",
              "Bytes of text for each byte that is stored.",
              [prometheus(Q.compression)],
              { unit: "none", decimals: 1, width: 6 },
            ),
          ]
        : []),
      bargauge(
        "Log bytes by service",
        "Bytes of log lines of the last hour, of the fifteen loudest services.",
        [loki(Q.logBytesByService, "{{service}}")],
        { unit: "bytes", width: 24, height: 9 },
      ),
    ],
  };
}

function spanRow(kept: boolean, byService: boolean): DashboardRow {
  return {
    title: "Spans",
    panels: [
      stat(
        "Spans",
        "Spans that Jaeger receives per second.",
        [prometheus(Q.spansPerSecond)],
        { unit: "cps", width: 6, height: 8 },
      ),
      ...(kept
        ? [
            stat(
              "Stored traces",
              "What Jaeger's storage takes on disk.",
              [prometheus(Q.traceBytes)],
              { unit: "bytes", width: 6, height: 8 },
            ),
          ]
        : []),
      ...(byService
        ? [
            timeseries(
              "Calls in spans, by service",
              "Calls per second that services answered, of the ten with most; each has several spans.",
              [prometheus(Q.spansByService, "{{service}}")],
              { unit: "reqps", min: 0 },
            ),
          ]
        : []),
    ],
  };
}
