import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { LogSource } from "../lib/domain/logs/source";
import { endpointsOf } from "../lib/domain/telemetry/addresses";
import { renderOtelCollectorConfig } from "../lib/render/otel/config";
import { collector } from "../lib/render/otel/delivery";
import { planOf } from "../test/support/plan";
import { freePortsFor, get, withPorts } from "../test/support/program";
import { atLeast, atMost, type BenchResult } from "./result";

const LINES = 40_000;
const ROUNDS = 2;

const PER_SECOND = 20_000;
const SECONDS = 60;
const LEAST_RATIO = 0.5;

/** How many processors the agent may use to keep up. */
const CORES = 2;

/** Ticks of the clock per second, as Linux counts the processor time of a process. */
const TICKS = 100;

const PROGRAM = "otelcol-contrib";
const FILE = "app/app.log";

/** What the agent does with a line, from nothing to all that it does by default. */
const STAGES = ["pass-through", "parse", "parse-and-mask"] as const;
type Stage = (typeof STAGES)[number];

/**
 * Lines of JSON through the agent as it is rendered by default, beside the same collector that only reads and sends, by the
 * processor time that each needs; and its memory while a file grows by 20,000 lines a second.
 */
export async function benchLogAgent(): Promise<readonly BenchResult[]> {
  if (spawnSync(PROGRAM, ["--version"]).status !== 0) {
    throw new Error(`the bench needs ${PROGRAM} on PATH; install it`);
  }
  const speeds = new Map<Stage, number>();
  for (const stage of STAGES) {
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push(await linesPerCore(stage));
    }
    speeds.set(stage, Math.max(...rounds));
  }
  const plain = speeds.get("pass-through") ?? NaN;
  const { peak, behind } = await underLoad();
  const limit = collector(planOf()).memory.toMebibytes();
  return [
    ...STAGES.map((stage): BenchResult => ({
      ...atMost(
        `log-agent.${stage}`,
        speeds.get(stage) ?? NaN,
        "lines/s per core",
      ),
      better: "higher",
    })),
    atLeast(
      "log-agent.parse-and-mask-of-pass-through",
      Number(((speeds.get("parse-and-mask") ?? NaN) / plain).toPrecision(3)),
      "x",
      LEAST_RATIO,
    ),
    atMost("log-agent.memory-at-20k", peak, "MiB", limit),
    atMost("log-agent.behind-after-a-minute", behind, "lines"),
  ];
}

/** Every tenth line holds something private. */
function line(number: number): string {
  return JSON.stringify({
    time: new Date(1_780_000_000_000 + number).toISOString(),
    level: number % 50 === 0 ? "error" : "info",
    msg:
      number % 10 === 0
        ? `mail sent to customer${number}@example.com`
        : "request completed",
    request_id: `req-${(number * 2_654_435_761).toString(16)}`,
    req: { method: "GET", url: `/orders/${number}?page=2` },
    res: { statusCode: 200 },
    responseTime: (number % 97) + 0.5,
  });
}

/** A text of lines that each are different, as long as they are asked for. */
function lines(from: number, count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `${line(from + index)}\n`,
  ).join("");
}

async function linesPerCore(stage: Stage): Promise<number> {
  const agent = await startAgent(stage);
  try {
    const before = agent.processorSeconds();
    agent.write(0, LINES);
    await agent.hasSent(LINES);
    return LINES / (agent.processorSeconds() - before);
  } finally {
    await agent.stop();
  }
}

async function underLoad(): Promise<{
  readonly peak: number;
  readonly behind: number;
}> {
  const agent = await startAgent("parse-and-mask", CORES);
  try {
    let peak = 0;
    const begin = Date.now();
    let written = 0;
    while (Date.now() - begin < SECONDS * 1000) {
      const due = Math.floor(((Date.now() - begin) / 1000) * PER_SECOND);
      if (due > written) {
        agent.write(written, due - written);
        written = due;
      }
      peak = Math.max(peak, agent.mebibytes());
      await sleep(50);
    }
    const behind = written - (await agent.sent());
    return { peak, behind };
  } finally {
    await agent.stop();
  }
}

interface Agent {
  write(from: number, count: number): void;
  sent(): Promise<number>;
  hasSent(count: number): Promise<void>;
  processorSeconds(): number;
  /** Its own memory, without the files that it has mapped, which the kernel takes back when it needs room. */
  mebibytes(): number;
  stop(): Promise<void>;
}

