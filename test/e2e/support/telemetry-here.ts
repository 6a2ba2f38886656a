import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { LogProcessing } from "../../../lib/domain/logs/processing";
import type { ServiceLogs } from "../../../lib/domain/logs/source";
import { endpointsOf } from "../../../lib/domain/telemetry/addresses";
import { Duration } from "../../../lib/domain/units";
import type { ComponentChoices } from "../../../lib/packs/components/profile";
import { renderOtelCollectorConfig } from "../../../lib/render/otel/config";
import { LOG_MARK } from "../../../lib/render/otel/log-mark";
import {
  collectorHere,
  startCollectorHere,
  startLokiHere,
  writeLokiHere,
} from "../../support/local-telemetry";
import { planOf } from "../../support/plan";
import {
  eventually,
  freePortsFor,
  get,
  type RunningProgram,
} from "../../support/program";

/** A line in Loki, with its labels and fields. */
export interface StoredLine {
  readonly text: string;
  /** In nanoseconds. */
  readonly time: bigint;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Settings {
  readonly sources: readonly ServiceLogs[];
  /** Default: nothing is masked, which takes most of the time of a start. */
  readonly logs?: LogProcessing;
  readonly collector?: ComponentChoices["otel-collector"];
  /** What differs in the limits of Loki. */
  readonly limits?: Readonly<Record<string, unknown>>;
}

type Tools = Readonly<Record<"otelcol-contrib" | "loki", string>>;

const PORTS = [
  "loki",
  "gossip",
  "grpc",
  "http",
  "metrics",
  "self",
  "health",
] as const;

type Port = (typeof PORTS)[number];

const HOUR = 3_600_000;

/** Loki answers with no more lines at once. */
const MOST_LINES = 5000;

/** A collector and a Loki that run here as they are deployed, in a folder and with ports of their own. */
export class TelemetryHere<Others extends string = never> {
  private loki: RunningProgram | undefined;
  private agent: RunningProgram | undefined;

  private constructor(
    private readonly tools: Tools,
    /** The collector reads `containers` as Docker's folder, and all of it as `/var/log`. */
    readonly folder: string,
    readonly port: Readonly<Record<Port | Others, number>>,
  ) {}

  /** @param others names of ports that the test needs beside */
  static async make<Others extends string = never>(
    name: string,
    tools: Tools,
    ...others: readonly Others[]
  ): Promise<TelemetryHere<Others>> {
    const folder = mkdtempSync(join(tmpdir(), `${name}-`));
    for (const each of ["containers", "loki/rules/fake"]) {
      mkdirSync(join(folder, each), { recursive: true });
    }
    const port = await freePortsFor<Port | Others>(...PORTS, ...others);
    return new TelemetryHere<Others>(tools, folder, port);
  }

  /** Where Loki is. */
  get url(): string {
    return `http://127.0.0.1:${this.port.loki}`;
  }

  /** The file of the collector's configuration. */
  get agentFile(): string {
    return join(this.folder, "agent.yaml");
  }

  /** Writes what both are configured by. */
  configure(settings: Settings): void {
    const plan = planOf({
      jaeger: false,
      ...(settings.collector !== undefined && {
        "otel-collector": settings.collector,
      }),
      loki: {
        extraConfig: {
          server: {
            http_listen_address: "127.0.0.1",
            http_listen_port: this.port.loki,
            grpc_listen_port: this.port.gossip,
          },
          ...(settings.limits && { limits_config: settings.limits }),
        },
      },
    });
    const endpoints = { ...endpointsOf(plan), loki: this.url };
    writeLokiHere(this.folder, plan, endpoints, Duration.days(7));
    writeFileSync(join(this.folder, LOG_MARK.file), LOG_MARK.text);
    this.writeAgent(
      renderOtelCollectorConfig({
        sources: settings.sources,
        plan,
        endpoints,
        logs: { masking: false, ...settings.logs },
      }),
    );
  }

  /** @param config as the collector would have it in its container */
  writeAgent(config: string): void {
    writeFileSync(
      this.agentFile,
      collectorHere(config, this.folder, this.port),
    );
  }

  /** Resolves when it takes lines. */
  async startLoki(): Promise<void> {
    const loki = startLokiHere(this.tools.loki, this.folder);
    this.loki = loki;
    await eventually("Loki is ready", () => this.ask("/ready"), loki.output);
  }

