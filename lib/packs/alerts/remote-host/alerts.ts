import { quoteLabelValue } from "../../../domain/promql/literal";
import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { packAlerts, type PackAlert } from "../priority";
import {
  remoteHostSettings,
  type RemoteHostAlertOptions,
  type RemoteHostAlertSettings,
} from "./options";

/**
 * Alerts about a host whose agent sends through a gateway: whether anything comes, whether it gets rid of what it has, and
 * whether the host has room left. The host is declared, so that its absence is noticed, also when it never sent anything.
 *
 * @throws InvalidInputError for an unknown name, and for a value of another kind or out of its range
 */
export function remoteHostAlerts(
  options: RemoteHostAlertOptions,
): readonly RuleGroup[] {
  const settings = remoteHostSettings(options);
  const { host, team, runbookUrl, dashboardUid, dashboardIsDefault } = settings;
  const alert = packAlerts({
    service: host,
    team,
    runbookUrl,
    dashboardUid,
    dashboardIsDefault,
  });
  return [
    {
      name: `remote-host-${host}`,
      engine: "prometheus",
      rules: [
        silentAlert(alert, settings),
        ...deliveryAlerts(alert, settings),
        ...(settings.hostMetrics ? roomAlerts(alert, settings) : []),
      ],
    },
  ];
}

function silentAlert(
  alert: PackAlert,
  { host, gateway, limits: { silentFor } }: RemoteHostAlertSettings,
): AlertRule {
  const half = Duration.millis(Math.ceil(silentFor.toMillis() / 2));
  const window = half.toPrometheus();
  // The collector of the platform tells what came last for some minutes more: only a clock that moves is news.
  const news = `changes(otelcol_process_uptime_total{host=${quoteLabelValue(host)}}[${window}]) > 0`;
  return alert("P2", {
    alert: "RemoteHostSilent",
    expr: `label_replace(vector(1), "host", ${quoteLabelValue(host)}, "", "") unless on (host) ${news} unless on () up{job=${quoteLabelValue(gateway)}} == 0 unless on () up{job="otel-collector"} == 0`,
    for: half,
    summary: `nothing comes from ${host} any more.`,
    description: `The agent of the host ${host} has sent nothing for ${silentFor.toPrometheus()}, while the gateway ${gateway} answers. What it collects waits on its disk, if it runs.`,
  });
}

const KINDS = ["log_records", "metric_points", "spans"] as const;

function deliveryAlerts(
  alert: PackAlert,
  { host, limits: { queueRatio } }: RemoteHostAlertSettings,
): readonly AlertRule[] {
  const of = `{host=${quoteLabelValue(host)}}`;
  const lost = ["send_failed", "enqueue_failed"].flatMap((what) =>
    KINDS.map((kind) => {
      const counter = `otelcol_exporter_${what}_${kind}_total${of}`;
      // Counted is only what is left of names once `increase` has been taken.
      return `label_replace(${counter} unless max_over_time(${counter}[6h] offset 15m) or increase(${counter}[15m]), "kind", "${what}_${kind}", "", "")`;
    }),
  );
  return [
    alert("P3", {
      alert: "RemoteHostQueueFills",
      expr: `max by (host) (otelcol_exporter_queue_size${of} / (otelcol_exporter_queue_capacity${of} > 0)) > ${queueRatio}`,
      for: Duration.minutes(15),
      summary: `data of ${host} waits on its disk.`,
      description: `The queue of the agent of ${host} is {{ $value | humanizePercentage }} full: it collects more than it gets rid of. Once it is full, lines are read later and what programs send is refused.`,
    }),
    alert("P3", {
      alert: "RemoteHostDataLost",
      expr: `sum by (host) (${lost.join(" or ")}) > 0`,
      summary: `data of ${host} is lost.`,
      description: `{{ $value | humanize }} lines, points and spans of ${host} within 15 minutes were refused for good by the gateway, or found no room in the queue of the agent.`,
    }),
  ];
}

function roomAlerts(
  alert: PackAlert,
  { host, limits: { diskRatio, memoryRatio } }: RemoteHostAlertSettings,
): readonly AlertRule[] {
  const of = `host=${quoteLabelValue(host)}`;
  return [
    alert("P3", {
      alert: "RemoteHostDiskFull",
      expr: `1 - sum by (host, mountpoint) (system_filesystem_usage_bytes{${of},state="free"}) / (sum by (host, mountpoint) (system_filesystem_usage_bytes{${of}}) > 0) > ${diskRatio}`,
      for: Duration.minutes(10),
      summary: `a disk of ${host} is nearly full.`,
      description: `The file system {{ $labels.mountpoint }} of ${host} is {{ $value | humanizePercentage }} full.`,
    }),
    alert("P3", {
      alert: "RemoteHostMemoryFull",
      expr: `sum by (host) (system_memory_usage_bytes{${of},state="used"}) / (sum by (host) (system_memory_usage_bytes{${of},state=~"used|free|buffered|cached"}) > 0) > ${memoryRatio}`,
      for: Duration.minutes(10),
      summary: `the memory of ${host} is nearly full.`,
      description: `{{ $value | humanizePercentage }} of the memory of ${host} is in use, caches left out.`,
    }),
  ];
}
