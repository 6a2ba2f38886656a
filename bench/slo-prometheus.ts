import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  openSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toYaml } from "../lib/render/yaml";

/** As Prometheus' own first configuration has it, and the platforms of this library. */
export const SCRAPE_SECONDS = 15;

/** @throws Error when a program that the bench runs is missing */
export function requirePrograms(): void {
  for (const program of ["prometheus", "promtool"]) {
    if (spawnSync(program, ["--version"]).status !== 0) {
      throw new Error(`the bench needs ${program} on PATH; install it`);
    }
  }
}

/** A Prometheus of the bench's own, on a free port of 127.0.0.1. */
export class BenchPrometheus {
  private child: ChildProcess | undefined;
  private url = "";

  /** @param folder an empty folder for its data and configuration */
  constructor(private readonly folder: string) {
    mkdirSync(this.dataFolder, { recursive: true });
  }

  private get rulesFile(): string {
    return join(this.folder, "rules.yml");
  }

  private get dataFolder(): string {
    return join(this.folder, "data");
  }

  /** Adds samples of the past, in the text format of OpenMetrics, as one text or in parts. */
  /** @param longest of the blocks that are made, as Prometheus does in time */
  backfill(text: string | Iterable<string>, longest = "1d"): void {
    const file = join(this.folder, "history.om");
    const output = openSync(file, "w");
    for (const part of typeof text === "string" ? [text] : text) {
      writeSync(output, part);
    }
    writeSync(output, "# EOF\n");
    closeSync(output);
    const { status, stderr } = spawnSync(
      "promtool",
      [
        "tsdb",
        "create-blocks-from",
        "openmetrics",
        "--quiet",
        `--max-block-duration=${longest}`,
        file,
        this.dataFolder,
      ],
      { encoding: "utf8" },
    );
    if (status !== 0) {
      throw new Error(`promtool failed: ${stderr}`);
    }
  }

  /** Starts without rules and scrapes one target. */
  async start(targetPort: number): Promise<void> {
    const port = await freePort();
    const config = join(this.folder, "prometheus.yml");
    writeFileSync(this.rulesFile, "groups: []\n");
    writeFileSync(
      config,
      toYaml({
        global: { scrape_interval: `${SCRAPE_SECONDS}s` },
        rule_files: ["rules.yml"],
        scrape_configs: [
          {
            job_name: "bench",
            honor_labels: true,
            static_configs: [{ targets: [`127.0.0.1:${targetPort}`] }],
          },
        ],
      }),
    );
    this.url = `http://127.0.0.1:${port}`;
    const child = spawn(
      "prometheus",
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${this.dataFolder}`,
        "--storage.tsdb.retention.time=60d",
        // Blocks stay as they were filled, so that no compaction competes with the rules.
        "--storage.tsdb.max-block-duration=1d",
        `--web.listen-address=127.0.0.1:${port}`,
        "--web.enable-lifecycle",
        "--log.level=error",
      ],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    this.child = child;
    process.once("exit", () => child.kill("SIGKILL"));
    await this.ready();
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null) {
      return;
    }
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  /** Replaces all rules. */
  async load(rules: string): Promise<void> {
    writeFileSync(this.rulesFile, rules);
    const response = await fetch(`${this.url}/-/reload`, { method: "POST" });
    if (!response.ok) {
      throw new Error(`prometheus refused the rules: ${await response.text()}`);
    }
  }

  /** CPU seconds of the process per minute, measured over `millis`. */
  async cpuPerMinute(millis: number): Promise<number> {
    const [before, started] = [await this.cpu(), performance.now()];
    await sleep(millis);
    const [after, ended] = [await this.cpu(), performance.now()];
    return ((after - before) * 60_000) / (ended - started);
  }

  private cpu(): Promise<number> {
    return this.own("process_cpu_seconds_total");
  }

  /** What Prometheus tells of itself, by the name of a metric without labels. */
  async own(metric: string): Promise<number> {
    const response = await fetch(`${this.url}/metrics`);
    const line = new RegExp(`^${metric} (\\S+)$`, "m");
    return Number(line.exec(await response.text())?.[1]);
  }

  /** The first value of an instant query; 0 without a result. */
  async query(expr: string): Promise<number> {
    const body = (await this.get(
      `/api/v1/query?query=${encodeURIComponent(expr)}`,
    )) as { data: { result: readonly { value: [number, string] }[] } };
    return Number(body.data.result[0]?.value[1] ?? 0);
  }

  /** @throws Error when the last evaluation of a rule failed */
  async requireNoFailures(): Promise<void> {
    const { data } = (await this.get("/api/v1/rules?exclude_alerts=true")) as {
      data: {
        groups: readonly {
          rules: readonly { name: string; lastError?: string }[];
        }[];
      };
    };
    const failed = data.groups
      .flatMap(({ rules }) => rules)
      .find(({ lastError }) => lastError);
    if (failed) {
      throw new Error(`rule ${failed.name} failed: ${failed.lastError}`);
    }
  }

  /** What the API answers. */
  async get(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`);
    return response.json();
  }

  private async ready(): Promise<void> {
    for (let attempt = 0; attempt < 120; attempt++) {
      const response = await fetch(`${this.url}/-/ready`).catch(
        () => undefined,
      );
      if (response?.ok) {
        return;
      }
      await sleep(250);
    }
    throw new Error("prometheus did not become ready within 30s");
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") {
    throw new Error("no free port");
  }
  return address.port;
}
