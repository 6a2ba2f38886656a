import type { AlertRule } from "../../../domain/rules/rule";
import { Rules } from "../../../domain/rules/build";
import { Duration } from "../../../domain/units";
import { componentAlert } from "./alert";
import type { PlatformThresholds } from "./options";

/** Whom a probe is about: a component, or the job of the user. */
const PROBED =
  "{{ with $labels.component }}{{ . }}{{ else }}{{ $labels.job }}{{ end }}";

/** Probes carry the labels of their job, so that the team of the probed service is told. */
const LABELS = {
  service: PROBED,
  team: "{{ with $labels.team }}{{ . }}{{ else }}platform{{ end }}",
};

/** What the blackbox exporter sees from outside. */
export function probeAlerts({
  downFor,
  certificateEndsWithin,
}: PlatformThresholds): readonly AlertRule[] {
  return [
    Rules.alert({
      alert: "ProbeFailing",
      expr: "probe_success == 0",
      for: downFor,
      severity: "warning",
      labels: LABELS,
      summary: `The probe of ${PROBED} fails.`,
      description: `{{ $labels.instance }} has not answered as expected for ${downFor.toPrometheus()}.`,
    }),
    Rules.alert({
      alert: "ProbeCertificateExpiring",
      expr: `probe_ssl_earliest_cert_expiry - time() < ${certificateEndsWithin.toSeconds()}`,
      for: Duration.minutes(10),
      severity: "warning",
      labels: LABELS,
      summary: "A certificate ends soon.",
      description:
        "The certificate of {{ $labels.instance }} ends in {{ $value | humanizeDuration }}.",
    }),
    componentAlert("blackbox-exporter", {
      alert: "BlackboxExporterConfigReloadFailed",
      expr: 'blackbox_exporter_config_last_reload_successful{job="blackbox-exporter"} == 0',
      for: Duration.minutes(5),
      severity: "warning",
      summary: "The blackbox exporter refuses its configuration.",
      description: "The newest kinds of probes are not live.",
    }),
  ];
}
