import { dashboardUid } from "../../../domain/dashboard/uid";

/** Uid of the dashboard about the business of a service, for links. */
export function businessDashboardUid(service: string): string {
  return dashboardUid(`business-${service}`);
}
