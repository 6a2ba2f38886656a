import { quoteLabelValue } from "../../../domain/promql/literal";
import type { Rule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { BY, grown, MEBIBYTE, recordings, shareOfTime } from "./common";
import { runtimeMetrics, selectorOf, type RuntimeMetric } from "./metrics";
import type { NodeSettings } from "./options";

/** One thread does all of a program in Node.js: what holds it up holds up everybody. */
export function nodeRules(
  alert: PackAlert,
  { job, metrics, heapLimit, limits }: NodeSettings,
): readonly Rule[] {
  const own = `job=${quoteLabelValue(job)}`;
  const of = selectorOf(own);
  const names = runtimeMetrics("node");
  const recorded = (name: RuntimeMetric): string => `${names[name]}{${own}}`;
  const { busy, handles } = metrics;
  return [
    ...recordings(job, names, [
      ["heap", `sum ${BY} (${of(metrics.heapUsed)})`],
      ["heapFloor", `min_over_time(${recorded("heap")}[1h])`],
      [
        "heapRatio",
        `min_over_time(${recorded("heap")}[15m]) / ${heapLimit.toBytes()}`,
      ],
      ["gcRatio", shareOfTime(of(metrics.gcSeconds))],
      [
        "busyRatio",
        "ratio" in busy
          ? `max ${BY} (avg_over_time(${of(busy.ratio)}[5m]))`
          : shareOfTime(of(busy.seconds)),
      ],
      [
        "handlesFloor",
        handles !== false && `max ${BY} (min_over_time(${of(handles)}[1h]))`,
      ],
    ]),
    alert("P3", {
      alert: "NodeEventLoopLagHigh",
      expr: `min_over_time(${of(metrics.lagP99)}[2m]) > ${limits.eventLoopLag.toSeconds()}`,
      for: Duration.minutes(5),
      summary: "The event loop of {{ $labels.instance }} lags behind.",
      description:
        "1 % of what {{ $labels.instance }} does waits for {{ $value | humanizeDuration }} or longer before it begins.",
    }),
    alert("P3", {
      alert: "NodeEventLoopBusy",
      expr: `${recorded("busyRatio")} > ${limits.busyRatio}`,
      for: Duration.minutes(10),
      summary: "The one thread of {{ $labels.instance }} has no time left.",
      description:
        "{{ $labels.instance }} has been busy {{ $value | humanizePercentage }} of the time for 10 minutes; more requests only make it slower.",
    }),
    alert("P3", {
      alert: "NodeHeapNearLimit",
      expr: `${recorded("heapRatio")} > ${limits.heapRatio}`,
      for: Duration.minutes(5),
      summary: "The heap of {{ $labels.instance }} is nearly full.",
      description: `{{ $labels.instance }} uses {{ $value | humanizePercentage }} of the ${heapLimit.toString()} that its heap may hold; above that it ends.`,
    }),
    alert("P4", {
      alert: "NodeHeapGrowing",
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
      alert: "NodeGcTimeHigh",
      expr: `${recorded("gcRatio")} > ${limits.gcRatio}`,
      for: Duration.minutes(10),
      summary: "{{ $labels.instance }} spends its time collecting garbage.",
      description:
        "Garbage collection takes {{ $value | humanizePercentage }} of the time of {{ $labels.instance }}.",
    }),
    ...(handles === false
      ? []
      : [
          alert("P4", {
            alert: "NodeHandlesGrowing",
            expr: grown(
              recorded("handlesFloor"),
              limits.handlesGrowthFactor,
              limits.handlesMinimum,
            ),
            for: Duration.minutes(30),
            summary: "{{ $labels.instance }} opens more than it closes.",
            description:
              "{{ $labels.instance }} has {{ $value | humanize }} times the open handles of 6 hours before.",
          }),
        ]),
  ];
}
