import type { DashboardLink as GrafanaLink } from "@grafana/grafana-foundation-sdk/dashboard";
import type { DashboardLink, PanelKind } from "../domain/dashboard/model";
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
    url: isInside ? dashboardAddress(target) : target.url,
    keepTime: isInside,
    targetBlank: !isInside,
  } satisfies Plain<GrafanaLink>;
}

/** A link of the values of a panel, which knows the labels of the series that was clicked on. */
export function renderDataLink(
  kind: PanelKind,
  { title, target }: DashboardLink,
): {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
} {
  if ("tag" in target) {
    return { title, url: `/dashboards?tag=${target.tag}`, targetBlank: false };
  }
  const isInside = "dashboardUid" in target;
  const address = isInside ? dashboardAddress(target, TIME) : target.url;
  const url = address.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) =>
    kind === "table"
      ? `\${__data.fields.${label}}`
      : `\${__field.labels.${label}}`,
  );
  return { title, url, targetBlank: !isInside && !url.startsWith("/") };
}

/** The time that is shown here; links of dashboards have a setting for it instead. */
const TIME = "${__url_time_range}";

function dashboardAddress(
  {
    dashboardUid,
    variables = {},
  }: Extract<DashboardLink["target"], { readonly dashboardUid: string }>,
  ...more: readonly string[]
): string {
  const choices = Object.entries(variables).map(([name, value]) =>
    // A choice of several values becomes several parameters.
    value === `$${name}`
      ? `\${${name}:queryparam}`
      : `var-${name}=${value.replace(/\$(\w+)/g, "$${$1}")}`,
  );
  const query = [...choices, ...more].join("&");
  return `/d/${dashboardUid}${query === "" ? "" : `?${query}`}`;
}
