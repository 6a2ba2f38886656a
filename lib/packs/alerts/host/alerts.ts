import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { packAlerts, type PackAlert } from "../priority";
import { diskAlerts } from "./disks";
import { networkAlerts } from "./network";
import {
  hostSettings,
  type HostAlertOptions,
  type HostAlertSettings,
} from "./options";

/**
 * Alerts about the machines that a node exporter watches. The label `service` is the instance of the exporter.
 *
 * @throws InvalidInputError for an option that does not exist, or of another kind
 */
export function hostAlerts(options: HostAlertOptions): readonly RuleGroup[] {
  const settings = hostSettings(options);
  const alert = packAlerts({
    service: "{{ $labels.instance }}",
    team: settings.team,
    runbookUrl: settings.runbookUrl,
    dashboardUid: "host",
  });
  return [
    {
      name: `host-${settings.job}`,
      engine: "prometheus",
      rules: [
        ...processorAlerts(alert, settings),
        ...memoryAlerts(alert, settings),
        ...diskAlerts(alert, settings),
        ...networkAlerts(alert, settings),
        ...systemAlerts(alert, settings),
        ...exporterAlerts(alert, settings),
      ],
    },
  ];
}

function processorAlerts(
  alert: PackAlert,
  { job, cpuRatio, cpuCriticalRatio, loadPerCore }: HostAlertSettings,
): readonly AlertRule[] {
  const idle = `node_cpu_seconds_total{job="${job}",mode="idle"}`;
  // A processor that waits for a disk has nothing to do; the load tells of the waiting.
  const free = `node_cpu_seconds_total{job="${job}",mode=~"idle|iowait"}`;
  const busy = `1 - avg by (instance) (sum by (instance, cpu) (rate(${free}[5m])))`;
  return [
    alert("P3", {
      alert: "HostCpuHigh",
      expr: `${busy} > ${cpuRatio}`,
      for: Duration.minutes(15),
      summary: "The processors of {{ $labels.instance }} are busy.",
      description:
        "The processors of {{ $labels.instance }} have been busy for {{ $value | humanizePercentage }} of their time, for 15 minutes.",
    }),
    alert("P2", {
      alert: "HostCpuExhausted",
      expr: `${busy} > ${cpuCriticalRatio}`,
      for: Duration.minutes(15),
      summary:
        "The processors of {{ $labels.instance }} have no time left to give.",
      description:
        "The processors of {{ $labels.instance }} have been busy for {{ $value | humanizePercentage }} of their time, for 15 minutes; work queues up.",
    }),
    alert("P3", {
      alert: "HostLoadHigh",
      expr: `node_load15{job="${job}"} / on (instance) count by (instance) (${idle}) > ${loadPerCore}`,
      for: Duration.minutes(10),
      summary: "Tasks queue up on {{ $labels.instance }}.",
      description:
        "Over 15 minutes {{ $value | humanize }} tasks per core of {{ $labels.instance }} ran or waited for a processor or a disk.",
    }),
  ];
}

function memoryAlerts(
  alert: PackAlert,
  { job, memoryRatio, memoryCriticalRatio }: HostAlertSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  const used = `1 - node_memory_MemAvailable_bytes${of} / node_memory_MemTotal_bytes${of}`;
  return [
    alert("P4", {
      alert: "HostMemoryHigh",
      expr: `${used} > ${memoryRatio}`,
      for: Duration.minutes(15),
      summary: "Much of the memory of {{ $labels.instance }} is in use.",
      description:
        "Programs hold {{ $value | humanizePercentage }} of the memory of {{ $labels.instance }}.",
    }),
    alert("P2", {
      alert: "HostMemoryExhausted",
      expr: `${used} > ${memoryCriticalRatio}`,
      for: Duration.minutes(5),
      summary: "The memory of {{ $labels.instance }} is nearly exhausted.",
      description:
        "Programs hold {{ $value | humanizePercentage }} of the memory of {{ $labels.instance }}; the kernel will soon end one of them.",
    }),
    alert("P3", {
      alert: "HostOutOfMemory",
      expr: `increase(node_vmstat_oom_kill${of}[10m]) > 0`,
      summary:
        "The kernel of {{ $labels.instance }} has ended a program for lack of memory.",
      description:
        "Within 10 minutes the kernel of {{ $labels.instance }} ended {{ $value | humanize }} programs, because it or a container had no memory left.",
    }),
  ];
}

