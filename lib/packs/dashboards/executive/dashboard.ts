import type { Dashboard } from "../../../domain/dashboard/model";
import { SLO_METRIC } from "../../../domain/slo/metrics";
import type { Slo } from "../../../domain/slo/objective";
import { choiceOf } from "../choice";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { EXECUTIVE_QUERIES as Q } from "./queries";
import { requireShape } from "../../../domain/shape";
import { requireSlo } from "../../../domain/slo/input";

/** Less than a quarter of what may go wrong is left. */
const ROOM = {
  baseColor: "red",
  thresholds: [
    { value: 0, color: "orange" },
    { value: 0.25, color: "green" },
  ],
} as const;

const STAT = { width: 4, height: 4, decimals: 0 };

export interface ExecutiveDashboardOptions {
  /** All objectives; the page says so when there are none. */
  readonly slos: readonly Slo[];
}

/** What was promised to customers and what was kept, on one screen and in plain words. */
export function executiveDashboard(
  options: ExecutiveDashboardOptions,
): Dashboard {
  // Whatever else a platform has may be passed with them.
  requireShape("options of executiveDashboard", options, { slos: "list" });
  const { slos } = options;
  slos.forEach((slo) => requireSlo("each of slos of executiveDashboard", slo));
  return {
    uid: "executive-summary",
    title: "Executive summary",
    description:
      "What was promised to customers, whether it is kept, and where it is going.",
    tags: [MONITORING_TAG, "summary"],
    folder: "Services",
    range: "30d",
    variables:
      slos.length === 0
        ? []
        : [choiceOf("service", "Service", SLO_METRIC.objective)],
    links: [ALL_DASHBOARDS],
    annotations: [],
    rows: [
      slos.length === 0
        ? {
            title: "No promises",
            panels: [
              {
                kind: "text",
                title: "Nothing is promised",
                description: "",
                text: "No objective is declared for any service.",
                queries: [],
              },
            ],
          }
        : { title: `${slos.length} promises to customers`, panels: PANELS },
    ],
  };
}

const PANELS = [
  stat(
    "Promises kept",
    "Share of all promises that are kept at this time.",
    [prometheus(Q.keptShare)],
    {
      ...STAT,
      unit: "percentunit",
      baseColor: "red",
      thresholds: [{ value: 1, color: "green" }],
    },
  ),
  stat("Promises", "Promises that are measured.", [prometheus(Q.promises)], {
    ...STAT,
    unit: "none",
  }),
  stat(
    "Broken",
    "Promises that are not kept at this time.",
    [prometheus(Q.broken)],
    { ...STAT, unit: "none", thresholds: [{ value: 1, color: "red" }] },
  ),
  stat(
    "At risk",
    "Promises that are kept, but of what may go wrong less than a quarter is left.",
    [prometheus(Q.atRisk)],
    { ...STAT, unit: "none", thresholds: [{ value: 1, color: "orange" }] },
  ),
  stat(
    "Services disturbed now",
    "Services for which somebody is being called at this moment.",
    [prometheus(Q.disturbed)],
    {
      ...STAT,
      width: 8,
      unit: "none",
      thresholds: [{ value: 1, color: "red" }],
    },
  ),
  table(
    "Promised and kept",
    "Each promise: the share of good service that was promised and that was kept, how much may still go wrong, and how that changed within a week.",
    [
      prometheus(Q.promised, "Promised"),
      prometheus(Q.kept, "Kept"),
      prometheus(Q.left, "Room left", ROOM),
      prometheus(Q.change, "Change in a week"),
    ],
    {
      unit: "percentunit",
      decimals: 2,
      height: 8,
      columns: [
        { label: "service", title: "Service" },
        { label: "slo", title: "Promise" },
      ],
    },
  ),
  timeseries(
    "Kept",
    "Share of good service of each promise over the last month.",
    [prometheus(Q.kept, "{{service}}: {{slo}}")],
    { unit: "percentunit", max: 1 },
  ),
  timeseries(
    "Room left",
    "How much may still go wrong for each service: where a line falls, customers noticed something; below zero a promise is broken.",
    [prometheus(Q.worst, "{{service}}")],
    { ...ROOM, unit: "percentunit", max: 1 },
  ),
];
