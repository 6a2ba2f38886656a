import { createServer } from "node:http";
import type { Labels } from "../lib/domain/names";
import { Duration } from "../lib/domain/units";
import { Trace, type TraceSeries } from "../test/rules/healthy-day";
import { containers, host, nodejs } from "../test/rules/healthy-machines";
import { platform } from "../test/rules/healthy-platform";
import {
  business,
  graphql,
  nginx,
  probes,
  queue,
  revenue,
  service,
} from "../test/rules/healthy-shop";
import { postgresql, redis } from "../test/rules/healthy-stores";
import { PLATFORMS, SERVICES, serviceName } from "./pack-evaluation-packs";
import type { MetricsServer } from "./slo-samples";

const STEP = 10;
/** Longer than the bench takes. */
const HOURS = 0.3;

/** Series of a healthy shop by what is told of many jobs, where `#` in a label stands for the number of the job. */
function parts(): readonly (readonly [number, (trace: Trace) => void])[] {
  return [
    [
      SERVICES,
      (trace) =>
        service(trace, serviceName(0).replace("0", "#"), 40, (...each) => {
          graphql(...each);
          business(...each);
          revenue(...each);
          nodejs(each[0]);
        }),
    ],
    [PLATFORMS, (trace) => postgresql(trace, "orders-db-#")],
    [PLATFORMS, (trace) => redis(trace, "session-cache-#")],
  ];
}

/** The same of what has a name of its own, whose job is counted, or whose instances are. */
function others(): readonly (readonly [
  "job" | "instance" | "none",
  (trace: Trace) => void,
])[] {
  return [
    ["job", nginx],
    ["job", queue],
    ["job", probes],
    ["instance", (trace) => host(trace, "machines")],
    ["instance", (trace) => containers(trace, "swarm")],
    ["none", platform],
    ["none", (trace) => host(trace, "node-exporter")],
    ["none", (trace) => containers(trace, "cadvisor")],
  ];
}

function recordedBy(make: (trace: Trace) => void): readonly TraceSeries[] {
  const trace = new Trace(STEP, HOURS);
  make(trace);
  return trace.series;
}

function copies(
  series: readonly TraceSeries[],
  count: number,
  relabel: (labels: Labels, index: number) => Labels,
): readonly TraceSeries[] {
  return Array.from({ length: count }, (_, index) =>
    series.map((each) => ({ ...each, labels: relabel(each.labels, index) })),
  ).flat();
}

export function seriesOfShop(): readonly TraceSeries[] {
  const numbered = parts().flatMap(([count, make]) =>
    copies(recordedBy(make), count, (labels, index) =>
      Object.fromEntries(
        Object.entries(labels).map(([label, value]) => [
          label,
          value.replace("#", String(index)),
        ]),
      ),
    ),
  );
  const counted = others().flatMap(([label, make]) =>
    label === "none"
      ? recordedBy(make)
      : copies(recordedBy(make), PLATFORMS, (labels, index) => ({
          ...labels,
          [label]: `${labels[label] ?? ""}-${index}`,
        })),
  );
  return [...numbered, ...counted];
}

function seriesText({ name, labels }: TraceSeries): string {
  const conditions = Object.entries(labels).map(
    ([label, value]) => `${label}=${JSON.stringify(value)}`,
  );
  return `${name}{${conditions.join(",")}}`;
}

/** Serves all series as one target, from the beginning of the trace. */
export async function serveSeries(
  series: readonly TraceSeries[],
): Promise<MetricsServer> {
  const started = Date.now();
  const lines = series.map((each) => [seriesText(each), each.values] as const);
  const server = createServer((_, response) => {
    const step = Math.floor((Date.now() - started) / 1000 / STEP);
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(
      lines
        .flatMap(([text, values]) => {
          const value = values[step];
          return value === undefined ? [] : [`${text} ${value}\n`];
        })
        .join(""),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("metrics server has no port");
  }
  return { server, port: address.port };
}

const NUMBERS = [
  ...["orders", "cancellations", "revenue", "sign_ups"],
  ...["conversion", "active_users", "stock"],
];
const WEEK = Duration.days(7).toSeconds();

/** What the rules read of the past, in the text format of OpenMetrics: hours of earlier weeks, and the last day. */
export function* earlier(series: readonly TraceSeries[]): Generator<string> {
  const now = Math.floor(Date.now() / 1000 / 60) * 60;
  const around = (center: number): readonly [number, number] => [
    center - 600,
    center + 600,
  ];
  const names = Array.from({ length: SERVICES }, (_, index) =>
    serviceName(index),
  );
  const middle = WEEK - 1800;
  for (const name of names) {
    const hour = `job:http_requests:rate1h{job="${name}"}`;
    for (const back of [middle + WEEK, middle]) {
      yield samples(hour, 60, around(now - back));
    }
    for (const number of NUMBERS) {
      const seasonal = `seasonal:business_${name.replaceAll("-", "_")}_${number}`;
      for (const week of ["1", "2", "3"]) {
        yield samples(
          `${seasonal}:week{week="${week}"}`,
          60,
          around(now - WEEK),
        );
      }
      yield samples(`${seasonal}:avg1h`, 60, around(now - middle));
    }
    yield samples(`job:http_requests:rate5m{job="${name}"}`, 60, [
      now - 3600,
      now - 60,
    ]);
  }
  const lastDay = [now - 28 * 3600, now - 60] as const;
  for (const each of series) {
    if (each.name === "node_filesystem_avail_bytes") {
      yield samples(seriesText(each), 60, lastDay);
      for (const what of ["disks", "inodes"]) {
        yield samples(
          seriesText({
            ...each,
            name: `forecast:${what}_machines:free_ratio`,
          }),
          120,
          lastDay,
        );
      }
    }
    // What vanishes is noticed by what there was an hour ago.
    if (each.name === "http_requests_total") {
      yield samples(seriesText(each), 30, [now - 4500, now - 60]);
    }
  }
}

function samples(
  series: string,
  step: number,
  [from, to]: readonly [number, number],
): string {
  let text = "";
  for (let time = from; time <= to; time += step) {
    text += `${series} ${1 + 0.1 * Math.sin(time / 977)} ${time}\n`;
  }
  return text;
}
