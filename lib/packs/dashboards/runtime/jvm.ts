import type { DashboardRow } from "../../../domain/dashboard/model";
import type { JvmSettings } from "../../alerts/runtime/options";
import { warningAt } from "../job";
import { prometheus, timeseries } from "../panels";
import { rateOf } from "../promql";
import { chosen, recordedOf } from "./queries";

/** The heap, its collections, threads, buffers and classes. */
export function jvmRows({
  metrics,
  limits,
}: JvmSettings): readonly DashboardRow[] {
  const of = recordedOf("jvm");
  const limit = `sum by (instance) (${chosen(metrics.heapLimit)} > 0)`;
  const pause = `${rateOf(chosen(`${metrics.gc}_sum`), "instance")} / (${rateOf(chosen(`${metrics.gc}_count`), "instance")} > 0)`;
  const { deadlocked } = metrics;
  return [
    {
      title: "Heap",
      panels: [
        timeseries(
          "Heap in use",
          "Heap in use, its limit, and the least of each hour, which rises when something is never given back.",
          [
            prometheus(of("heap"), "{{instance}}"),
            prometheus(of("heapFloor"), "{{instance}} least of an hour"),
            prometheus(limit, "{{instance}} limit"),
          ],
          { unit: "bytes", min: 0 },
        ),
        timeseries(
          "Heap after collections",
          "The least heap of 15 minutes as a share of its limit.",
          [prometheus(of("heapRatio"), "{{instance}}")],
          {
            unit: "percentunit",
            min: 0,
            max: 1,
            thresholds: warningAt(limits.heapRatio, "JvmHeapNearLimit"),
          },
        ),
        timeseries(
          "Garbage collection",
          "Share of the time that garbage collection takes.",
          [prometheus(of("gcRatio"), "{{instance}}")],
          {
            unit: "percentunit",
            min: 0,
            thresholds: warningAt(limits.gcRatio, "JvmGcTimeHigh"),
          },
        ),
        timeseries(
          "Mean pause",
          "Time that a collection takes on average.",
          [prometheus(pause, "{{instance}}")],
          {
            unit: "s",
            min: 0,
            thresholds: warningAt(limits.gcPause.toSeconds(), "JvmGcPauseLong"),
          },
        ),
      ],
    },
    {
      title: "Threads, buffers and classes",
      panels: [
        timeseries(
          "Threads that wait for a lock",
          "Threads that wait for locks that others hold.",
          [
            prometheus(
              `sum by (instance) (${chosen(metrics.blocked)})`,
              "{{instance}}",
            ),
          ],
          {
            unit: "short",
            min: 0,
            thresholds: warningAt(limits.blockedThreads, "JvmThreadsBlocked"),
          },
        ),
        ...(deadlocked === false
          ? []
          : [
              timeseries(
                "Threads in a deadlock",
                "Threads that wait for each other for ever.",
                [prometheus(chosen(deadlocked), "{{instance}}")],
                { unit: "short", min: 0 },
              ),
            ]),
        timeseries(
          "Direct buffers",
          "Buffers outside the heap as a share of the heap's limit, which is theirs too unless another is set.",
          [
            prometheus(
              `sum by (instance) (${chosen(metrics.directUsed)}) / ${limit}`,
              "{{instance}}",
            ),
          ],
          {
            unit: "percentunit",
            min: 0,
            thresholds: warningAt(
              limits.directRatio,
              "JvmDirectBuffersNearLimit",
            ),
          },
        ),
        timeseries(
          "Classes",
          "Classes that are loaded.",
          [prometheus(chosen(metrics.classes), "{{instance}}")],
          { unit: "short", min: 0 },
        ),
      ],
    },
  ];
}
