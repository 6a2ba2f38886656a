import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { GATEWAY_DEFAULTS } from "../../lib/domain/hosts/gateway";
import { AGENT_HEADER } from "../../lib/domain/hosts/refusals";
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
import { describeWithTools, mustRun } from "../support/tools";
import { removeAll } from "./support/docker";
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
import {
  jsonLines,
  nested,
  numbers,
  randomPayload,
  sendRaw,
  slowSenders,
  TOO_LARGE,
  zstdOfBlanks,
} from "./support/gateway-payloads";
import { testProject } from "./support/test-project";

const PAYLOADS = 10_000;
/** So few that there is room for each. */
const AT_ONCE = 4;
const SEED = 20261121;

describeWithTools(
  ["otelcol-contrib", "openssl", "blackbox_exporter", "docker"],
  "a gateway and its senders",
  (tools) => {
    const project = testProject("gateway");
    let folder: string;
    let tokenFile: string;
    let narrow: RunningGateway;
    let collector: RunningProgram;
    let gateway: RunningGateway;
    let ended: RunningGateway;
    let host: SenderFiles;
    let expired: SenderFiles;
    let stranger: SenderFiles;
    let both: Readonly<Record<"http" | "grpc", Sender>>;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "gateway-e2e-"));
      tokenFile = join(folder, "tokens");
      writeFileSync(tokenFile, TOKENS.join("\n"));
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
      const files = (name: string, days: number) => ({
        ...ca.issue(name, days),
        token: tokenFile,
      });
      const gateways = [
        { ...own, token: tokenFile, authorities: ca.file },
        files("ended", -1),
        files("narrow", 1),
      ];
      // As in its container, they are read by a user that is not root.
      mustRun("chmod", "-R", "a+rX", folder);
      [gateway, ended, narrow] = (await Promise.all(
        gateways.map((each, index) =>
          startGateway(project, ports.otlp, each, {
            requestsPerSecond: index === 2 ? 5 : 10_000,
          }),
        ),
      )) as [RunningGateway, RunningGateway, RunningGateway];
      both = {
        http: httpSender(gateway.httpPort, host),
        grpc: grpcSender(gateway.grpcPort, host),
      };
    }, 60_000);

    afterAll(async () => {
      removeAll(project);
      both.http.close();
      both.grpc.close();
      await collector.stop();
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

    it.each<readonly [string, Payload, string, string, string | undefined]>([
      [
        "a wrong token",
        { body: Buffer.alloc(0), token: "x" },
        "401",
        "UNAUTHENTICATED",
        "denied",
      ],
      [
        "no token",
        { body: Buffer.alloc(0), token: "" },
        "401",
        "UNAUTHENTICATED",
        "denied",
      ],
      [
        "too much",
        { body: TOO_LARGE },
        "413",
        "RESOURCE_EXHAUSTED",
        "too_large",
      ],
      [
        "too much, packed",
        { body: gzipSync(TOO_LARGE), encoding: "gzip" },
        "400",
        "RESOURCE_EXHAUSTED",
        undefined,
      ],
      ["no OTLP", { body: Buffer.from("{[") }, "400", "INTERNAL", undefined],
      [
        "no text",
        { body: Buffer.from([0xff, 0x01]) },
        "500",
        "INTERNAL",
        undefined,
      ],
    ])("refuses %s, and counts it", async (_, payload, http, grpc, reason) => {
      expect(await answered(() => both.http.send(payload))).toEqual({
        answer: http,
        counted: { [reason ?? http]: 1 },
      });
      // By gRPC the collector is the first who knows how large a message is.
      const ofGrpc = reason === "denied" ? reason : grpc;
      expect(await answered(() => both.grpc.send(payload))).toEqual({
        answer: grpc,
        counted: { [ofGrpc]: 1 },
      });
    });

    it("asks for the token as it was written", async () => {
      const token = TOKENS[0]?.toUpperCase() ?? "";
      const before = await gateway.counts();
      expect(await both.http.send({ body: LINE.json, token })).toBe("401");
      // Letters of the other case pass the front, and not the collector.
      expect(await counted(before, 2)).toEqual({ denied: 1, 401: 1 });
    });

    it("refuses senders without a certificate, with one that has ended, and of others, and counts them", async () => {
      for (const files of [{ ca: host.ca }, expired, stranger]) {
        const http = httpSender(gateway.httpPort, files);
        const grpc = grpcSender(gateway.grpcPort, files);
        for (const [send, answer] of [
          [() => http.send({ body: LINE.json }), "403"],
          [() => grpc.send({ body: LINE.proto }), "PERMISSION_DENIED"],
        ] as const) {
          const counted = { certificate: 1 };
          expect(await answered(send)).toEqual({ answer, counted });
        }
        http.close();
        grpc.close();
      }
      expect(gateway.output()).toContain(
        '"refused":"certificate","status":"403","sender":"127.0.0.1","host":"","certificate":"CN=expired","verified":"FAILED:certificate has expired"',
      );
    });

    it("tells an agent that is refused to come back, so that it keeps what it has", async () => {
      const before = await gateway.counts();
      const headers = { [AGENT_HEADER]: "web-1" };
      const line = { body: LINE.json, headers };
      expect(await both.http.send({ ...line, token: "x" })).toBe("503");
      const sender = httpSender(gateway.httpPort, expired);
      expect(await sender.send(line)).toBe("503");
      sender.close();
      // What is too large does not become smaller.
      expect(await both.http.send({ ...line, body: TOO_LARGE })).toBe("413");
      const counts = await counted(before, 3);
      expect(counts).toEqual({ denied: 1, certificate: 1, too_large: 1 });
      const told = gateway.output();
      expect(told).toContain('"refused":"denied","status":"503"');
      expect(told).toContain('"host":"web-1"');
    });

    it("lets nobody send more often than is said, and counts that", async () => {
      const sender = httpSender(narrow.httpPort, host);
      const before = await narrow.counts();
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => sender.send({ body: LINE.json })),
      );
      sender.close();
      const often = answers.filter((each) => each === "429").length;
      expect(often).toBeGreaterThan(20);
      expect(often).toBeLessThan(40);
      expect(answers).toContain("200");
      await eventually("the count", async () => {
        const { too_often = 0 } = await narrow.counts();
        return too_often - (before.too_often ?? 0) === often ? true : undefined;
      });
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
      const own = [...(await gateway.frontMetrics()).matchAll(/^[a-z]\w+/gm)];
      const names = new Set([...told, ...own].map(([name]) => name));
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
      const { "401": denied = 0, UNAUTHENTICATED = 0, ...rest } = answers;
      const { "404": lost = 0, UNIMPLEMENTED = 0, "413": large = 0 } = rest;
      // Of what the front refuses at such a pace a datagram in a hundred may not be counted.
      const counts = await counted(before, 0.99 * PAYLOADS);
      const atLeast = (count: number, of: number) => {
        expect(count).toBeGreaterThan(0.98 * of);
        expect(count).toBeLessThanOrEqual(of);
      };
      expect(counts).toMatchObject({
        "200": answers["200"],
        "400": answers["400"],
        "415": answers["415"],
        "500": answers["500"],
        OK: answers.OK,
        INTERNAL: answers.INTERNAL,
        RESOURCE_EXHAUSTED: answers.RESOURCE_EXHAUSTED,
      });
      atLeast(counts.denied ?? 0, denied + UNAUTHENTICATED);
      atLeast(counts.malformed ?? 0, lost + UNIMPLEMENTED);
      expect(counts.too_large).toBe(large);
      expect(Object.keys(answers).sort()).toEqual([
        ...["200", "400", "401", "404", "413", "415", "500"],
        ...["INTERNAL", "OK", "RESOURCE_EXHAUSTED", "UNAUTHENTICATED"],
      ]);
      expect(gateway.output()).not.toMatch(/panic|fatal error/i);
      expect(gateway.crashes()).toEqual([0, 0]);
      expect(await both.http.send({ body: LINE.json })).toBe("200");
      expect(await both.grpc.send({ body: LINE.proto })).toBe("OK");
    }, 80_000);

    it("outlives as many as there can be of the largest, however they are made, and those that are slow", async () => {
      const limit = GATEWAY_DEFAULTS.maxRequest.toBytes();
      const type = "application/x-protobuf";
      const floods: readonly Payload[] = [
        { body: jsonLines(limit) },
        // The smallest records and exemplars, each of which takes a hundred times its two bytes.
        { body: nested([1, 2], 0x12, limit), type },
        {
          body: nested([1, 2, 2, 5, 1], 0x2a, limit),
          type,
          path: "/v1/metrics",
        },
        {
          body: gzipSync(nested([1, 2], 0x12, limit)),
          type,
          encoding: "gzip",
        },
        { body: gzipSync(Buffer.alloc(200 * limit)), type, encoding: "gzip" },
      ];
      const slow = slowSenders(gateway.httpPort, host);
      const senders = Array.from({ length: 8 }, () =>
        httpSender(gateway.httpPort, host),
      );
      for (const payload of floods) {
        const answers = await Promise.allSettled(
          senders.flatMap((sender) =>
            Array.from({ length: 8 }, () => sender.send(payload)),
          ),
        );
        // A connection may end while too much is still on its way.
        const told = answers.flatMap((each) =>
          each.status === "fulfilled" ? [each.value] : [],
        );
        expect(
          told.filter((each) => !/^(200|400|429|503)$/.test(each)),
        ).toEqual([]);
      }
      senders.forEach((sender) => sender.close());
      slow();
      expect(gateway.crashes()).toEqual([0, 0]);
      await eventually("a line passes", async () => {
        const answer = await both.http.send({ body: LINE.json });
        return answer === "200" ? answer : undefined;
      });
    }, 60_000);

    it.each([
      ["zstd, whose reader needs 512 MiB", "zstd", zstdOfBlanks(8000, 19)],
      ["zstd of 32 GiB", "zstd", zstdOfBlanks(260_000, 7)],
      ["snappy of 4 GiB", "snappy", Buffer.from("ffffffff0f0020", "hex")],
      ["gzip twice", "gzip, gzip", gzipSync(gzipSync(LINE.proto))],
      ["anything else", "br", LINE.proto],
    ])(
      "refuses %s, which its collector never sees",
      async (_, encoding, body) => {
        const type = "application/x-protobuf";
        const before = await gateway.counts();
        const payload = { body, encoding, type };
        for (let time = 0; time < 8; time++) {
          expect(await both.http.send(payload)).toBe("415");
          expect(await both.grpc.send(payload)).toBe("UNIMPLEMENTED");
        }
        expect(await counted(before, 16)).toEqual({ packed: 16 });
        expect(gateway.crashes()).toEqual([0, 0]);
      },
    );

    it.each([
      ["a length below 0", "Content-Length: -1\r\n\r\n{}", "400"],
      [
        "two lengths",
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "400",
      ],
      [
        "a length and pieces",
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "400",
      ],
      [
        "pieces of no length",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "400",
      ],
      ["another transfer", "Transfer-Encoding: br\r\n\r\n", "501"],
      ["10,000 headers", `${"X-A: b\r\n".repeat(10_000)}\r\n`, "400"],
      ["a long header", `X-A: ${"a".repeat(40_000)}\r\n\r\n`, "400"],
    ])("refuses %s, and counts it", async (_, rest, status) => {
      const head = `POST /v1/logs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKENS[0]}\r\n`;
      const before = await gateway.counts();
      const answer = await sendRaw(gateway.httpPort, host, head + rest);
      expect(answer).toContain(`HTTP/1.1 ${status} `);
      expect(await counted(before, 1)).toEqual({ malformed: 1 });
    });

    it("takes another token without a restart", async () => {
      const renewed = "renewed-5eed5eed5eed5eed";
      writeFileSync(tokenFile, `${TOKENS[0]}\n${renewed}\n`);
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
      const sender = grpcSender(gateway.grpcPort, host);
      expect(await sender.send({ body: LINE.proto })).toBe("UNAVAILABLE");
      sender.close();
    });
  },
);
