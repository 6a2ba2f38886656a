import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Labels } from "../../lib/domain/names";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import { Duration } from "../../lib/domain/units";
import {
  renderLokiConfig,
  renderLokiOverrides,
} from "../../lib/render/loki-config";
import { planOf } from "../support/plan";
import { eventually, freePorts, get, start } from "../support/program";

/** An alert as a ruler sends it. */
export interface SentAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly generatorURL: string;
}

/** Takes the place of an Alertmanager, and keeps what it is sent. */
export async function receiveAlerts(): Promise<{
  readonly url: string;
  /** The alerts of this name, once there are some. */
  received(alertname: string): readonly SentAlert[] | undefined;
  stop(): Promise<void>;
}> {
  const alerts = new Map<string, SentAlert[]>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const sent = JSON.parse(
        Buffer.concat(parts).toString(),
      ) as readonly SentAlert[];
      for (const alert of sent) {
        const name = alert.labels.alertname ?? "";
        alerts.set(name, [...(alerts.get(name) ?? []), alert]);
      }
      response.end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received: (alertname) => alerts.get(alertname),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A line with its age in seconds, and what the collector has read of it; or one of this moment. */
export type AgedLine =
  string | readonly [age: number, line: string, read?: Labels];

/** Hands lines of one stream to Loki. */
export async function push(
  loki: string,
  stream: Labels,
  lines: string | readonly AgedLine[],
  options: { readonly now?: number; readonly tenant?: string } = {},
): Promise<void> {
  const { now = Date.now(), tenant = "fake" } = options;
  const list: readonly AgedLine[] = typeof lines === "string" ? [lines] : lines;
  if (list.length === 0) {
    return;
  }
  const values = list.map((each, index) => {
    const [age, line, read = {}] = typeof each === "string" ? [0, each] : each;
    const millis = Math.round(now - age * 1000);
    const time = BigInt(millis) * 1_000_000n + BigInt(index);
    return [`${time}`, line, read] as const;
  });
  const response = await fetch(`${loki}/loki/api/v1/push`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-scope-orgid": tenant },
    body: JSON.stringify({ streams: [{ stream, values }] }),
  });
  if (!response.ok) {
    throw new Error(`push: ${response.status} ${await response.text()}`);
  }
}

/** A series of an answer. */
export interface Sample {
  readonly metric: Labels;
  readonly value: readonly [time: number, value: string];
}

/** The real Loki with the configuration of the library, but for tenants, ports and an Alertmanager of the test's. */
export async function startLoki(
  program: string,
  folder: string,
): Promise<{
  readonly url: string;
  readonly alerts: Awaited<ReturnType<typeof receiveAlerts>>;
  /** Writes lines to where those of earlier days are looked for. */
  flush(): Promise<void>;
  ready(): Promise<void>;
  /** @param now in milliseconds */
  query(tenant: string, expr: string, now: number): Promise<readonly Sample[]>;
  stop(): Promise<void>;
}> {
  const alerts = await receiveAlerts();
  const [http = 0, grpc = 0] = await freePorts(2);
  mkdirSync(join(folder, "rules"), { recursive: true });
  const plan = planOf({
    loki: {
      extraConfig: {
        auth_enabled: true,
        server: {
          http_listen_address: "127.0.0.1",
          http_listen_port: http,
          grpc_listen_port: grpc,
        },
        limits_config: {
          // The lines of earlier days are older than any that a collector sends.
          reject_old_samples: false,
          // The ruler asks for all at once too.
          split_instant_metric_queries_by_interval: "0s",
        },
        query_range: { parallelise_shardable_queries: false },
        ruler: {
          poll_interval: "1s",
          resend_delay: "1s",
          alertmanager_url: alerts.url,
        },
      },
    },
  });
  const config = renderLokiConfig({ plan, endpoints: endpointsOf(plan) })
    .replaceAll("/etc/loki", folder)
    .replaceAll(" /loki", ` ${folder}/data`);
  writeFileSync(join(folder, "loki.yaml"), config);
  writeFileSync(
    join(folder, "overrides.yaml"),
    renderLokiOverrides({ default: Duration.days(7), streams: [] }),
  );
  const running = start(program, [`-config.file=${join(folder, "loki.yaml")}`]);
  const url = `http://127.0.0.1:${http}`;
  await eventually("Loki answers", () => get(`${url}/config`), running.output);
  return {
    url,
    alerts,
    async flush() {
      await fetch(`${url}/flush`, { method: "POST" });
    },
    async ready() {
      await eventually("Loki is ready", () => get(`${url}/ready`));
    },
    async query(tenant, expr, now) {
      const asked = new URLSearchParams({
        query: expr,
        time: `${BigInt(Math.round(now)) * 1_000_000n}`,
      });
      const response = await fetch(
        `${url}/loki/api/v1/query?${asked.toString()}`,
        {
          headers: { "x-scope-orgid": tenant },
        },
      );
      const text = await response.text();
      if (!response.ok) {
        throw new Error(`${tenant}: ${response.status} ${text}: ${expr}`);
      }
      const { data } = JSON.parse(text) as {
        readonly data: { readonly result: readonly Sample[] };
      };
      return data.result;
    },
    async stop() {
      await running.stop("SIGKILL");
      await alerts.stop();
    },
  };
}
