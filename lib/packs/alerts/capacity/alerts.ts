import {
  Forecast,
  type ExhaustionInput,
} from "../../../domain/anomaly/forecast";
import { slug } from "../../../domain/names";
import type { Rule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { packAlerts, type AlertPriority } from "../priority";
import {
  capacitySettings,
  type CapacityAlertOptions,
  type CapacitySettings,
} from "./options";

/** Trends of hours and days need no more samples than this gives. */
const INTERVAL = Duration.minutes(2);

/** Part of the names of the recorded series; the scrape job keeps those of two packs apart. */
function seriesName(
  what: "disks" | "inodes" | "memory" | "connections" | "series" | "volumes",
  job: string,
): string {
  return `${what}_${slug(job).replaceAll("-", "_")}`;
}

/**
 * Alerts about what will be used up: space, inodes and memory of hosts, connections of databases, volumes of pods, series
 * in the memory of Prometheus. None of them pages, since none is used up yet.
 *
 * @throws InvalidInputError for options that are unknown or out of range
 */
export function capacityAlerts(
  options: CapacityAlertOptions = {},
): readonly RuleGroup[] {
  const settings = capacitySettings(options);
  return [
    {
      name: `capacity-${[settings.hosts, settings.databases, settings.volumes].filter(Boolean).join("-") || "series"}`,
      engine: "prometheus",
      interval: INTERVAL,
      rules: [
        ...hostForecasts(settings),
        ...databaseForecasts(settings),
        ...volumeForecasts(settings),
        ...seriesForecasts(settings),
      ],
    },
  ];
}

/** What differs between the alerts. */
interface Capacity extends Omit<
  ExhaustionInput,
  "freeBelow" | "minimumGrowth" | "over"
> {
  readonly over: Duration;
  readonly alert: string;
  readonly priority: AlertPriority;
  readonly service: string;
  /** One sentence without its end: what will be used up. */
  readonly summary: string;
  /** What holds it, and what is used up, as in `/data of HOST has no space left`. */
  readonly subject: string;
}

function forecast(
  { team, runbookUrl, limits }: CapacitySettings,
  { alert, priority, service, summary, subject, ...input }: Capacity,
): readonly Rule[] {
  const predicted = Forecast.exhaustion({
    ...input,
    minimumGrowth: limits.growthRatio,
    freeBelow: limits.freeRatio,
  });
  const make = packAlerts({ service, team, runbookUrl, dashboardUid: "host" });
  return [
    ...predicted.recordings,
    make(priority, {
      alert,
      expr: predicted.expr,
      for: predicted.for,
      summary: `${summary}.`,
      description: `${subject} in {{ $value | humanizeDuration }} if the last ${input.over.toPrometheus()} go on.`,
    }),
  ];
}

const HOST = "{{ $labels.instance }}";

function hostForecasts(settings: CapacitySettings): readonly Rule[] {
  const { hosts: job, limits } = settings;
  if (job === undefined) {
    return [];
  }
  const over = Duration.days(1);
  const disk = `job="${job}",fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|erofs"`;
  const writable = `(node_filesystem_readonly{${disk}} == 0)`;
  return [
    ...forecast(settings, {
      alert: "CapacityDiskExhaustion",
      priority: "P3",
      name: seriesName("disks", job),
      free: `node_filesystem_avail_bytes{${disk}} and ${writable}`,
      capacity: `node_filesystem_size_bytes{${disk}}`,
      within: limits.disksWithin,
      over,
      service: HOST,
      summary: `A disk of ${HOST} will be full`,
      subject: `{{ $labels.mountpoint }} of ${HOST} has no space left`,
    }),
    ...forecast(settings, {
      alert: "CapacityInodesExhaustion",
      priority: "P3",
      name: seriesName("inodes", job),
      free: `node_filesystem_files_free{${disk}} and ${writable}`,
      capacity: `node_filesystem_files{${disk}}`,
      within: limits.inodesWithin,
      over,
      service: HOST,
      summary: `A file system of ${HOST} will have no inodes left`,
      subject: `{{ $labels.mountpoint }} of ${HOST} has no inodes left`,
    }),
    ...forecast(settings, {
      alert: "CapacityMemoryExhaustion",
      priority: "P3",
      name: seriesName("memory", job),
      free: `node_memory_MemAvailable_bytes{job="${job}"}`,
      capacity: `node_memory_MemTotal_bytes{job="${job}"}`,
      within: limits.memoryWithin,
      over: Duration.hours(6),
      service: HOST,
      summary: `The memory of ${HOST} will be used up`,
      subject: `${HOST} has no memory left`,
    }),
  ];
}

function databaseForecasts(settings: CapacitySettings): readonly Rule[] {
  const { databases: job, limits } = settings;
  return job === undefined
    ? []
    : forecast(settings, {
        alert: "CapacityConnectionsExhaustion",
        priority: "P3",
        name: seriesName("connections", job),
        used: `sum by (job, instance) (pg_stat_activity_count{job="${job}",backend_type="client backend"})`,
        capacity: `max by (job, instance) (pg_settings_max_connections{job="${job}"})`,
        within: limits.connectionsWithin,
        over: Duration.hours(2),
        service: HOST,
        summary: `The database ${HOST} will have no connections left`,
        subject: `${HOST} has no connections left`,
      });
}

function volumeForecasts(settings: CapacitySettings): readonly Rule[] {
  const { volumes: job, limits } = settings;
  const claim = "{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }}";
  const of = (metric: string): string =>
    `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_${metric}{job="${job ?? ""}"})`;
  return job === undefined
    ? []
    : forecast(settings, {
        alert: "CapacityVolumeExhaustion",
        priority: "P3",
        name: seriesName("volumes", job),
        free: of("available_bytes"),
        capacity: of("capacity_bytes"),
        within: limits.volumesWithin,
        over: Duration.days(1),
        service: claim,
        summary: `The volume ${claim} will be full`,
        subject: `${claim} has no space left`,
      });
}

function seriesForecasts(settings: CapacitySettings): readonly Rule[] {
  const { maximumSeries, limits } = settings;
  return maximumSeries === undefined
    ? []
    : forecast(settings, {
        alert: "CapacitySeriesExhaustion",
        priority: "P4",
        name: seriesName("series", "prometheus"),
        used: 'prometheus_tsdb_head_series{job="prometheus"}',
        capacity: maximumSeries,
        within: limits.seriesWithin,
        over: Duration.days(1),
        service: "prometheus",
        summary: "Prometheus will hold more series than it has memory for",
        subject: `Prometheus holds ${maximumSeries} series`,
      });
}
