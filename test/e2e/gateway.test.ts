import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { GATEWAY_DEFAULTS } from "../../lib/domain/hosts/gateway";
import { gatewayMetrics } from "../../lib/packs/exporters/gateway";
import { renderBlackboxConfig } from "../../lib/render/blackbox-config";
import { authority } from "../support/certificates";
import { planOf } from "../support/plan";
import {
  eventually,
  freePortsFor,
  get,
  start,
  type RunningProgram,
} from "../support/program";
import { describeWithTools } from "../support/tools";
import {
  grpcSender,
  httpSender,
  LINE,
  startGateway,
  TOKENS,
  type Counts,
  type Payload,
  type RunningGateway,
  type Sender,
  type SenderFiles,
} from "./support/gateway";

const TOO_LARGE = Buffer.alloc(GATEWAY_DEFAULTS.maxRequest.toBytes() + 1, 32);
const PAYLOADS = 10_000;
const AT_ONCE = 16;
const SEED = 20261121;

/** Numbers from 0 to below `limit`, the same with each run (mulberry32). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const SIGNALS = ["logs", "metrics", "trace"] as const;

/** Payloads of all kinds that are wrong in all ways, and some that are right. */
function randomPayload(
  next: (limit: number) => number,
  index: number,
  protocol: "http" | "grpc",
): Payload {
  const of = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  const isJson = protocol === "http" && next(2) === 0;
  const line = isJson ? LINE.json : LINE.proto;
  const noise = Buffer.from(Array.from({ length: next(300) }, () => next(256)));
  const changed = (): Buffer => {
    const body = Buffer.from(line);
    for (let change = next(4); change > 0; change--) {
      body[next(body.length)] = next(256);
    }
    return body.subarray(0, next(3) === 0 ? next(body.length) : body.length);
  };
  const deep = (): Buffer => {
    const depth = 1 + next(5000);
    return isJson
      ? Buffer.from(`{"resourceLogs":${"[".repeat(depth)}`)
      : Buffer.alloc(depth, 0x0a);
  };
  const body =
    index % 501 === 0
      ? TOO_LARGE
      : of([() => noise, changed, changed, deep, () => line])();
  const zipped = next(6) === 0;
  const token = of([TOKENS[0], TOKENS[0], TOKENS[0], TOKENS[1], "wrong", ""]);
  const type = isJson ? "application/json" : "application/x-protobuf";
  const signal = of(SIGNALS);
  return {
    body: zipped && next(2) === 0 ? gzipSync(body) : body,
    ...(token !== undefined && { token }),
    ...(zipped && { encoding: "gzip" }),
    type: of([type, type, type, of(["text/plain", "", `${type}; q=x`, "a/b"])]),
    path:
      protocol === "http"
        ? of([`/v1/${signal}`, `/v1/${signal}`, `/v1/${signal}s`, "/"])
        : grpcPath(signal),
  };
}

function grpcPath(signal: (typeof SIGNALS)[number]): string {
  const name = signal.charAt(0).toUpperCase() + signal.slice(1);
  return `/opentelemetry.proto.collector.${signal}.v1.${name}Service/Export`;
}

