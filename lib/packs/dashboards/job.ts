import type {
  DashboardAnnotation,
  DashboardVariable,
  Panel,
  PanelThreshold,
} from "../../domain/dashboard/model";
import { quoteLabelValue } from "../../domain/promql/literal";
import { ANY_IS_BAD, prometheus, stat } from "./panels";
import { orZero } from "./promql";

/** The job of a dashboard, and values of a label of its series. */
export function jobVariables(
  metric: string,
  job: string,
  { of, label }: { readonly of: string; readonly label: string },
): readonly DashboardVariable[] {
  return [
    {
      kind: "query",
      name: "job",
      label: "Job",
      metric: `${metric}{job=${quoteLabelValue(job)}}`,
      of: "job",
    },
    {
      kind: "query",
      name: of,
      label,
      metric: `${metric}{job=~"$job"}`,
      of,
      multi: true,
    },
  ];
}

/** Alerts about a service that fire. */
export function alertMarks(service: string): DashboardAnnotation {
  return {
    name: "Alerts",
    expr: firing(service),
    color: "red",
    text: "{{alertname}} {{instance}}",
  };
}

/** How many of them fire now. */
export function firingAlerts(service: string): Panel {
  return stat(
    "Firing alerts",
    "Alerts about it that fire.",
    [prometheus(orZero(`count(${firing(service)})`))],
    { unit: "none", thresholds: ANY_IS_BAD },
  );
}

function firing(service: string): string {
  return `ALERTS{alertstate="firing",service=${quoteLabelValue(service)}}`;
}

/** The number of an alert that does not page. */
export function warningAt(
  value: number,
  alert: string,
): readonly PanelThreshold[] {
  return [{ value, color: "yellow", alert }];
}
