import { pascalCase } from "../../../domain/names";
import type { AlertRule } from "../../../domain/rules/rule";
import {
  COMPONENT_NAMES,
  type ComponentName,
} from "../../../domain/telemetry/component";
import { Duration } from "../../../domain/units";
import type { AlertPriority } from "../priority";
import { componentAlert, foundAlert } from "./alert";
import type { PlatformThresholds } from "./options";

/** What people lose with a component, and how soon somebody must respond. */
const LOSS: Readonly<
  Record<
    ComponentName,
    { readonly priority: AlertPriority; readonly text: string }
  >
> = {
  prometheus: {
    priority: "P1",
    text: "No rule is evaluated, so no other alert can fire",
  },
  alertmanager: {
    priority: "P1",
    text: "No alert reaches anybody",
  },
  grafana: {
    priority: "P3",
    text: "Dashboards cannot be seen; alerts still work",
  },
  loki: {
    priority: "P2",
    text: "Log lines wait at their source and are lost when its queue is full",
  },
  jaeger: {
    priority: "P3",
    text: "Spans wait in the collector and are lost when its queue is full",
  },
  "otel-collector": {
    priority: "P2",
    text: "Nobody takes logs and spans of the services",
  },
  "node-exporter": {
    priority: "P3",
    text: "Nothing is known of processor, memory and disks of the host",
  },
  cadvisor: {
    priority: "P3",
    text: "Nothing is known of processor and memory of the containers",
  },
  "blackbox-exporter": {
    priority: "P3",
    text: "Nothing is probed from outside",
  },
};

/** Counters of the time since the start, of those that do not tell when they started. */
const UPTIME: Readonly<Partial<Record<ComponentName, string>>> = {
  jaeger: "otelcol_process_uptime_seconds_total",
  "otel-collector": "otelcol_process_uptime",
};

/** Those whose errors in telling their metrics are counted. */
const COUNTS_OWN_ERRORS: readonly ComponentName[] = [
  "jaeger",
  "otel-collector",
];

/** Jobs of the platform that have alerts of their own. */
const OWN_JOBS: readonly string[] = [
  ...COMPONENT_NAMES,
  "otel-collector-metrics",
  "probe",
];

/**
 * Who does not answer, starts again and again, or tells only half.
 *
 * @param pairs those of which two work as one, so that only the loss of both is the loss of the component
 */
export function componentAlerts(
  deployed: readonly ComponentName[],
  pairs: readonly ComponentName[],
  thresholds: PlatformThresholds,
): readonly AlertRule[] {
  const { downFor, runbookUrl, restarts } = thresholds;
  const ofJob = foundAlert("{{ $labels.job }}", runbookUrl);
  const errors = deployed.filter((name) => COUNTS_OWN_ERRORS.includes(name));
  return [
    ...deployed.map((name) =>
      componentAlert(name, runbookUrl)(LOSS[name].priority, {
        alert: `${pascalCase(name)}Down`,
        expr: `${pairs.includes(name) ? `max by (job) (up{job="${name}"})` : `up{job="${name}"}`} == 0 or absent(up{job="${name}"})`,
        for: downFor,
        summary: `${name} does not answer.`,
        description: `Prometheus could not read the metrics of ${name} for ${downFor.toPrometheus()}, or does not know it. ${LOSS[name].text}.`,
      }),
    ),
    ...(deployed.length === 0
      ? []
      : [
          ofJob("P3", {
            alert: "ComponentRestarting",
            expr: startsOf(deployed)
              .map((starts) => `${starts} >= ${restarts}`)
              .join(" or "),
            summary: "{{ $labels.job }} restarts again and again.",
            description:
              "{{ $labels.job }} has started {{ $value }} times within 30 minutes; between the starts it looks healthy.",
          }),
        ]),
    ...(errors.length === 0
      ? []
      : [
          ofJob("P4", {
            alert: "ComponentMetricsIncomplete",
            expr: `sum by (job) (increase(promhttp_metric_handler_errors_total{job=~"${errors.join("|")}"}[15m])) > 0`,
            for: Duration.minutes(15),
            summary: "{{ $labels.job }} cannot tell all of its metrics.",
            description:
              "{{ $labels.job }} met {{ $value | humanize }} errors within 15 minutes while it wrote its metrics; alerts about it may be blind.",
          }),
        ]),
    ...targetAlerts(thresholds),
  ];
}

/** How often the components started within 30 minutes, one query for each way in which they tell it. */
function startsOf(deployed: readonly ComponentName[]): readonly string[] {
  const telling = deployed.filter((name) => UPTIME[name] === undefined);
  return [
    ...(telling.length === 0
      ? []
      : [
          `changes(process_start_time_seconds{job=~"${telling.join("|")}"}[30m])`,
        ]),
    ...deployed.flatMap((name) => {
      const uptime = UPTIME[name];
      return uptime === undefined
        ? []
        : [`resets(${uptime}{job="${name}"}[30m])`];
    }),
  ];
}

/** Targets of everybody else. */
function targetAlerts({
  runbookUrl,
  scrapeWithin,
}: PlatformThresholds): readonly AlertRule[] {
  const alert = foundAlert(
    "{{ with $labels.service }}{{ . }}{{ else }}{{ $labels.job }}{{ end }}",
    runbookUrl,
    "{{ $labels.team }}",
  );
  return [
    alert("P3", {
      alert: "TargetDown",
      expr: `up{job!~"${OWN_JOBS.join("|")}"} == 0`,
      for: Duration.minutes(5),
      summary: "{{ $labels.job }} at {{ $labels.instance }} does not answer.",
      description:
        "Prometheus could not read the metrics of {{ $labels.job }} at {{ $labels.instance }} for 5 minutes. What is known of it is old.",
    }),
    alert("P4", {
      alert: "TargetSlow",
      expr: `scrape_duration_seconds > ${scrapeWithin.toSeconds()} and up == 1`,
      for: Duration.minutes(15),
      summary:
        "{{ $labels.job }} at {{ $labels.instance }} is slow to tell its metrics.",
      description:
        "The scrape of {{ $labels.job }} at {{ $labels.instance }} takes {{ $value | humanizeDuration }}; when it takes longer than its timeout, the target looks down.",
    }),
  ];
}
