import type { Dataquery as TempoQuery } from "@grafana/grafana-foundation-sdk/tempo";
import type { Panel, PanelQuery } from "../../domain/dashboard/model";
import type { Plain } from "../plain";

/**
 * A query of Grafana's data source for Tempo: the map of services, or the traces of one service, whose tags are `key=value`
 * as for Jaeger.
 */
export function tempoQuery(
  panel: Panel,
  { expr, tags = "" }: PanelQuery,
  limit: number,
): Plain<TempoQuery> {
  if (panel.kind === "nodeGraph") {
    return { queryType: "serviceMap", filters: [] };
  }
  const conditions = [
    `resource.service.name = ${JSON.stringify(expr)}`,
    ...tags.split(/\s+/).flatMap(condition),
  ];
  return {
    queryType: "traceql",
    query: `{ ${conditions.join(" && ")} }`,
    tableType: "traces",
    limit,
    filters: [],
  };
}

/** Jaeger knows the status of a span as a tag. */
function condition(tag: string): readonly string[] {
  const [, key, value] = /^([^=]+)=(.*)$/.exec(tag) ?? [];
  if (key === undefined || value === undefined) {
    return [];
  }
  return key === "error"
    ? [value === "true" ? "status = error" : "status != error"]
    : [`span.${key} = ${JSON.stringify(value)}`];
}
