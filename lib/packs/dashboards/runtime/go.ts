import type { DashboardRow } from "../../../domain/dashboard/model";
import type { GoSettings } from "../../alerts/runtime/options";
import { warningAt } from "../job";
import { prometheus, timeseries } from "../panels";
import { chosen, filled, recordedOf } from "./queries";

/** Goroutines, pauses, memory and what the operating system lends. */
export function goRows({
  metrics,
  limits,
}: GoSettings): readonly DashboardRow[] {
  const of = recordedOf("go");
  const { gcPauses, threads } = metrics;
  return [
    {
      title: "Goroutines and time",
      panels: [
        timeseries(
          "Goroutines",
          "Goroutines that exist, and the least of each hour, which rises when some never end.",
          [
            prometheus(chosen(metrics.goroutines), "{{instance}}"),
            prometheus(of("goroutinesFloor"), "{{instance}} least of an hour"),
          ],
          { unit: "short", min: 0 },
        ),
        ...(gcPauses === false
          ? []
          : [
              timeseries(
                "Garbage collection",
                "Share of the time in which garbage collection stops the program.",
                [prometheus(of("gcRatio"), "{{instance}}")],
                {
                  unit: "percentunit",
                  min: 0,
                  thresholds: warningAt(limits.gcRatio, "GoGcTimeHigh"),
                },
              ),
              timeseries(
                "Longest pause",
                "The longest of the last pauses of garbage collection.",
                [
                  prometheus(
                    chosen(`${gcPauses}{quantile="1"}`),
                    "{{instance}}",
                  ),
                ],
                {
                  unit: "s",
                  min: 0,
                  thresholds: warningAt(
                    limits.gcPause.toSeconds(),
                    "GoGcPauseLong",
                  ),
                },
              ),
            ]),
      ],
    },
    {
      title: "Memory and files",
      panels: [
        timeseries(
          "Memory",
          "Memory of the Go runtime that counts for its limit.",
          [
            prometheus(
              `sum by (instance) (${filled(metrics.memory)})`,
              "{{instance}}",
            ),
          ],
          { unit: "bytes", min: 0 },
        ),
        timeseries(
          "Memory against GOMEMLIMIT",
          "Share of the limit in use; near nothing where none is set.",
          [prometheus(of("memoryRatio"), "{{instance}}")],
          {
            unit: "percentunit",
            min: 0,
            max: 1,
            thresholds: warningAt(limits.memoryRatio, "GoMemoryNearLimit"),
          },
        ),
        timeseries(
          "Open files",
          "Share of the allowed file descriptors that are open.",
          [
            prometheus(
              `${chosen("process_open_fds")} / (${chosen("process_max_fds")} > 0)`,
              "{{instance}}",
            ),
          ],
          {
            unit: "percentunit",
            min: 0,
            max: 1,
            thresholds: warningAt(limits.openFilesRatio, "GoOpenFilesHigh"),
          },
        ),
        ...(threads === false
          ? []
          : [
              timeseries(
                "Threads",
                "Threads of the operating system, which are never given back.",
                [prometheus(chosen(threads), "{{instance}}")],
                {
                  unit: "short",
                  min: 0,
                  thresholds: warningAt(limits.threads, "GoThreadsMany"),
                },
              ),
            ]),
      ],
    },
  ];
}
