import type { Dashboard } from "../../../domain/dashboard/model";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  UP_OR_DOWN,
  prometheus,
  stat,
  timeseries,
} from "../panels";
import { PROBE_QUERY as Q } from "./queries";

/** Whether what blackbox-exporter asks answers, and how fast. */
export function probesDashboard(): Dashboard {
  return {
    uid: "probes",
    title: "Probes",
    description:
      "Whether addresses answer when they are asked from outside, and how fast.",
    tags: [MONITORING_TAG, "probes"],
    folder: "Platform",
    variables: [
      {
        kind: "query",
        name: "instance",
        label: "Address",
        metric: "probe_success",
        of: "instance",
        multi: true,
      },
    ],
    links: [ALL_DASHBOARDS],
    rows: [
      {
        title: "At a glance",
        panels: [
          stat(
            "State",
            "Whether the last probe of each address succeeded.",
            [prometheus(Q.success, "{{instance}}")],
            { ...UP_OR_DOWN, width: 24 },
          ),
        ],
      },
      {
        title: "In time",
        panels: [
          timeseries(
            "Success",
            "Share of the probes of one hour that succeeded.",
            [prometheus(Q.successRatio, "{{instance}}")],
            { unit: "percentunit", min: 0, max: 1 },
          ),
          timeseries(
            "Duration",
            "Time of a whole probe.",
            [prometheus(Q.duration, "{{instance}}")],
            { unit: "s", min: 0 },
          ),
        ],
      },
    ],
  };
}
