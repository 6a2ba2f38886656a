export { combine, type PlatformPart, type PlatformParts } from "../combine";
export { GrafanaDashboards, type GrafanaDashboardsOptions } from "./dashboards";
export type { DataSourceUids } from "./data-sources";
