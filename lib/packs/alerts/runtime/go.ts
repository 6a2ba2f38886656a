import { quoteLabelValue } from "../../../domain/promql/literal";
import type { Rule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { BY, grown, recordings, shareOfTime } from "./common";
import { runtimeMetrics, selectorOf, type RuntimeMetric } from "./metrics";
import type { GoSettings } from "./options";

/** Goroutines that never end, and memory that does not suffice, are how programs in Go break. */
export function goRules(
  alert: PackAlert,
  { job, metrics, limits }: GoSettings,
): readonly Rule[] {
  const own = `job=${quoteLabelValue(job)}`;
  const of = selectorOf(own);
  const names = runtimeMetrics("go");
  const recorded = (name: RuntimeMetric): string => `${names[name]}{${own}}`;
  const { gcPauses, threads } = metrics;
  return [
    ...recordings(job, names, [
      [
        "goroutinesFloor",
        `max ${BY} (min_over_time(${of(metrics.goroutines)}[1h]))`,
      ],
      // A program without a limit tells the greatest number there is, of which it uses nothing.
      [
        "memoryRatio",
        `sum ${BY} (${metrics.memory.replaceAll("%", own)}) / max ${BY} (${of(metrics.memoryLimit)} > 0)`,
      ],
      ["gcRatio", gcPauses !== false && shareOfTime(of(`${gcPauses}_sum`))],
    ]),
    alert("P4", {
      alert: "GoGoroutinesGrowing",
      expr: grown(
        recorded("goroutinesFloor"),
        limits.goroutinesGrowthFactor,
        limits.goroutinesMinimum,
      ),
      for: Duration.minutes(30),
      summary: "{{ $labels.instance }} starts more goroutines than end.",
      description:
        "{{ $labels.instance }} has {{ $value | humanize }} times the goroutines of 6 hours before; each holds memory, and what it waits for may never come.",
    }),
    ...(gcPauses === false
      ? []
      : [
          alert("P3", {
            alert: "GoGcPauseLong",
            expr: `max ${BY} (${of(`${gcPauses}{quantile="1"}`)}) > ${limits.gcPause.toSeconds()}`,
            for: Duration.minutes(10),
            summary:
              "Garbage collection stops {{ $labels.instance }} for long.",
            description:
              "The longest of the last pauses of {{ $labels.instance }} took {{ $value | humanizeDuration }}.",
          }),
          alert("P3", {
            alert: "GoGcTimeHigh",
            expr: `${recorded("gcRatio")} > ${limits.gcRatio}`,
            for: Duration.minutes(10),
            summary:
              "{{ $labels.instance }} spends its time collecting garbage.",
            description:
              "Garbage collection stops {{ $labels.instance }} for {{ $value | humanizePercentage }} of the time, and works beside it for longer.",
          }),
        ]),
    alert("P3", {
      alert: "GoMemoryNearLimit",
      expr: `${recorded("memoryRatio")} > ${limits.memoryRatio}`,
      for: Duration.minutes(10),
      summary:
        "{{ $labels.instance }} needs nearly all the memory it may have.",
      description:
        "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of GOMEMLIMIT; near it, the program does little but collect garbage.",
    }),
    alert("P3", {
      alert: "GoOpenFilesHigh",
      expr: `${of("process_open_fds")} / (${of("process_max_fds")} > 0) > ${limits.openFilesRatio}`,
      for: Duration.minutes(10),
      summary:
        "{{ $labels.instance }} can soon open no more files and connections.",
      description:
        "{{ $labels.instance }} has {{ $value | humanizePercentage }} of the file descriptors open that it may have.",
    }),
    ...(threads === false
      ? []
      : [
          alert("P4", {
            alert: "GoThreadsMany",
            expr: `${of(threads)} > ${limits.threads}`,
            for: Duration.minutes(15),
            summary: "{{ $labels.instance }} has many threads.",
            description:
              "{{ $labels.instance }} has {{ $value | humanize }} threads of the operating system; calls that block, such as those to slow disks, hold one each.",
          }),
        ]),
  ];
}