  async killLoki(): Promise<void> {
    await this.loki?.stop("SIGKILL");
  }

  /** Resolves when it is healthy. */
  async startAgent(): Promise<void> {
    const agent = startCollectorHere(
      this.tools["otelcol-contrib"],
      this.agentFile,
    );
    this.agent = agent;
    await eventually(
      "the agent is healthy",
      () => get(`http://127.0.0.1:${this.port.health}`),
      agent.output,
    );
  }

  /** Resolves when each of so many sources of files has looked for them and remembers that it did. */
  async hasLooked(sources: number): Promise<void> {
    await eventually(
      "all sources have looked",
      () =>
        Promise.resolve(
          this.output().split(LOG_MARK.file).length > sources
            ? true
            : undefined,
        ),
      this.output,
    );
    await wait(1000);
  }

  async killAgent(): Promise<void> {
    await this.agent?.stop("SIGKILL");
  }

  async stopAgent(): Promise<void> {
    await this.agent?.stop();
  }

  /** What the collector has printed since its last start. */
  output = (): string => this.agent?.output() ?? "";

  /** Ends both and removes all that they wrote. */
  async close(): Promise<void> {
    await this.stopAgent();
    await this.killLoki();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What Loki answers. */
  async ask(
    path: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const query = new URLSearchParams(parameters).toString();
    return get(`${this.url}${path}${query === "" ? "" : `?${query}`}`);
  }

  /** A number that the collector tells of itself, added up over its series. */
  async ownMetric(name: string): Promise<number> {
    const all = await get(`http://127.0.0.1:${this.port.self}/metrics`);
    return [...all.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, "gm"))]
      .map(([, value]) => Number(value))
      .reduce((sum, value) => sum + value, 0);
  }

  /** Sends records by OTLP. */
  async send(records: readonly object[], service: string): Promise<Response> {
    const name = { key: "service.name", value: { stringValue: service } };
    return fetch(`http://127.0.0.1:${this.port.http}/v1/logs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        resourceLogs: [
          {
            resource: { attributes: [name] },
            scopeLogs: [{ logRecords: records }],
          },
        ],
      }),
    });
  }

  /** At most 5000 lines of the last hours, and of the next one. */
  async stored(query: string): Promise<readonly StoredLine[]> {
    return this.storedUntil(query, Date.now() + HOUR);
  }

  /** The value of a query that gives one, or 0. */
  async value(query: string): Promise<number> {
    const body = await this.ask("/loki/api/v1/query", {
      query,
      time: `${Date.now() + HOUR / 2}000000`,
    });
    const { data } = JSON.parse(body) as {
      data: { result: { value: [number, string] }[] };
    };
    return Number(data.result[0]?.value[1] ?? 0);
  }

  /**
   * How often each number is in Loki that stands behind `mark` and before a full stop. Lines of one time and text are one.
   */
  async numbers(mark: string): Promise<ReadonlyMap<number, number>> {
    const counts = new Map<number, number>();
    const seen = new Set<string>();
    const numbered = new RegExp(`${mark}(\\d+)\\.`);
    let end = Date.now() + HOUR;
    for (;;) {
      const lines = await this.storedUntil(`{service=~".+"} |= "${mark}"`, end);
      for (const { time, text } of lines) {
        const number = Number(numbered.exec(text)?.[1]);
        if (!seen.has(`${time} ${number}`)) {
          seen.add(`${time} ${number}`);
          counts.set(number, (counts.get(number) ?? 0) + 1);
        }
      }
      if (lines.length < MOST_LINES) {
        return counts;
      }
      end = Math.min(...lines.map(({ time }) => Number(time / 1_000_000n))) + 1;
    }
  }

  /** The last lines of the hours before `end`, in milliseconds. */
  private async storedUntil(
    query: string,
    end: number,
  ): Promise<readonly StoredLine[]> {
    const body = await this.ask("/loki/api/v1/query_range", {
      query,
      start: `${Date.now() - 6 * HOUR}000000`,
      end: `${end}000000`,
      limit: String(MOST_LINES),
    });
    const { data } = JSON.parse(body) as {
      data: {
        result: {
          stream: Record<string, string>;
          values: [string, string][];
        }[];
      };
    };
    return data.result.flatMap(({ stream, values }) =>
      values.map(([time, text]) => ({
        text,
        time: BigInt(time),
        fields: stream,
      })),
    );
  }
}
