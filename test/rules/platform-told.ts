import type { Labels } from "../../lib/domain/names";
import type { Notification } from "./pack-suite";

type Priority = "P1" | "P2" | "P3" | "P4";

const SEVERITY = {
  P1: "critical",
  P2: "critical",
  P3: "warning",
  P4: "info",
} as const;

/** An alert about what a query found; it goes to the platform's team unless `more` says otherwise. */
export function found(
  priority: Priority,
  service: string,
  summary: string,
  description: string,
  more: Labels = {},
): Notification {
  const severity = SEVERITY[priority];
  return {
    labels: { team: "platform", priority, severity, service, ...more },
    summary,
    description,
  };
}

/** An alert about a component. */
export function ofComponent(
  priority: Priority,
  component: string,
  summary: string,
  description: string,
  more: Labels = {},
): Notification {
  return found(priority, component, summary, description, {
    component,
    ...more,
  });
}
