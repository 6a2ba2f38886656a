import { withoutVariables } from "../lib/domain/dashboard/variables";
import { parsePromql } from "../lib/domain/promql/expr";
import type { Labels } from "../lib/domain/names";

export const SERVICES = 100;
/** Seconds between two scrapes. */
export const SCRAPE = 15;
const HOSTS = 10;
const CONTAINERS = 100;
const ALERTS = 40;
const RULE_GROUPS = 400;
const BUCKETS = [
  ...["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5"],
  ...["1", "2.5", "5", "10", "+Inf"],
];

const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

export const serviceName = (index: number): string => `service-${index}`;
export const objectiveId = (index: number): string =>
  `service-${index}-availability`;

const services = times(SERVICES, serviceName);
const hosts = times(HOSTS, (index) => ({ instance: `host-${index}:9100` }));
const alerts = times(ALERTS, (index) => ({
  alertname: `Alert${index}`,
  severity: ["critical", "warning", "info"][index % 3] ?? "info",
  service: serviceName(index),
}));
const targets = services.flatMap((job) =>
  times(2, (index) => ({ job, instance: `${job}-${index}:9464` })),
);
const spans = services.flatMap((service_name) =>
  ["GET /a", "GET /b", "POST /c", "POST /d", "db query"].flatMap(
    (span_name, index) =>
      ["STATUS_CODE_UNSET", "STATUS_CODE_ERROR"].map((status_code) => ({
        service_name,
        span_name,
        status_code,
        span_kind: index === 4 ? "SPAN_KIND_CLIENT" : "SPAN_KIND_SERVER",
      })),
  ),
);
const containers = times(CONTAINERS, (index) => ({
  ...(hosts[index % HOSTS] ?? {}),
  name: `container-${index}`,
}));

/** Label sets of the series that a platform with a hundred services has, by the beginning of their names. */
const SHAPES: readonly (readonly [RegExp, () => readonly Labels[]])[] = [
  [/^service:span/, () => services.map((service) => ({ service }))],
  [/^service:/, () => services.map((service) => ({ job: service, service }))],
  [
    /^slo:/,
    () =>
      times(SERVICES, (index) => ({
        service: serviceName(index),
        slo: objectiveId(index),
      })),
  ],
  [/^instance:/, () => hosts],
  [/^name:/, () => containers],
  [/^alertname:/, () => alerts],
  [/^metric:/, () => times(25, (index) => ({ metric: `metric_${index}` }))],
  [/^job:/, () => services.map((job) => ({ job }))],
  [
    /^ALERTS/,
    () => alerts.map((labels) => ({ ...labels, alertstate: "firing" })),
  ],
  [/^traces_.+_bucket$/, () => withBuckets(spans)],
  [/^traces_/, () => spans],
  [/^http_.+_bucket$/, () => withBuckets(targets)],
  [
    /^prometheus_rule_group_/,
    () =>
      times(RULE_GROUPS, (index) => ({
        job: "prometheus",
        rule_group: `group-${index}`,
      })),
  ],
  [
    /^node_cpu_/,
    () =>
      hosts.flatMap((host) =>
        times(8, String).flatMap((cpu) =>
          ["idle", "user", "system", "iowait", "irq", "nice"].map((mode) => ({
            ...host,
            cpu,
            mode,
          })),
        ),
      ),
  ],
  [
    /^node_filesystem_/,
    () =>
      hosts.flatMap((host) =>
        times(3, (index) => ({
          ...host,
          mountpoint: `/mnt/${index}`,
          device: `/dev/sd${index}`,
          fstype: "ext4",
        })),
      ),
  ],
  [
    /^node_disk_/,
    () =>
      hosts.flatMap((host) =>
        times(3, (index) => ({ ...host, device: `sd${index}` })),
      ),
  ],
  [/^node_/, () => hosts],
  [/^container_/, () => containers],
  [/^(up|scrape_|process_)/, () => targets],
];

function withBuckets(all: readonly Labels[]): readonly Labels[] {
  return all.flatMap((labels) => BUCKETS.map((le) => ({ ...labels, le })));
}

/** A series that some query asks for. */
export interface BenchSeries {
  readonly metric: string;
  readonly text: string;
  /** Number that keeps values of different series apart. */
  readonly index: number;
}

/**
 * The series that the queries select: those of a hundred services, of ten hosts, and so on, and for what a platform has
 * once, one for each value that a query demands.
 */
export function seriesOf(queries: readonly string[]): readonly BenchSeries[] {
  const texts = new Map<string, string>();
  for (const query of queries) {
    for (const { metric = "", matchers } of parsePromql(withoutVariables(query))
      .selectors) {
      const shape = SHAPES.find(([name]) => name.test(metric));
      const exact = Object.fromEntries(
        matchers
          .filter(({ operator }) => operator === "=")
          .map(({ label, value }) => [label, value === ".+" ? "any" : value]),
      );
      const sets = shape?.[1]() ?? [{ job: "prometheus", ...exact }];
      for (const labels of sets) {
        texts.set(`${metric}{${labelsText(labels)}}`, metric);
      }
    }
  }
  return [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([text, metric], index) => ({ metric, text, index }));
}

function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(",");
}

/** Seconds between two samples: that of the rules, which is longer only for rates of objectives, and of scrapes. */
export function stepOf({ metric }: BenchSeries): number {
  if (metric.startsWith("slo:hour") || metric.endsWith("max1h")) {
    return 3600;
  }
  if (/^slo:(day|window)/.test(metric)) {
    return 300;
  }
  if (/^slo:(period|error_budget|objective)|ratio_rate\dd$/.test(metric)) {
    return 240;
  }
  if (metric.endsWith(":avg3m")) {
    return 180;
  }
  if (!metric.includes(":")) {
    return SCRAPE;
  }
  return metric.startsWith("metric:") ? 600 : 60;
}

const DAY = 86_400;

/** The objective that the page about one shows. */
export const ONE = 7;

/** What the platform knows of objectives is shown for a month: of all what is recorded rarely, and all of one. */
function isReport(series: BenchSeries): boolean {
  return (
    series.metric.startsWith("slo:") &&
    (stepOf(series) >= 240 || series.text.includes(`"${objectiveId(ONE)}"`))
  );
}

/** Seconds for which it is shown, and half an hour more: what is recorded, and what a platform has once, for a week. */
export function shownFor(series: BenchSeries): number {
  const { metric } = series;
  if (isReport(series)) {
    return 30 * DAY;
  }
  if (/^(traces_|http_)/.test(metric)) {
    return 1.5 * 3600;
  }
  return /^(node_|container_|up$|scrape_|process_|ALERTS|prometheus_rule_group_)/.test(
    metric,
  )
    ? 6.5 * 3600
    : 7 * DAY;
}

/** OpenMetrics text of one series. */
export function samplesText(
  series: BenchSeries,
  from: number,
  to: number,
): string {
  const step = stepOf(series);
  const counts = /(_total|_count|_sum|_bucket)$/.test(series.metric);
  const spread = 0.2 + (series.index % 37) / 50;
  let text = "";
  for (let now = Math.ceil(from / step) * step; now < to; now += step) {
    const ripple = 1 + 0.2 * Math.sin(now / 13_000 + series.index);
    const value = counts
      ? Math.floor(spread * (now % 10_000_000))
      : (spread * ripple).toFixed(4);
    text += `${series.text} ${value} ${now}\n`;
  }
  return text;
}
