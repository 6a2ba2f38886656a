import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import type { PlatformThresholds } from "./options";

const JOB = '{job="otel-collector"}';
const SIGNALS = ["spans", "log_records", "metric_points"] as const;

/** A counter that exists once for each signal, as one vector with the label `signal`. */
function anySignal(
  counter: string,
  by: string,
  query: (series: string) => string = increase,
): string {
  return SIGNALS.map(
    (signal) =>
      `label_replace(sum by (${by}) (${query(`otelcol_${counter}_${signal}${JOB}`)}), "signal", "${signal}", "", "") > 0`,
  ).join(" or ");
}

function increase(series: string): string {
  return `increase(${series}[10m])`;
}

const FULLNESS = `otelcol_exporter_queue_size${JOB} / otelcol_exporter_queue_capacity${JOB}`;

/** Who takes what the collector hands on; while it is down, that is told and no consequence of it. */
const NOBODY_TAKES_IT = `count(up{job=~"loki|jaeger"} == 0) > 0`;

/** The collector takes what it is sent and delivers it. */
export function otelCollectorAlerts(
  alert: PackAlert,
  { queueRatio }: PlatformThresholds,
): readonly AlertRule[] {
  return [
    ...deliveryAlerts(alert, queueRatio),
    ...intakeAlerts(alert, queueRatio),
    alert("P4", {
      alert: "OtelCollectorTracesUndecided",
      expr: `sum(increase(otelcol_processor_tail_sampling_sampling_trace_dropped_too_early${JOB}[10m])) > 0`,
      for: Duration.minutes(10),
      summary: "The collector has no room for traces that wait for a decision.",
      description:
        "{{ $value | humanize }} traces within 10 minutes were dropped before it was decided whether to keep them.",
    }),
  ];
}

function deliveryAlerts(
  alert: PackAlert,
  queueRatio: number,
): readonly AlertRule[] {
  return [
    alert("P3", {
      alert: "OtelCollectorExportFailing",
      expr: anySignal("exporter_send_failed", "exporter"),
      for: Duration.minutes(5),
      summary: "The collector cannot deliver what it has taken.",
      description:
        "{{ $value | humanize }} {{ $labels.signal }} for {{ $labels.exporter }} were given up within 10 minutes.",
    }),
    alert("P3", {
      alert: "OtelCollectorQueueNearlyFull",
      expr: `max by (exporter, data_type) (${FULLNESS}) > ${queueRatio}`,
      for: Duration.minutes(10),
      summary: "A queue of the collector is nearly full.",
      description:
        "The queue of {{ $labels.exporter }} for {{ $labels.data_type }} is filled to {{ $value | humanizePercentage }}; when it is full, nothing is read and senders wait.",
    }),
    alert("P2", {
      alert: "OtelCollectorQueueFull",
      // The series begins with its first loss, of which `increase` knows nothing.
      expr: `(${anySignal(
        "exporter_enqueue_failed",
        "exporter",
        (series) =>
          `${increase(series)} > 0 or (${series} unless max_over_time(${series}[6h] offset 10m))`,
      )}) unless on () ${NOBODY_TAKES_IT}`,
      summary: "A queue of the collector is full.",
      description:
        "{{ $value | humanize }} {{ $labels.signal }} for {{ $labels.exporter }} found no room within 10 minutes.",
    }),
  ];
}

function intakeAlerts(
  alert: PackAlert,
  queueRatio: number,
): readonly AlertRule[] {
  return [
    alert("P3", {
      alert: "OtelCollectorReadingBehind",
      // Files are looked at twice a second, and are read to their ends within moments. A full queue holds up all of them.
      expr: `min_over_time(otelcol_fileconsumer_reading_files${JOB}[5m]) > 0 unless on () max(${FULLNESS}) > ${queueRatio}`,
      for: Duration.minutes(5),
      summary:
        "The collector reads log lines more slowly than they are written.",
      description:
        "{{ $value }} files at the least were being read at any time within 5 minutes. Lines are late, and those are lost, uncounted, whose file is deleted before it is read.",
    }),
    alert("P3", {
      alert: "OtelCollectorRefusing",
      expr: anySignal("receiver_refused", "receiver"),
      for: Duration.minutes(5),
      summary: "The collector refuses data.",
      description:
        "{{ $value | humanize }} {{ $labels.signal }} by {{ $labels.receiver }} were refused within 10 minutes; senders that do not try again lose them.",
    }),
    alert("P3", {
      alert: "OtelCollectorLosing",
      expr: anySignal("receiver_failed", "receiver"),
      for: Duration.minutes(5),
      summary: "The collector loses data that it has taken.",
      description:
        "{{ $value | humanize }} {{ $labels.signal }} by {{ $labels.receiver }} were taken and then lost inside within 10 minutes.",
    }),
    alert("P3", {
      alert: "OtelCollectorMemoryLimited",
      expr: anySignal("processor_memory_limiter_refused", "processor"),
      for: Duration.minutes(5),
      summary: "The collector is short of memory.",
      description:
        "The memory limiter has turned away {{ $value | humanize }} {{ $labels.signal }} within 10 minutes.",
    }),
    alert("P3", {
      alert: "OtelCollectorScrapesFailing",
      expr: `sum by (scraper) (increase(otelcol_scraper_errored_metric_points${JOB}[10m])) > 0`,
      for: Duration.minutes(15),
      summary: "The collector cannot read numbers of the host.",
      description:
        "{{ $value | humanize }} points of {{ $labels.scraper }} could not be read within 10 minutes.",
    }),
  ];
}
