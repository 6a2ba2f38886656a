import { quoteLabelValue } from "../../../domain/promql/literal";
import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { CADVISOR_PACKETS, errorsPerPacket } from "../packets";
import { packAlerts, type PackAlert } from "../priority";
import {
  containerSettings,
  type ContainerAlertOptions,
  type ContainerAlertSettings,
} from "./options";

/**
 * Alerts about the containers that a cAdvisor watches. The label `service` is the name of the container. None of them
 * pages: what people feel is told by the alerts of the service in it.
 *
 * @throws InvalidInputError for an option that does not exist, or of another kind
 */
export function containerAlerts(
  options: ContainerAlertOptions,
): readonly RuleGroup[] {
  const settings = containerSettings(options);
  const alert = packAlerts({
    service: "{{ $labels.name }}",
    team: settings.team,
    runbookUrl: settings.runbookUrl,
    dashboardUid: "containers",
  });
  return [
    {
      name: `container-${settings.job}`,
      engine: "prometheus",
      rules: [
        ...lifeAlerts(alert, settings),
        ...limitAlerts(alert, settings),
        ...imageAlerts(alert, settings),
        unreadableAlert(alert, settings),
      ],
    },
  ];
}

/** Two runs of what runs once a day are within this time. */
const JOB_WINDOW = "[26h:15m]";
const JOB_STEP = Duration.minutes(15);

/** What runs for a smaller share of the time ends by itself. */
const JOB_SHARE = 0.5;

/**
 * Containers that are gone. cAdvisor tells neither how a container ended nor whether it shall run again, but its value of
 * `container_last_seen` is a time: the first and last one within some hours say for how long there was one of that name,
 * and how many there are whether it comes and goes.
 */
function goneContainers({
  job,
  downFor,
  missedAfter,
  downToldFor,
}: ContainerAlertSettings): string {
  const series = `container_last_seen{job="${job}",name!=""}`;
  const each = `max by (instance, name) (${series})`;
  const told = downToldFor.toPrometheus();
  const lived = Duration.millis(
    missedAfter.toMillis() + downToldFor.toMillis(),
  ).toPrometheus();
  const last = `max by (instance, name) (last_over_time(${series}[${told}]))`;
  const first = `min by (instance, name) (min_over_time(${series}[${lived}]))`;
  const isJob = `count_over_time(${each}${JOB_WINDOW}) * ${JOB_STEP.toSeconds()} < ${JOB_SHARE} * (${last} - min_over_time(${each}${JOB_WINDOW}))`;
  // A cAdvisor that does not answer knows nothing of any container.
  const knows = `and on (instance) up{job="${job}"} == 1`;
  return `time() - ${last} > ${downFor.toSeconds()} and ${last} - ${first} > ${missedAfter.toSeconds()} ${knows} unless ${isJob}`;
}

function lifeAlerts(
  alert: PackAlert,
  settings: ContainerAlertSettings,
): readonly AlertRule[] {
  const { job, downToldFor, restarts } = settings;
  const named = `{job="${job}",name!=""}`;
  return [
    alert("P3", {
      alert: "ContainerDown",
      expr: goneContainers(settings),
      summary: "{{ $labels.name }} does not run any more.",
      description: `The container {{ $labels.name }} was last seen {{ $value | humanizeDuration }} ago. ${downToldFor.toPrometheus()} after its end this alert ends too, for then it was meant.`,
    }),
    alert("P3", {
      alert: "ContainerRestarting",
      // The time of its start that cAdvisor tells is that of the container's making, which a restart does not change.
      expr: `sum by (instance, name) (resets(container_cpu_usage_seconds_total${named}[15m])) >= ${restarts}`,
      summary: "{{ $labels.name }} restarts again and again.",
      description:
        "The container {{ $labels.name }} has started {{ $value }} times within 15 minutes; between the starts it looks healthy.",
    }),
  ];
}

