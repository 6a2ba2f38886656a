import { quoteLabelValue } from "../../../domain/promql/literal";
import type { Rule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { BY, grown, MEBIBYTE, recordings, shareOfTime } from "./common";
import { runtimeMetrics, selectorOf, type RuntimeMetric } from "./metrics";
import type { JvmSettings } from "./options";

/** The least heap of 15 minutes is what collections leave, which all clients tell. */
export function jvmRules(
  alert: PackAlert,
  { job, metrics, limits }: JvmSettings,
): readonly Rule[] {
  const own = `job=${quoteLabelValue(job)}`;
  const of = selectorOf(own);
  const names = runtimeMetrics("jvm");
  const recorded = (name: RuntimeMetric): string => `${names[name]}{${own}}`;
  // Pools that share a limit tell -1 as theirs.
  const heapLimit = `sum ${BY} (${of(metrics.heapLimit)} > 0)`;
  const mean = `sum ${BY} (rate(${of(`${metrics.gc}_sum`)}[5m])) / (sum ${BY} (rate(${of(`${metrics.gc}_count`)}[5m])) > 0)`;
  return [
    ...recordings(job, names, [
      ["heap", `sum ${BY} (${of(metrics.heapUsed)})`],
      ["heapFloor", `min_over_time(${recorded("heap")}[1h])`],
      ["heapRatio", `min_over_time(${recorded("heap")}[15m]) / ${heapLimit}`],
      ["gcRatio", shareOfTime(of(`${metrics.gc}_sum`))],
      ["classesFloor", `max ${BY} (min_over_time(${of(metrics.classes)}[1h]))`],
    ]),
    alert("P3", {
      alert: "JvmHeapNearLimit",
      expr: `${recorded("heapRatio")} > ${limits.heapRatio}`,
      for: Duration.minutes(5),
      summary: "The heap of {{ $labels.instance }} is nearly full.",
      description:
        "After collections {{ $labels.instance }} still uses {{ $value | humanizePercentage }} of what its heap may hold.",
    }),
    alert("P4", {
      alert: "JvmHeapGrowing",
      expr: grown(
        recorded("heapFloor"),
        limits.heapGrowthFactor,
        limits.heapGrowthMebibytes * MEBIBYTE,
      ),
      for: Duration.minutes(30),
      summary: "The heap of {{ $labels.instance }} only grows.",
      description:
        "The heap of {{ $labels.instance }} is {{ $value | humanize }} times that of 6 hours before; it may never be given back.",
    }),
    alert("P3", {
      alert: "JvmGcTimeHigh",
      expr: `${recorded("gcRatio")} > ${limits.gcRatio}`,
      for: Duration.minutes(10),
      summary: "{{ $labels.instance }} spends its time collecting garbage.",
      description:
        "Garbage collection takes {{ $value | humanizePercentage }} of the time of {{ $labels.instance }}.",
    }),
    alert("P3", {
      alert: "JvmGcPauseLong",
      expr: `${mean} > ${limits.gcPause.toSeconds()}`,
      for: Duration.minutes(5),
      summary: "Garbage collection stops {{ $labels.instance }} for long.",
      description:
        "A collection of {{ $labels.instance }} takes {{ $value | humanizeDuration }} on average.",
    }),
    ...(metrics.deadlocked === false
      ? []
      : [
          alert("P3", {
            alert: "JvmThreadsDeadlocked",
            expr: `${of(metrics.deadlocked)} > 0`,
            for: Duration.minutes(2),
            summary: "Threads of {{ $labels.instance }} wait for each other.",
            description:
              "{{ $value }} threads of {{ $labels.instance }} wait for locks that they hold themselves; they will never go on.",
          }),
        ]),
    alert("P3", {
      alert: "JvmThreadsBlocked",
      expr: `sum ${BY} (min_over_time(${of(metrics.blocked)}[2m])) > ${limits.blockedThreads}`,
      for: Duration.minutes(10),
      summary: "Many threads of {{ $labels.instance }} wait for a lock.",
      description:
        "{{ $value | humanize }} threads of {{ $labels.instance }} have been waiting for locks that others hold.",
    }),
    alert("P3", {
      alert: "JvmDirectBuffersNearLimit",
      expr: `sum ${BY} (${of(metrics.directUsed)}) / ${heapLimit} > ${limits.directRatio}`,
      for: Duration.minutes(10),
      summary:
        "The buffers of {{ $labels.instance }} outside its heap are many.",
      description:
        "Direct buffers of {{ $labels.instance }} take as much as {{ $value | humanizePercentage }} of the heap's limit, which is theirs too; above it, connections fail.",
    }),
    alert("P4", {
      alert: "JvmClassesGrowing",
      expr: grown(
        recorded("classesFloor"),
        limits.classesGrowthFactor,
        limits.classesMinimum,
      ),
      for: Duration.minutes(30),
      summary: "{{ $labels.instance }} loads more and more classes.",
      description:
        "{{ $labels.instance }} has {{ $value | humanize }} times the classes of 6 hours before; class loaders may be kept for ever.",
    }),
  ];
}
