import { dashboardUid } from "../../../domain/dashboard/uid";

/** Uid of the dashboard of the servers of a scrape job, for links. */
export function cachingDashboardUid(job: string): string {
  return dashboardUid(`caching-${job}`);
}
