import type { DashboardVariable } from "../../domain/dashboard/model";

/** A choice of some or all values of a label of a metric; all at first. The variable has the name of the label. */
export function choiceOf(
  of: string,
  label: string,
  metric: string,
): DashboardVariable {
  return { kind: "query", name: of, label, metric, of, multi: true };
}

/** The same of a label of log streams. */
export function choiceOfStreams(of: string, label: string): DashboardVariable {
  return { kind: "logs", name: of, label, of, multi: true };
}

/** What has no such label is shown whichever value is chosen. */
export function chosenOrNone(variable: string): string {
  return `${variable}=~"$${variable}|"`;
}
