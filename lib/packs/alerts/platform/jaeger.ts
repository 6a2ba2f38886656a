import type { AlertRule } from "../../../domain/rules/rule";
import { Duration, type Bytes } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { increaseOf, shareOf } from "./alert";
import type { PlatformThresholds } from "./options";

const JOB = '{job="jaeger"}';

/** A cluster gets spans after their sender was told that they are stored; a request that fails as a whole counts as one. */
const BULK_LOSSES = [
  "jaeger_storage_bulk_index_errors_total",
  "jaeger_storage_bulk_index_latency_err_seconds_count",
];

/**
 * Jaeger stores spans and finds them again.
 *
 * @param volume size of its volume; nothing when a cluster keeps the spans
 */
export function jaegerAlerts(
  alert: PackAlert,
  { errorRatio, volumeRatio, answerWithin }: PlatformThresholds,
  volume: Bytes | undefined,
): readonly AlertRule[] {
  return [
    alert("P3", {
      alert: "JaegerStorageErrors",
      expr: `${shareOf('jaeger_storage_requests_total{job="jaeger",result!="ok"}', `jaeger_storage_requests_total${JOB}`, "operation")} > ${errorRatio}`,
      for: Duration.minutes(10),
      summary: "The storage of Jaeger fails.",
      description:
        "{{ $value | humanizePercentage }} of the operations {{ $labels.operation }} fail.",
    }),
    alert("P4", {
      alert: "JaegerStorageSlow",
      expr: `histogram_quantile(0.95, sum by (le, operation) (rate(jaeger_storage_latency_seconds_bucket${JOB}[5m]))) > ${answerWithin.toSeconds()}`,
      for: Duration.minutes(15),
      summary: "The storage of Jaeger is slow.",
      description:
        "5 % of the operations {{ $labels.operation }} take longer than {{ $value | humanizeDuration }}.",
    }),
    alert("P3", {
      alert: "JaegerSpansLost",
      expr: `${increaseOf("jaeger", "10m", "otelcol_exporter_send_failed_spans_total", "otelcol_receiver_refused_spans_total", "otelcol_receiver_failed_spans_total", ...(volume === undefined ? BULK_LOSSES : []))} > 0`,
      for: Duration.minutes(5),
      summary: "Jaeger loses spans.",
      description:
        "{{ $value | humanize }} spans could not be stored or were refused within 10 minutes.",
    }),
    ...(volume === undefined
      ? []
      : [
          // Badger keeps values below 1 MB in its tree, and says 2 GiB of a value log that is empty but for its first bytes.
          alert("P3", {
            alert: "JaegerVolumeFilling",
            expr: `sum(jaeger_storage_badger_size_bytes_lsm${JOB}) > ${Math.floor(volume.toBytes() * volumeRatio)}`,
            for: Duration.minutes(30),
            summary: "The volume of Jaeger is nearly full.",
            description: `Spans take {{ $value | humanize1024 }}B, more than ${Math.round(volumeRatio * 100)} % of the volume of ${volume.toString()}.`,
          }),
        ]),
  ];
}
