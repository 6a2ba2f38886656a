import type { Dashboard } from "../../../domain/dashboard/model";
import type { LogProcessing } from "../../../domain/logs/processing";
import {
  ALL_DASHBOARDS,
  ANY_IS_BAD,
  MONITORING_TAG,
  bargauge,
  logs,
  loki,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { LOG_QUERIES as Q } from "./queries";

const MESSAGE = [
  { label: "service", title: "Service" },
  { label: "message", title: "Message" },
];

/**
 * Log lines of all services: how many, how bad, how loud, and what they say.
 *
 * @param processing what the agent leaves out, of which a panel tells
 */
export function logsDashboard(processing: LogProcessing = {}): Dashboard {
  const isSampled = (processing.sampling ?? []).length > 0;
  return {
    uid: "logs",
    title: "Logs explorer",
    description:
      "Log lines of all services. Choose services and levels, type a text or the id of a trace, and open a line to go to its trace.",
    tags: [MONITORING_TAG, "logs"],
    folder: "Platform",
    range: "1h",
    variables: [
      {
        kind: "logs",
        name: "service",
        label: "Service",
        of: "service",
        multi: true,
      },
      {
        kind: "logs",
        name: "level",
        label: "Level",
        of: "level",
        multi: true,
      },
      { kind: "text", name: "search", label: "Text" },
      { kind: "text", name: "trace", label: "Trace id" },
    ],
    links: [ALL_DASHBOARDS],
    rows: [
      {
        title: "At a glance",
        panels: [
          stat("Lines", "Lines in the time shown.", [loki(Q.lines)], {
            unit: "short",
            width: 6,
          }),
          stat(
            "Error lines",
            "Lines in the time shown whose level is an error or worse.",
            [loki(Q.errors)],
            { unit: "short", width: 6, thresholds: ANY_IS_BAD },
          ),
          stat(
            "Size",
            "Bytes of the lines that are stored of the time shown, before compression.",
            [loki(Q.bytes)],
            { unit: "bytes", width: 6 },
          ),
          stat(
            "Streams",
            "Combinations of labels that had lines. Some hundreds are good; many thousands make Loki slow and mean that a label has too many values.",
            [loki(Q.streams)],
            {
              unit: "short",
              width: 6,
              thresholds: [
                { value: 1000, color: "yellow" },
                { value: 4000, color: "red" },
              ],
            },
          ),
        ],
      },
      {
        title: "Volume",
        panels: [
          timeseries(
            "Lines by level",
            "Lines in each interval, by level.",
            [loki(Q.linesByLevel, "{{level}}")],
            { unit: "short", min: 0, stacked: true },
          ),
          timeseries(
            "Lines by service",
            "Lines in each interval, by service.",
            [loki(Q.linesByService, "{{service}}")],
            { unit: "short", min: 0, stacked: true },
          ),
          timeseries(
            "Error lines by service",
            "Lines in each interval whose level is an error or worse.",
            [loki(Q.errorsByService, "{{service}}")],
            { unit: "short", min: 0 },
          ),
          timeseries(
            "Lines that do not parse",
            "Lines in each interval that are not of the format that their source declares, by service. They are stored whole, without level and fields.",
            [loki(Q.unparsed, "{{service}}")],
            { unit: "short", min: 0 },
          ),
          ...(isSampled
            ? [
                timeseries(
                  "Lines left out",
                  "Lines per second that a rule of sampling has dropped, by rule.",
                  [prometheus(Q.leftOut, "{{filter}}")],
                  { unit: "cps", min: 0, stacked: true },
                ),
              ]
            : []),
          bargauge(
            "Loudest services",
            "Bytes in the time shown by service: what to make quieter, or to keep for a shorter time, when space is short.",
            [loki(Q.loudest, "{{service}}")],
            { unit: "bytes", width: 12 },
          ),
        ],
      },
      {
        title: "Lines",
        panels: [
          logs(
            "Newest lines",
            "The newest lines that match. Open a line for its labels and the link to its trace.",
            [loki(Q.newest)],
            { height: 14 },
          ),
        ],
      },
      {
        title: "Messages",
        panels: [
          table(
            "Frequent errors",
            "Error lines of the time shown, counted by what they say: numbers, ids and times are left out, so that equal messages count together.",
            [loki(Q.frequentErrors, "Lines")],
            { unit: "short", decimals: 0, width: 12, columns: MESSAGE },
          ),
          table(
            "Frequent messages",
            "Lines of the time shown, counted by what they say. What is frequent and tells nothing is what to make quieter.",
            [loki(Q.frequent, "Lines")],
            { unit: "short", decimals: 0, width: 12, columns: MESSAGE },
          ),
        ],
      },
      {
        title: "Error lines",
        collapsed: true,
        panels: [
          logs(
            "Newest error lines",
            "The newest lines that match and whose level is an error or worse.",
            [loki(Q.newestErrors)],
            { height: 14 },
          ),
        ],
      },
    ],
  };
}
