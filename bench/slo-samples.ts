import { createServer, type Server } from "node:http";
import type { BenchService } from "./slo-services";

const INSTANCES = ["a", "b"];

/** Requests per second of each instance by status code. */
const CODES: readonly (readonly [string, number])[] = [
  ["200", 40],
  ["404", 2],
  ["500", 0.01],
];

/** Share of requests within each bucket. */
const BUCKETS: readonly (readonly [string, number])[] = [
  ["0.1", 0.6],
  ["0.25", 0.85],
  ["0.5", 0.98],
  ["1", 0.999],
  ["+Inf", 1],
];

/** The counters of one service: 6 of requests, 12 of a histogram. */
function countersOf({ name, histogram }: BenchService) {
  const requests = CODES.reduce((sum, [, rate]) => sum + rate, 0);
  return INSTANCES.flatMap((instance) => {
    const labels = `job="${name}",instance="${instance}"`;
    return [
      ...CODES.map(([code, rate]) => ({
        series: `http_requests_total{${labels},code="${code}"}`,
        rate,
      })),
      ...BUCKETS.map(([le, share]) => ({
        series: `${histogram}_bucket{${labels},le="${le}"}`,
        rate: requests * share,
      })),
      { series: `${histogram}_count{${labels}}`, rate: requests },
    ];
  });
}

/** Varies by a tenth around 1, like load does, without ever letting a counter fall. */
function ripple(seconds: number): number {
  return 1 + 0.1 * Math.sin(seconds / 37) * Math.cos(seconds / 601);
}

/** A counter at `seconds` since 1970 that has been counting since `origin`. */
function valueAt(rate: number, seconds: number, origin: number): number {
  return Math.floor(rate * (seconds - origin + 3 * ripple(seconds)));
}

export interface MetricsServer {
  readonly server: Server;
  readonly port: number;
}

/** Serves the metrics of all services as one target. */
export async function serveMetrics(
  services: readonly BenchService[],
  origin: number,
): Promise<MetricsServer> {
  const counters = services.flatMap(countersOf);
  const server = createServer((_, response) => {
    const now = Date.now() / 1000;
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(
      counters
        .map(({ series, rate }) => `${series} ${valueAt(rate, now, origin)}\n`)
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

/** OpenMetrics text of the samples of one day (or less), as scraped every `step` seconds. */
export function* rawHistory(
  services: readonly BenchService[],
  range: { readonly from: number; readonly to: number; readonly step: number },
  origin: number,
): Generator<string> {
  for (const { series, rate } of services.flatMap(countersOf)) {
    yield samples(series, range, (now) => valueAt(rate, now, origin));
  }
}

/** OpenMetrics text of a series that a rule recorded, at about `value`. */
export function recordedHistory(
  series: string,
  range: { readonly from: number; readonly to: number; readonly step: number },
  value: number,
): string {
  return samples(series, range, (now) => value * ripple(now));
}

function samples(
  series: string,
  { from, to, step }: { from: number; to: number; step: number },
  valueOf: (now: number) => number,
): string {
  let text = "";
  for (let now = from; now < to; now += step) {
    text += `${series} ${valueOf(now)} ${now}\n`;
  }
  return text;
}
