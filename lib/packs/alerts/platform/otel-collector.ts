import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { componentAlert } from "./alert";
import type { PlatformThresholds } from "./options";

const JOB = '{job="otel-collector"}';
const SIGNALS = ["spans", "log_records", "metric_points"] as const;

/** A counter that exists once for each signal, as one vector with the label `signal`. */
function anySignal(
  counter: string,
  by: string,
  query: (series: string) => string,
): string {
  return SIGNALS.map(
    (signal) =>
      `label_replace(sum by (${by}) (${query(`otelcol_${counter}_${signal}${JOB}`)}), "signal", "${signal}", "", "") > 0`,
  ).join(" or ");
}

function increase(series: string): string {
  return `increase(${series}[10m])`;
}

/** The collector takes what it is sent and delivers it. */
export function otelCollectorAlerts({
  queueRatio,
}: PlatformThresholds): readonly AlertRule[] {
  return [
    componentAlert("otel-collector", {
      alert: "OtelCollectorExportFailing",
      expr: anySignal("exporter_send_failed", "exporter", increase),
      for: Duration.minutes(5),
      severity: "critical",
      summary: "The collector cannot deliver what it has taken.",
      description:
        "{{ $value | humanize }} {{ $labels.signal }} for {{ $labels.exporter }} were given up within 10 minutes.",
    }),
    componentAlert("otel-collector", {
      alert: "OtelCollectorRefusing",
      expr: anySignal("receiver_refused", "receiver", increase),
      for: Duration.minutes(5),
      severity: "warning",
      summary: "The collector refuses data.",
      description:
        "{{ $value | humanize }} {{ $labels.signal }} by {{ $labels.receiver }} were refused within 10 minutes; senders that do not try again lose them.",
    }),
    componentAlert("otel-collector", {
      alert: "OtelCollectorQueueNearlyFull",
      expr: `max by (exporter, data_type) (otelcol_exporter_queue_size${JOB} / otelcol_exporter_queue_capacity${JOB}) > ${queueRatio}`,
      for: Duration.minutes(10),
      severity: "warning",
      summary: "A queue of the collector is nearly full.",
      description:
        "The queue of {{ $labels.exporter }} for {{ $labels.data_type }} is filled to {{ $value | humanizePercentage }}; when it is full, data is refused or lost.",
    }),
    componentAlert("otel-collector", {
      alert: "OtelCollectorQueueFull",
      // The series begins with its first loss, of which `increase` knows nothing.
      expr: anySignal(
        "exporter_enqueue_failed",
        "exporter",
        (series) =>
          `${increase(series)} > 0 or (${series} unless ${series} offset 10m)`,
      ),
      severity: "critical",
      summary: "A queue of the collector is full.",
      description:
        "{{ $value | humanize }} {{ $labels.signal }} for {{ $labels.exporter }} found no room within 10 minutes.",
    }),
  ];
}
