import { withoutVariables } from "../../../lib/domain/dashboard/variables";
import { parsePromql } from "../../../lib/domain/promql/expr";
import type { MetricSpec } from "../../../lib/domain/telemetry/scrape";
import { alertmanagerMetrics } from "../../../lib/packs/exporters/alertmanager";
import { blackboxMetrics } from "../../../lib/packs/exporters/blackbox";
import { cadvisorMetrics } from "../../../lib/packs/exporters/cadvisor";
import { grafanaMetrics } from "../../../lib/packs/exporters/grafana";
import { jaegerMetrics } from "../../../lib/packs/exporters/jaeger";
import { lokiMetrics } from "../../../lib/packs/exporters/loki";
import { nodeExporterMetrics } from "../../../lib/packs/exporters/node";
import {
  otelCollectorMetrics,
  spanMetrics,
} from "../../../lib/packs/exporters/otel-collector";
import { prometheusMetrics } from "../../../lib/packs/exporters/prometheus";
import {
  alertStateMetrics,
  scrapeMetrics,
} from "../../../lib/packs/exporters/scrape";
import { serviceMetrics } from "../../../lib/packs/exporters/service";

const specs: readonly MetricSpec[] = [
  ...prometheusMetrics,
  ...alertmanagerMetrics,
  ...grafanaMetrics,
  ...lokiMetrics,
  ...jaegerMetrics,
  ...otelCollectorMetrics,
  ...spanMetrics,
  ...nodeExporterMetrics,
  ...cadvisorMetrics,
  ...blackboxMetrics,
  ...scrapeMetrics,
  ...alertStateMetrics,
  ...serviceMetrics,
];

const series = new Map(
  specs.flatMap(({ name, type }): (readonly [string, string])[] =>
    type === "histogram" || type === "summary"
      ? ["_bucket", "_count", "_sum"].map(
          (suffix) => [`${name}${suffix}`, "counter"] as const,
        )
      : [[name, type] as const],
  ),
);

/** Metrics of these queries that nothing exposes, beside those that rules record. */
export function unknownMetrics(
  queries: readonly string[],
  recorded: ReadonlySet<string> = new Set(),
): readonly string[] {
  const names = queries.flatMap((query) =>
    parsePromql(withoutVariables(query)).selectors.map(
      ({ metric }) => metric ?? query,
    ),
  );
  return [...new Set(names)].filter(
    (name) => !series.has(name) && !recorded.has(name),
  );
}

const RATE = /\b(rate|irate|increase)\(([a-zA-Z_:][\w:]*)[^[]*\[([^\]]+)\]/g;

/** Rates of what is no counter, and rates over a fixed short time, which show gaps when the screen is wide. */
export function wrongRates(queries: readonly string[]): readonly string[] {
  return queries.flatMap((query) =>
    [...query.matchAll(RATE)]
      .filter(([, operation, metric, range]) => {
        const isCounter = series.get(metric ?? "") === "counter";
        const fits =
          operation === "increase"
            ? /^(\$__range|\d+[hd])$/.test(range ?? "")
            : range === "$__rate_interval";
        return !isCounter || !fits;
      })
      .map(([text]) => text),
  );
}
