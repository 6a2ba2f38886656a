export { combine, type PlatformPart, type PlatformParts } from "../combine";
export { GrafanaAlerting } from "./alerting";
export type { GrafanaAlertingOptions } from "./alerting-settings";
export { GrafanaDashboards, type GrafanaDashboardsOptions } from "./dashboards";
export type { DataSourceUids } from "./data-sources";
