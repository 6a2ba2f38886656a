import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Labels } from "../../lib/domain/names";

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

/** A line with its age in seconds, or one of this moment. */
export type AgedLine = string | readonly [age: number, line: string];

/** Hands lines of one stream to Loki. */
export async function push(
  loki: string,
  stream: Labels,
  lines: string | readonly AgedLine[],
  options: { readonly now?: number; readonly tenant?: string } = {},
): Promise<void> {
  const { now = Date.now(), tenant = "fake" } = options;
  const list: readonly AgedLine[] = typeof lines === "string" ? [lines] : lines;
  const values = list.map((each, index) => {
    const [age, line] = typeof each === "string" ? [0, each] : each;
    const millis = Math.round(now - age * 1000);
    return [`${BigInt(millis) * 1_000_000n + BigInt(index)}`, line];
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
