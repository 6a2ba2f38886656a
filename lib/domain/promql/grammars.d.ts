// Both grammar packages hold a CommonJS build, but their declarations claim to be ES modules only.
declare module "@prometheus-io/lezer-promql" {
  export const parser: import("@lezer/lr").LRParser;
}

declare module "@grafana/lezer-logql" {
  export const parser: import("@lezer/lr").LRParser;
}
