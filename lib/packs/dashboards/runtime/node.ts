import type { DashboardRow } from "../../../domain/dashboard/model";
import type { NodeSettings } from "../../alerts/runtime/options";
import { warningAt } from "../job";
import { prometheus, timeseries } from "../panels";
import { chosen, recordedOf } from "./queries";

/** The event loop, the heap of V8 and what is open. */
export function nodeRows({
  metrics,
  limits,
  heapLimit,
}: NodeSettings): readonly DashboardRow[] {
  const of = recordedOf("node");
  const { handles } = metrics;
  return [
    {
      title: "Time",
      panels: [
        timeseries(
          "Delay of the event loop, 99 %",
          "Delay that 99 % of the rounds of the event loop stay below.",
          [prometheus(chosen(metrics.lagP99), "{{instance}}")],
          {
            unit: "s",
            min: 0,
            thresholds: warningAt(
              limits.eventLoopLag.toSeconds(),
              "NodeEventLoopLagHigh",
            ),
          },
        ),
        timeseries(
          "Busy",
          "Share of the time in which the one thread works; it may be above 100 % where collections have threads of their own.",
          [prometheus(of("busyRatio"), "{{instance}}")],
          {
            unit: "percentunit",
            min: 0,
            thresholds: warningAt(limits.busyRatio, "NodeEventLoopBusy"),
          },
        ),
        timeseries(
          "Garbage collection",
          "Share of the time that garbage collection takes.",
          [prometheus(of("gcRatio"), "{{instance}}")],
          {
            unit: "percentunit",
            min: 0,
            thresholds: warningAt(limits.gcRatio, "NodeGcTimeHigh"),
          },
        ),
      ],
    },
    {
      title: "Memory and handles",
      panels: [
        timeseries(
          "Heap",
          "Heap of V8 in use, and the least of each hour, which rises when something is never given back.",
          [
            prometheus(of("heap"), "{{instance}}"),
            prometheus(of("heapFloor"), "{{instance}} least of an hour"),
          ],
          { unit: "bytes", min: 0 },
        ),
        timeseries(
          "Heap against its limit",
          `The least heap of 15 minutes as a share of ${heapLimit.toString()}.`,
          [prometheus(of("heapRatio"), "{{instance}}")],
          {
            unit: "percentunit",
            min: 0,
            max: 1,
            thresholds: warningAt(limits.heapRatio, "NodeHeapNearLimit"),
          },
        ),
        ...(handles === false
          ? []
          : [
              timeseries(
                "Open handles",
                "Connections, timers and files that are open.",
                [prometheus(chosen(handles), "{{instance}}")],
                { unit: "short", min: 0 },
              ),
            ]),
      ],
    },
  ];
}
