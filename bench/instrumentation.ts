import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import autocannon from "autocannon";
import { buildKit } from "../instrumentation/node/build";
import { atMost, type BenchResult } from "./result";

const ROUNDS = 7;
const WARM_SECONDS = 2;
const SECONDS = 3;
/** So many that the service, and not what it waits for, is what limits. */
const CONNECTIONS = 50;
const JSON_TYPE = { "content-type": "application/json" };

/** A service that does some work for each request, and one that does none: the worst there is. */
const SCENARIOS = {
  search: {
    method: "POST",
    path: "/products/category%203/search",
    headers: JSON_TYPE,
    body: JSON.stringify({ text: "product", most: 20 }),
  },
  hello: { method: "GET", path: "/hello/world" },
} as const;

interface Run {
  readonly perSecond: number;
  readonly p99: number;
  readonly cpuMicros: number;
}

/**
 * The same service on Fastify with and without the kit, both running all the time and asked in turn, with 10 % of the traces
 * sent to a collector that takes them.
 */
export async function benchInstrumentation(): Promise<readonly BenchResult[]> {
  buildKit();
  const collector = createServer((request, response) => {
    request.resume().on("end", () => response.end("{}"));
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  const { port } = collector.address() as AddressInfo;
  const plain = await start("plain", port);
  const kit = await start("kit", port);
  try {
    const results: BenchResult[] = [];
    for (const name of ["search", "hello"] as const) {
      results.push(...(await compare(name, plain, kit)));
    }
    return results;
  } finally {
    plain.child.kill("SIGKILL");
    kit.child.kill("SIGKILL");
    collector.close();
    collector.closeAllConnections();
  }
}

interface Service {
  readonly child: ChildProcess;
  readonly port: number;
}

async function start(kind: string, collector: number): Promise<Service> {
  const child = fork(
    join(__dirname, "instrumentation-service.cjs"),
    [kind, `http://127.0.0.1:${collector}`],
    { execArgv: [] },
  );
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { child, port };
}

async function compare(
  name: keyof typeof SCENARIOS,
  plain: Service,
  kit: Service,
): Promise<readonly BenchResult[]> {
  await load(plain, name, WARM_SECONDS);
  await load(kit, name, WARM_SECONDS);
  const pairs: { readonly plain: Run; readonly kit: Run }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Who is first changes, so that neither gains by it.
    if (round % 2 === 0) {
      const first = await load(plain, name, SECONDS);
      pairs.push({ plain: first, kit: await load(kit, name, SECONDS) });
    } else {
      const first = await load(kit, name, SECONDS);
      pairs.push({ plain: await load(plain, name, SECONDS), kit: first });
    }
  }
  // A request of the first takes what requests commonly take; the second has no target.
  const isTarget = name === "search";
  const of = (pick: (pair: (typeof pairs)[number]) => number): number =>
    median(pairs.map(pick));
  return [
    atMost(
      `instrumentation.${name}.throughput-lost`,
      of((pair) => 100 * (1 - pair.kit.perSecond / pair.plain.perSecond)),
      "%",
      isTarget ? 10 : undefined,
    ),
    atMost(
      `instrumentation.${name}.p99-added`,
      of((pair) => pair.kit.p99 - pair.plain.p99),
      "ms",
      isTarget ? 1 : undefined,
    ),
    atMost(
      `instrumentation.${name}.plain`,
      of((pair) => pair.plain.cpuMicros),
      "us of CPU per request",
    ),
    atMost(
      `instrumentation.${name}.kit-adds`,
      of((pair) => pair.kit.cpuMicros - pair.plain.cpuMicros),
      "us of CPU per request",
    ),
  ];
}

async function load(
  { child, port }: Service,
  name: keyof typeof SCENARIOS,
  seconds: number,
): Promise<Run> {
  const { path, ...request } = SCENARIOS[name];
  const before = await cpuOf(child);
  const { requests, latency, errors, non2xx } = await autocannon({
    url: `http://127.0.0.1:${port}${path}`,
    ...request,
    connections: CONNECTIONS,
    duration: seconds,
  });
  if (errors > 0 || non2xx > 0) {
    throw new Error(`${errors} errors, ${non2xx} answers without success`);
  }
  const cpu = (await cpuOf(child)) - before;
  return {
    perSecond: requests.average,
    p99: latency.p99,
    cpuMicros: (cpu / requests.total) * 1e6,
  };
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send("cpu");
  const [{ cpu }] = (await once(child, "message")) as [{ cpu: number }];
  return cpu;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
