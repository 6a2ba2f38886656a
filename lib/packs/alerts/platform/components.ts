import { pascalCase } from "../../../domain/names";
import type { AlertRule, AlertSeverity } from "../../../domain/rules/rule";
import { Rules } from "../../../domain/rules/build";
import {
  COMPONENT_NAMES,
  type ComponentName,
} from "../../../domain/telemetry/component";
import { Duration } from "../../../domain/units";
import { componentAlert, foundAlert } from "./alert";
import type { PlatformThresholds } from "./options";

/** What people lose with a component, and whether it cannot wait until morning. */
const LOSS: Readonly<
  Record<
    ComponentName,
    { readonly severity: AlertSeverity; readonly text: string }
  >
> = {
  prometheus: {
    severity: "critical",
    text: "No rule is evaluated, so no other alert can fire",
  },
  alertmanager: {
    severity: "critical",
    text: "No alert reaches anybody",
  },
  grafana: {
    severity: "warning",
    text: "Dashboards cannot be seen; alerts still work",
  },
  loki: {
    severity: "critical",
    text: "Log lines wait at their source and are lost when its queue is full",
  },
  jaeger: {
    severity: "warning",
    text: "Spans wait in the collector and are lost when its queue is full",
  },
  "otel-collector": {
    severity: "critical",
    text: "Nobody takes logs and spans of the services",
  },
  "node-exporter": {
    severity: "warning",
    text: "Nothing is known of processor, memory and disks of the host",
  },
  cadvisor: {
    severity: "warning",
    text: "Nothing is known of processor and memory of the containers",
  },
  "blackbox-exporter": {
    severity: "warning",
    text: "Nothing is probed from outside",
  },
};

/** These tell when their process started. */
const TELLS_START: readonly ComponentName[] = COMPONENT_NAMES.filter(
  (name) => name !== "jaeger" && name !== "otel-collector",
);

/** Jobs of the platform that have alerts of their own. */
const OWN_JOBS: readonly string[] = [
  ...COMPONENT_NAMES,
  "otel-collector-metrics",
  "probe",
];

/** Who does not answer. */
export function componentAlerts(
  deployed: readonly ComponentName[],
  { downFor, restarts }: PlatformThresholds,
): readonly AlertRule[] {
  const restarting = deployed.filter((name) => TELLS_START.includes(name));
  return [
    ...deployed.map((name) =>
      componentAlert(name, {
        alert: `${pascalCase(name)}Down`,
        expr: `up{job="${name}"} == 0 or absent(up{job="${name}"})`,
        for: downFor,
        severity: LOSS[name].severity,
        summary: `${name} does not answer.`,
        description: `Prometheus could not read the metrics of ${name} for ${downFor.toPrometheus()}, or does not know it. ${LOSS[name].text}.`,
      }),
    ),
    ...(restarting.length === 0
      ? []
      : [
          foundAlert("{{ $labels.job }}", {
            alert: "ComponentRestarting",
            expr: `changes(process_start_time_seconds{job=~"${restarting.join("|")}"}[30m]) >= ${restarts}`,
            severity: "warning",
            summary: "{{ $labels.job }} restarts again and again.",
            description:
              "{{ $labels.job }} has started {{ $value }} times within 30 minutes; between the starts it looks healthy.",
          }),
        ]),
    Rules.alert({
      alert: "TargetDown",
      expr: `up{job!~"${OWN_JOBS.join("|")}"} == 0`,
      for: Duration.minutes(5),
      severity: "warning",
      labels: {
        service:
          "{{ with $labels.service }}{{ . }}{{ else }}{{ $labels.job }}{{ end }}",
        team: "{{ $labels.team }}",
      },
      summary: "{{ $labels.job }} at {{ $labels.instance }} does not answer.",
      description:
        "Prometheus could not read the metrics of {{ $labels.job }} at {{ $labels.instance }} for 5 minutes. What is known of it is old.",
    }),
  ];
}