/** Beside a store that takes everything and keeps nothing. */
async function startAgent(stage: Stage, cores = 1): Promise<Agent> {
  const folder = mkdtempSync(join(tmpdir(), "log-agent-"));
  mkdirSync(join(folder, "app"));
  const file = join(folder, FILE);
  // What is there before is not read, and long enough that the agent knows the file again.
  writeFileSync(file, lines(-10, 10));
  const store = createServer((request, response) => {
    request.resume().on("end", () => response.end());
  }).listen(0, "127.0.0.1");
  await once(store, "listening");
  const { port } = store.address() as AddressInfo;
  const ports = await freePortsFor("grpc", "http", "metrics", "self", "health");
  const config = join(folder, "agent.yaml");
  writeFileSync(
    config,
    withPorts(configOf(stage, `http://127.0.0.1:${port}`), {
      4317: ports.grpc,
      4318: ports.http,
      8889: ports.metrics,
      13133: ports.health,
    })
      .replaceAll("/var/lib/docker/containers", join(folder, "containers"))
      .replaceAll("/hostfs/var/log", folder)
      .replaceAll("/var/lib/otelcol", join(folder, "data"))
      .replaceAll("port: 8888", `port: ${ports.self}`)
      .replaceAll("0.0.0.0", "127.0.0.1"),
  );
  const { command = [], environment } = collector(planOf());
  const child = spawn(
    PROGRAM,
    command.map((argument) => argument.replace(/=\/.*\.yaml$/, `=${config}`)),
    {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...environment, GOMAXPROCS: String(cores) },
    },
  );
  const output = collectOutput(child);
  await until("the agent watches the file", () =>
    Promise.resolve(output().includes("Started watching file")),
  );
  const sent = async (): Promise<number> => {
    const own = await get(`http://127.0.0.1:${ports.self}/metrics`);
    return Number(
      /^otelcol_exporter_sent_log_records\S* (\S+)/m.exec(own)?.[1] ?? 0,
    );
  };
  return {
    write: (from, count) => appendFileSync(file, lines(from, count)),
    sent,
    hasSent: (count) =>
      until("all lines are sent", async () => (await sent()) >= count),
    processorSeconds() {
      const fields = readFileSync(`/proc/${child.pid ?? 0}/stat`, "utf8").split(
        ") ",
      )[1];
      const [user = 0, system = 0] =
        fields?.split(" ").slice(11).map(Number) ?? [];
      return (user + system) / TICKS;
    },
    mebibytes() {
      const status = readFileSync(`/proc/${child.pid ?? 0}/status`, "utf8");
      return Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1]) / 1024;
    },
    async stop() {
      child.kill("SIGKILL");
      await once(child, "close");
      store.close();
      store.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function collectOutput(child: ChildProcess): () => string {
  let output = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    output = `${output}${chunk.toString()}`.slice(-20_000);
  });
  return () => output;
}

interface Pipelines {
  readonly receivers: Readonly<
    Record<string, { readonly operators?: unknown }>
  >;
  readonly service: {
    readonly pipelines: Readonly<
      Record<string, { readonly processors: readonly string[] }>
    >;
  };
}

function configOf(stage: Stage, loki: string): string {
  const plan = planOf({ jaeger: false });
  const rendered = renderOtelCollectorConfig({
    plan,
    endpoints: { ...endpointsOf(plan), loki },
    sources: [
      {
        service: "app",
        source: LogSource.file("/var/log/app/app.log", { format: "json" }),
      },
    ],
    logs: stage === "parse-and-mask" ? {} : { masking: false },
  });
  if (stage !== "pass-through") {
    return rendered;
  }
  // The same receiver, queue and exporter, without all that is done with a line between them.
  const config = parse(rendered) as Pipelines;
  const without = {
    ...config,
    receivers: Object.fromEntries(
      Object.entries(config.receivers).map(([name, receiver]) => [
        name,
        name.startsWith("file_log/")
          ? { ...receiver, operators: [] }
          : receiver,
      ]),
    ),
    service: {
      ...config.service,
      pipelines: Object.fromEntries(
        Object.entries(config.service.pipelines).map(([name, pipeline]) => [
          name,
          { ...pipeline, processors: ["memory_limiter"] },
        ]),
      ),
    },
  };
  return stringify(without);
}

async function until(
  what: string,
  holds: () => Promise<boolean>,
): Promise<void> {
  for (let attempt = 0; attempt < 3000; attempt += 1) {
    if (await holds().catch(() => false)) {
      return;
    }
    await sleep(100);
  }
  throw new Error(`${what}: not within 5 minutes`);
}
