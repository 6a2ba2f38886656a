import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { componentAlert, foundAlert } from "./alert";
import type { PlatformThresholds } from "./options";

/** What the blackbox exporter sees of the platform's components from outside; other probes have the pack `blackboxAlerts`. */
export function probeAlerts({
  downFor,
  runbookUrl,
}: PlatformThresholds): readonly AlertRule[] {
  const probe = foundAlert("{{ $labels.component }}", runbookUrl);
  const exporter = componentAlert("blackbox-exporter", runbookUrl);
  return [
    probe("P3", {
      alert: "ProbeFailing",
      expr: 'probe_success{job="probe"} == 0',
      for: downFor,
      summary: "The probe of {{ $labels.component }} fails.",
      description: `{{ $labels.instance }} has not answered as expected for ${downFor.toPrometheus()}.`,
    }),
    exporter("P3", {
      alert: "BlackboxExporterConfigReloadFailed",
      expr: 'blackbox_exporter_config_last_reload_successful{job="blackbox-exporter"} == 0',
      for: Duration.minutes(5),
      summary: "The blackbox exporter refuses its configuration.",
      description:
        "The last reload at {{ $labels.instance }} failed: the newest kinds of probes are not live.",
    }),
    exporter("P3", {
      alert: "BlackboxExporterModuleUnknown",
      expr: 'sum(increase(blackbox_module_unknown_total{job="blackbox-exporter"}[10m])) > 0',
      for: Duration.minutes(5),
      summary: "Probes ask for a kind that does not exist.",
      description:
        "{{ $value | humanize }} probes within 10 minutes named a kind that the blackbox exporter does not know; they tell nothing.",
    }),
  ];
}