describeWithTools(
  ["otelcol-contrib", "openssl", "blackbox_exporter"],
  "a gateway and its senders",
  (tools) => {
    let folder: string;
    let collector: RunningProgram;
    let gateway: RunningGateway;
    let ended: RunningGateway;
    let host: SenderFiles;
    let expired: SenderFiles;
    let stranger: SenderFiles;
    let both: Readonly<Record<"http" | "grpc", Sender>>;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "gateway-e2e-"));
      const ca = authority(tools.openssl, folder);
      const other = authority(tools.openssl, folder, "other");
      const own = ca.issue("gateway", 20);
      host = { ca: ca.file, ...ca.issue("host", 20) };
      expired = { ca: ca.file, ...ca.issue("expired", -1) };
      stranger = { ca: ca.file, ...other.issue("stranger", 20) };
      const ports = await freePortsFor("otlp", "health");
      const config = join(folder, "collector.yaml");
      writeFileSync(
        config,
        JSON.stringify({
          extensions: {
            health_check: { endpoint: `127.0.0.1:${ports.health}` },
          },
          receivers: {
            otlp: {
              protocols: { grpc: { endpoint: `127.0.0.1:${ports.otlp}` } },
            },
          },
          exporters: { file: { path: join(folder, "taken.json") } },
          service: {
            extensions: ["health_check"],
            telemetry: { metrics: { level: "none" } },
            pipelines: Object.fromEntries(
              ["logs", "metrics", "traces"].map((signal) => [
                signal,
                { receivers: ["otlp"], exporters: ["file"] },
              ]),
            ),
          },
        }),
      );
      collector = start(tools["otelcol-contrib"], ["--config", config]);
      await eventually(
        "the collector",
        () => get(`http://127.0.0.1:${ports.health}/`),
        collector.output,
      );
      [gateway, ended] = await Promise.all([
        startGateway(tools["otelcol-contrib"], ports.otlp, {
          ...own,
          clientAuthorities: ca.file,
        }),
        startGateway(
          tools["otelcol-contrib"],
          ports.otlp,
          ca.issue("ended", -1),
        ),
      ]);
      both = {
        http: httpSender(gateway.httpPort, host),
        grpc: grpcSender(gateway.grpcPort, host),
      };
    }, 60_000);

    afterAll(async () => {
      both.http.close();
      both.grpc.close();
      await Promise.all([gateway.stop(), ended.stop(), collector.stop()]);
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    /** How much further counters are than `before`, once they are `total` further: an answer is counted after it is given. */
    function counted(before: Counts, total: number) {
      return eventually("counters", async () => {
        const moved = Object.entries(await gateway.counts())
          .map(
            ([status, now]) => [status, now - (before[status] ?? 0)] as const,
          )
          .filter(([, count]) => count !== 0);
        const sum = moved.reduce((all, [, count]) => all + count, 0);
        const counts: Counts = Object.fromEntries(moved);
        return sum < total ? undefined : counts;
      });
    }

    async function answered(send: () => Promise<string>) {
      const before = await gateway.counts();
      const answer = await send();
      return { answer, counted: await counted(before, 1) };
    }

    it("takes what is right, by both protocols", async () => {
      for (const token of TOKENS) {
        expect(await both.http.send({ body: LINE.json, token })).toBe("200");
        expect(await both.grpc.send({ body: LINE.proto, token })).toBe("OK");
      }
    });

    it.each<readonly [string, Payload, string, string]>([
      [
        "a wrong token",
        { body: Buffer.alloc(0), token: "x" },
        "401",
        "UNAUTHENTICATED",
      ],
      [
        "no token",
        { body: Buffer.alloc(0), token: "" },
        "401",
        "UNAUTHENTICATED",
      ],
      ["too much", { body: TOO_LARGE }, "400", "RESOURCE_EXHAUSTED"],
      [
        "too much, packed",
        { body: gzipSync(TOO_LARGE), encoding: "gzip" },
        "400",
        "RESOURCE_EXHAUSTED",
      ],
      ["no OTLP", { body: Buffer.from("{[") }, "400", "INTERNAL"],
      ["no text", { body: Buffer.from([0xff, 0x01]) }, "500", "INTERNAL"],
    ])("refuses %s, and counts it", async (_, payload, http, grpc) => {
      expect(await answered(() => both.http.send(payload))).toEqual({
        answer: http,
        counted: { [http]: 1 },
      });
      expect(await answered(() => both.grpc.send(payload))).toEqual({
        answer: grpc,
        counted: { [grpc]: 1 },
      });
    });

    it("refuses senders without a certificate, with one that has ended, and of others", async () => {
      const before = await gateway.counts();
      for (const files of [{ ca: host.ca }, expired, stranger]) {
        const senders = [
          httpSender(gateway.httpPort, files),
          grpcSender(gateway.grpcPort, files),
        ];
        for (const sender of senders) {
          await expect(sender.send({ body: LINE.json })).rejects.toThrow();
          sender.close();
        }
      }
      // No request came about: what the page about hosts says.
      expect(await gateway.counts()).toEqual(before);
      expect(gateway.output()).toMatch(/TLS handshake error.*expired/);
    });

    it("is refused by senders when its own certificate has ended", async () => {
      const sender = httpSender(ended.httpPort, host);
      await expect(sender.send({ body: LINE.json })).rejects.toThrow(
        "certificate has expired",
      );
      sender.close();
      expect(await ended.counts()).toEqual({});
    });

    it("shows the end of its certificate to the prober, also when it asks for one", async () => {
      const { prober } = await freePortsFor("prober");
      const config = join(folder, "blackbox.yml");
      writeFileSync(config, renderBlackboxConfig({ plan: planOf({}) }));
      const program = start(tools.blackbox_exporter, [
        `--config.file=${config}`,
        `--web.listen-address=127.0.0.1:${prober}`,
      ]);
      try {
        const daysLeft = (port: number) =>
          eventually("a probe", async () => {
            const text = await get(
              `http://127.0.0.1:${prober}/probe?module=tls_certificate&target=127.0.0.1:${port}`,
            );
            const end = /^probe_ssl_earliest_cert_expiry (\S+)$/m.exec(text);
            return (Number(end?.[1]) * 1000 - Date.now()) / 86_400_000;
          });
        expect(await daysLeft(gateway.httpPort)).toBeCloseTo(20, 1);
        expect(await daysLeft(gateway.grpcPort)).toBeCloseTo(20, 1);
        expect(await daysLeft(ended.httpPort)).toBeCloseTo(-1, 1);
      } finally {
        await program.stop();
      }
    });

    it("tells of what alerts ask for, and of nothing that is not known", async () => {
      const known = gatewayMetrics.flatMap(({ name, type }) =>
        type === "histogram"
          ? [`${name}_bucket`, `${name}_sum`, `${name}_count`]
          : [name],
      );
      const told = [...(await gateway.metrics()).matchAll(/^[a-z]\w+/gm)];
      const names = new Set(told.map(([name]) => name));
      expect([...names].filter((name) => !known.includes(name))).toEqual([]);
      expect([...names]).toContain("http_server_request_duration_count");
      expect([...names]).toContain("rpc_server_call_duration_count");
    });

    it("answers and counts 10,000 random payloads, and goes on within its memory", async () => {
      const next = numbers(SEED);
      const before = await gateway.counts();
      const answers: Record<string, number> = {};
      let index = 0;
      const work = async (): Promise<void> => {
        while (index < PAYLOADS) {
          const protocol = index % 4 === 0 ? "grpc" : "http";
          const payload = randomPayload(next, index++, protocol);
          const answer = await both[protocol].send(payload);
          answers[answer] = (answers[answer] ?? 0) + 1;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(await counted(before, PAYLOADS)).toEqual(answers);
      expect(Object.keys(answers).sort()).toEqual([
        ...["200", "400", "401", "404", "415", "500"],
        ...["INTERNAL", "OK", "RESOURCE_EXHAUSTED", "UNAUTHENTICATED"],
      ]);
      const metrics = await gateway.metrics();
      const memory = Number(
        /^otelcol_process_memory_rss (\S+)$/m.exec(metrics)?.[1],
      );
      expect(memory).toBeLessThan(GATEWAY_DEFAULTS.memory.toBytes());
      expect(gateway.output()).not.toMatch(/panic|fatal error/i);
      expect(await both.http.send({ body: LINE.json })).toBe("200");
      expect(await both.grpc.send({ body: LINE.proto })).toBe("OK");
    }, 80_000);

    it("takes another token without a restart", async () => {
      const renewed = "renewed-5eed5eed5eed5eed";
      writeFileSync(gateway.tokenFile, `${TOKENS[0]}\n${renewed}\n`);
      await eventually("the new token", async () => {
        const answer = await both.http.send({
          body: LINE.json,
          token: renewed,
        });
        return answer === "200" ? answer : undefined;
      });
      const old = { body: LINE.json, token: TOKENS[1] ?? "" };
      expect(await both.http.send(old)).toBe("401");
    });

    it("has written no token anywhere", () => {
      for (const token of TOKENS) {
        expect(gateway.output()).not.toContain(token);
      }
    });

    it("tells senders to come back when nobody takes it over", async () => {
      await collector.stop();
      const line = { body: LINE.json };
      expect(await answered(() => both.http.send(line))).toEqual({
        answer: "503",
        counted: { 503: 1 },
      });
      expect(await both.grpc.send({ body: LINE.proto })).toBe("UNAVAILABLE");
    });
  },
);
