import type { DashboardAnnotation } from "./model";

/** Marks the times in which an alert fired, but for the one that always does. */
export const FIRING_ALERTS: DashboardAnnotation = {
  name: "Firing alerts",
  expr: 'ALERTS{alertstate="firing",alertname!="Watchdog"}',
  color: "red",
  text: "{{alertname}} {{service}} {{component}}",
};
