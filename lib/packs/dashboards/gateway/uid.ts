import { dashboardUid } from "../../../domain/dashboard/uid";

/** Of the dashboard of a gateway, by its scrape job. */
export function gatewayDashboardUid(job: string): string {
  return dashboardUid(`gateway-${job}`);
}