/** The kernel's own limit: it then takes the clock for not synchronized. */
const MOST_CLOCK_ERROR_SECONDS = 16;

function systemAlerts(
  alert: PackAlert,
  { job, collectors, clockSkew, rebootToldFor }: HostAlertSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  return [
    alert("P3", {
      alert: "HostRebooted",
      // A host that was not known before was added, not started again.
      expr: `time() - node_boot_time_seconds${of} < ${rebootToldFor.toSeconds()} and on (instance) present_over_time(node_boot_time_seconds${of}[1d] offset ${rebootToldFor.toPrometheus()})`,
      summary: "{{ $labels.instance }} has started again.",
      description:
        "{{ $labels.instance }} started {{ $value | humanizeDuration }} ago. If nobody did it, its kernel panicked or its power failed.",
    }),
    alert("P3", {
      alert: "HostClockSkew",
      expr: `abs(node_time_seconds${of} - timestamp(node_time_seconds${of})) > ${clockSkew.toSeconds()}`,
      for: Duration.minutes(10),
      summary: "The clock of {{ $labels.instance }} is wrong.",
      description:
        "The clock of {{ $labels.instance }} is {{ $value | humanizeDuration }} away from that of Prometheus; times of logs and traces, tokens and certificates are judged wrongly.",
    }),
    alert("P4", {
      alert: "HostClockNotSynchronized",
      expr: `max_over_time(node_timex_sync_status${of}[10m]) == 0 and node_timex_maxerror_seconds${of} >= ${MOST_CLOCK_ERROR_SECONDS}`,
      for: Duration.minutes(10),
      summary: "Nothing sets the clock of {{ $labels.instance }}.",
      description:
        "The kernel of {{ $labels.instance }} has had no time from a server for so long that it does not know its error any more.",
    }),
    ...(collectors.includes("systemd")
      ? [
          alert("P3", {
            alert: "HostUnitFailed",
            expr: `node_systemd_unit_state{job="${job}",state="failed"} == 1`,
            for: Duration.minutes(5),
            summary: "{{ $labels.name }} has failed on {{ $labels.instance }}.",
            description:
              "The unit {{ $labels.name }} of {{ $labels.instance }} has been in the state failed for 5 minutes.",
          }),
        ]
      : []),
  ];
}

/** What node exporter itself could not find out. */
function exporterAlerts(
  alert: PackAlert,
  { job, textfileUnchangedFor }: HostAlertSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  return [
    alert("P3", {
      alert: "HostCollectorFailing",
      // A collector for what the host does not have never succeeds.
      expr: `node_scrape_collector_success${of} == 0 and max_over_time(node_scrape_collector_success${of}[1d]) == 1`,
      for: Duration.minutes(15),
      summary:
        "A collector of the exporter on {{ $labels.instance }} has begun to fail.",
      description:
        "The collector {{ $labels.collector }} of {{ $labels.instance }} has found nothing for 15 minutes, though it did within the last day; what it tells of is not watched.",
    }),
    alert("P3", {
      alert: "HostTextfileUnreadable",
      expr: `node_textfile_scrape_error${of} > 0`,
      for: Duration.minutes(15),
      summary: "A text file with metrics of {{ $labels.instance }} is broken.",
      description:
        "The exporter on {{ $labels.instance }} could not read at least one text file with metrics for 15 minutes; what the file tells is missing.",
    }),
    alert("P4", {
      alert: "HostTextfileStale",
      expr: `time() - node_textfile_mtime_seconds${of} > ${textfileUnchangedFor.toSeconds()}`,
      for: Duration.minutes(15),
      summary:
        "A text file with metrics of {{ $labels.instance }} is not written any more.",
      description:
        "{{ $labels.file }} of {{ $labels.instance }} was last changed {{ $value | humanizeDuration }} ago; its metrics are those of then.",
    }),
  ];
}
