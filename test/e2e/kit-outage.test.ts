import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { buildKit } from "../../instrumentation/node/build";
import { run, stopAll, type Running } from "../instrumentation/program";

/** How long the collector fails. */
const OUTAGE = 1000 * Number(process.env.KIT_OUTAGE ?? 10);
const PER_SECOND = 50;
/** Each request asks two others by which it is answered: five spans. */
const PATH = "/orders/1";
/** More than 2,048 spans take, which wait. */
const MEBIBYTES = 60;

type Failure = (response: ServerResponse) => void;

/** What a collector does with what it gets: the first is well, the second has no address. */
const FAILURES: readonly (readonly [name: string, failure?: Failure])[] = [
  ["works", (response) => void response.end("{}")],
  ["refuses connections"],
  ["is silent", () => undefined],
  ["answers 500", (response) => void response.writeHead(500).end()],
  ["answers 503", (response) => void response.writeHead(503).end()],
  ["cuts connections", (response) => void response.destroy()],
  [
    "is slow",
    (response) => void setTimeout(() => response.end("{}"), 2500).unref(),
  ],
];

const servers: Server[] = [];

async function failing(failure: Failure | undefined): Promise<string> {
  if (failure === undefined) {
    return "http://127.0.0.1:1";
  }
  const server = createServer((request, response) => {
    request.resume().on("end", () => failure(response));
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterAll(() => {
  stopAll();
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

interface Load {
  readonly answered: number;
  readonly failed: readonly unknown[];
  readonly p99: number;
}

/** Customers, who come whether or not others have been answered. */
async function load(service: Running, millis: number): Promise<Load> {
  const durations: number[] = [];
  const failed: unknown[] = [];
  const open = new Set<Promise<void>>();
  const end = Date.now() + millis;
  while (Date.now() < end) {
    const begin = performance.now();
    const asked = fetch(service.url(PATH))
      .then(async (answer) => {
        await answer.text();
        if (answer.status !== 200) {
          failed.push(answer.status);
        }
        durations.push(performance.now() - begin);
      })
      .catch((error: unknown) => void failed.push(error))
      .finally(() => open.delete(asked));
    open.add(asked);
    await sleep(1000 / PER_SECOND);
  }
  await Promise.all(open);
  durations.sort((a, b) => a - b);
  const p99 = durations[Math.floor(durations.length * 0.99)] ?? NaN;
  return { answered: durations.length, failed, p99 };
}

async function memory(service: Running): Promise<number> {
  const page = await (await fetch(service.admin("/metrics"))).text();
  const bytes = /^process_resident_memory_bytes (\d+)$/m.exec(page)?.[1];
  return Number(bytes) / 1024 ** 2;
}

/** What it takes in the beginning, when most of the program has run once, and at the end. */
async function grown(service: Running) {
  await load(service, OUTAGE / 10);
  const before = await memory(service);
  const result = await load(service, (OUTAGE * 9) / 10);
  return { ...result, before, after: await memory(service) };
}

it(
  "a collector that fails costs no request, and neither memory nor a log without bound nor the time to end",
  async () => {
    buildKit();
    const results = await Promise.all(
      FAILURES.map(async ([name, failure]) => {
        const service = await run("shop.cjs", {
          TRACES: JSON.stringify({
            endpoint: await failing(failure),
            ratio: 1,
            maxPerSecond: 5000,
          }),
        });
        const { failed, answered, p99, before, after } = await grown(service);
        const begin = Date.now();
        const code = await service.end();
        const seconds = (Date.now() - begin) / 1000;
        const complaints = service
          .lines()
          .filter(({ level }) => level !== "info").length;
        process.stdout.write(
          `${name}: ${answered} answered, ${failed.length} failed, p99 ${p99.toFixed(1)} ms, ${before.toFixed(0)} to ${after.toFixed(0)} MiB, ${complaints} complaints, ended in ${seconds.toFixed(1)} s\n`,
        );
        return {
          name,
          failed,
          code,
          after,
          isQuiet: complaints <= OUTAGE / 60_000 + 2,
          // As Docker waits.
          endsInTime: seconds < 10,
          isCalm: !/unhandled|uncaught/i.test(service.output()),
        };
      }),
    );
    const [well = NaN, ...others] = results.map(({ after }) => after);
    expect(Math.max(...others)).toBeLessThan(well + MEBIBYTES);
    expect(results).toEqual(
      FAILURES.map(([name]) => ({
        name,
        failed: [],
        code: 0,
        after: expect.any(Number) as number,
        isQuiet: true,
        endsInTime: true,
        isCalm: true,
      })),
    );
  },
  OUTAGE + 60_000,
);
