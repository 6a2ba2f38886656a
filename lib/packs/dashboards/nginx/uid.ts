import { dashboardUid } from "../../../domain/dashboard/uid";

/** Uid of the dashboard of the nginx behind an exporter, for links. */
export function nginxDashboardUid(job: string): string {
  return dashboardUid(`nginx-${job}`);
}
