import type { AlertRule } from "../../../domain/rules/rule";
import { Duration, type Bytes } from "../../../domain/units";
import { componentAlert, increaseOf } from "./alert";
import type { PlatformThresholds } from "./options";

const JOB = '{job="jaeger"}';

/** Jaeger stores spans and finds them again. */
export function jaegerAlerts(
  { errorRatio, volumeRatio }: PlatformThresholds,
  volume: Bytes | undefined,
): readonly AlertRule[] {
  return [
    componentAlert("jaeger", {
      alert: "JaegerStorageErrors",
      expr: `sum by (operation) (rate(jaeger_storage_requests_total{job="jaeger",result!="ok"}[5m])) / sum by (operation) (rate(jaeger_storage_requests_total${JOB}[5m])) > ${errorRatio}`,
      for: Duration.minutes(10),
      severity: "warning",
      summary: "The storage of Jaeger fails.",
      description:
        "{{ $value | humanizePercentage }} of the operations {{ $labels.operation }} fail.",
    }),
    componentAlert("jaeger", {
      alert: "JaegerSpansLost",
      expr: `${increaseOf("jaeger", "10m", "otelcol_exporter_send_failed_spans_total", "otelcol_receiver_refused_spans_total")} > 0`,
      for: Duration.minutes(5),
      severity: "warning",
      summary: "Jaeger loses spans.",
      description:
        "{{ $value | humanize }} spans could not be stored or were refused within 10 minutes.",
    }),
    ...(volume === undefined
      ? []
      : [
          // Badger keeps values below 1 MB in its tree, and says 2 GiB of a value log that is empty but for its first bytes.
          componentAlert("jaeger", {
            alert: "JaegerVolumeFilling",
            expr: `sum(jaeger_storage_badger_size_bytes_lsm${JOB}) > ${Math.floor(volume.toBytes() * volumeRatio)}`,
            for: Duration.minutes(30),
            severity: "warning",
            summary: "The volume of Jaeger is nearly full.",
            description: `Spans take {{ $value | humanize1024 }}B, more than ${Math.round(volumeRatio * 100)} % of the volume of ${volume.toString()}.`,
          }),
        ]),
  ];
}
