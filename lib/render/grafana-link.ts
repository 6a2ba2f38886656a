import type { DashboardLink as GrafanaLink } from "@grafana/grafana-foundation-sdk/dashboard";
import type { DashboardLink } from "../domain/dashboard/model";
import type { Plain } from "./plain";

/** A link of a dashboard or panel. Links between dashboards keep the time range. */
export function renderLink({ title, target }: DashboardLink): object {
  const common = {
    title,
    tooltip: "",
    asDropdown: false,
    includeVars: false,
    tags: [] as readonly string[],
  };
  if ("tag" in target) {
    return {
      ...common,
      type: "dashboards",
      icon: "dashboard",
      tags: [target.tag],
      asDropdown: true,
      keepTime: true,
      targetBlank: false,
    } satisfies Plain<GrafanaLink>;
  }
  const isInside = "dashboardUid" in target;
  return {
    ...common,
    type: "link",
    icon: isInside ? "dashboard" : "external link",
    url: isInside ? `/d/${target.dashboardUid}` : target.url,
    keepTime: isInside,
    targetBlank: !isInside,
  } satisfies Plain<GrafanaLink>;
}
