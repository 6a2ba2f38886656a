import { dashboardUid } from "../../../domain/dashboard/uid";

/** Uid of the dashboard of the servers of a scrape job, for links. */
export function databaseDashboardUid(job: string): string {
  return dashboardUid(`database-${job}`);
}