function limitAlerts(
  alert: PackAlert,
  {
    job,
    throttledRatio,
    networkErrorRatio,
    memoryRatio,
  }: ContainerAlertSettings,
): readonly AlertRule[] {
  const named = `{job="${job}",name!=""}`;
  const perSecond = (counter: string): string =>
    `sum by (instance, name) (rate(${counter}${named}[5m]))`;
  return [
    alert("P4", {
      alert: "ContainerThrottled",
      expr: `${perSecond("container_cpu_cfs_throttled_periods_total")} / (${perSecond("container_cpu_cfs_periods_total")} > 0) > ${throttledRatio}`,
      for: Duration.minutes(15),
      summary: "{{ $labels.name }} needs more processor time than it may have.",
      description:
        "In {{ $value | humanizePercentage }} of its periods {{ $labels.name }} was stopped because its processor time was used up; its answers come late.",
    }),
    alert("P3", {
      alert: "ContainerNetworkErrors",
      expr: `${errorsPerPacket(CADVISOR_PACKETS, named, "instance", "name")} > ${networkErrorRatio}`,
      for: Duration.minutes(10),
      summary: "{{ $labels.name }} loses packets.",
      description:
        "{{ $value | humanizePercentage }} of the packets of {{ $labels.name }} are faulty.",
    }),
    ...memoryAlerts(alert, named, memoryRatio),
  ];
}

function memoryAlerts(
  alert: PackAlert,
  named: string,
  memoryRatio: number,
): readonly AlertRule[] {
  return [
    alert("P3", {
      alert: "ContainerMemoryNearLimit",
      expr: `max by (instance, name) (container_memory_working_set_bytes${named}) / (max by (instance, name) (container_spec_memory_limit_bytes${named}) > 0) > ${memoryRatio}`,
      for: Duration.minutes(15),
      summary: "{{ $labels.name }} needs nearly all the memory it may have.",
      description:
        "{{ $labels.name }} uses {{ $value | humanizePercentage }} of its memory limit; above it, the kernel ends it.",
    }),
    alert("P3", {
      alert: "ContainerOutOfMemory",
      expr: `sum by (instance, name) (increase(container_oom_events_total${named}[15m])) > 0`,
      summary: "The kernel has ended {{ $labels.name }} for lack of memory.",
      description:
        "{{ $labels.name }} was over its memory limit {{ $value | humanize }} times within 15 minutes.",
    }),
  ];
}

/** A container that was seen within the last minute runs. */
const SEEN_SECONDS = 60;

function imageAlerts(
  alert: PackAlert,
  { job, images }: ContainerAlertSettings,
): readonly AlertRule[] {
  const others = Object.entries(images).map(
    ([name, image]) =>
      `max by (instance, name, image) (container_last_seen{job="${job}",name=${quoteLabelValue(name)},image!=${quoteLabelValue(image)}}) > time() - ${SEEN_SECONDS}`,
  );
  return others.length === 0
    ? []
    : [
        alert("P4", {
          alert: "ContainerImageDrift",
          expr: others.join(" or "),
          for: Duration.minutes(15),
          summary: "{{ $labels.name }} does not run the declared image.",
          description:
            "The container {{ $labels.name }} has run {{ $labels.image }} for 15 minutes, which is not the image that is declared for it.",
        }),
      ];
}

function unreadableAlert(
  alert: PackAlert,
  { job }: ContainerAlertSettings,
): AlertRule {
  const of = `{job="${job}"}`;
  const rule = alert("P4", {
    alert: "ContainerMetricsUnreadable",
    expr: `max by (instance) (container_scrape_error${of}) > 0 or max by (instance) (machine_scrape_error${of}) > 0`,
    for: Duration.minutes(15),
    summary: "{{ $labels.instance }} cannot read the numbers of containers.",
    description:
      "cAdvisor at {{ $labels.instance }} has told of errors while reading the numbers of containers or of the machine for 15 minutes; alerts about containers may be blind.",
  });
  // It is about no container, but about who watches them.
  const { service: _, ...labels } = rule.labels;
  return { ...rule, labels };
}
