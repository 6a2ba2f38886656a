import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GATEWAY_DEFAULTS } from "../../lib/domain/hosts/gateway";
import { gatewayDashboard } from "../../lib/packs/dashboards/gateway/dashboard";
import { remoteHostsDashboard } from "../../lib/packs/dashboards/remote-hosts/dashboard";
import { agentMetrics } from "../../lib/packs/exporters/agent";
import { freePortsFor } from "../support/program";
import type { TerraformFolder } from "../support/terraform";
import { describeWithTools, mustRun, run } from "../support/tools";
import {
  containers,
  everythingSaid,
  isHealthy,
  processOf,
  remains,
  removeAll,
  removeNetworks,
} from "./support/docker";
import { eventually } from "./support/eventually";
import {
  grpcSender,
  httpSender,
  LINE,
  TOKENS,
  type Payload,
} from "./support/gateway";
import { InstalledAgent } from "./support/installed-agent";
import { RemotePlatform } from "./support/remote-platform";
import { steps } from "./support/steps";
import { testProject } from "./support/test-project";

const MAIL = "jane.doe@shop.example";
const LOG = "var/log/shop/app.log";
const SHOP = '{host="web-1",service="shop"}';
const TOO_LARGE = Buffer.alloc(GATEWAY_DEFAULTS.maxRequest.toBytes() + 1, 32);

/** Requests by the reason for which the front refused them, else by the status that the collector gave. */
const ANSWERS = [
  ["otelcol_receiver_accepted_log_records", "receiver", "syslog/(.+)"],
  ["http_server_request_duration_count", "http_response_status_code", "(.+)"],
  ["rpc_server_call_duration_count", "rpc_response_status_code", "(.+)"],
]
  .map(
    ([name, label, pattern]) =>
      `label_replace(sum by (${label}) (${name}{job="gateway",${label}=~"${pattern}"}), "answer", "$1", "${label}", "${pattern}")`,
  )
  .join(" or ");

/** What hosts that lose nothing have nothing to show for. */
const NOTHING_TO_SHOW = ["Firing alerts"];

const step = steps();
const APPLIED = "is applied by Terraform, and healthy";
const INSTALLED = "has made a bundle that its script installs, and that runs";

/** The whole way: synthesized, applied, installed, sent, refused, shown, planned again, destroyed. The order is part of the test. */
describeWithTools(
  ["docker", "terraform-with-providers", "otelcol-contrib", "openssl"],
  "the example of remote hosts, applied",
  (tools) => {
    const project = testProject("remote-host");
    const gateway = ["gateway", "gateway-collector"].map(
      (name) => `${project}-${name}`,
    );
    let folder: string;
    let platform: RemotePlatform;
    let terraform: TerraformFolder;
    let agent: InstalledAgent;
    let agentHttp: number;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "remote-host-"));
      platform = await RemotePlatform.make(project, tools.openssl, TOKENS);
      await platform.synthesize();
      terraform = platform.terraform(tools["terraform-with-providers"]);
      const ports = await freePortsFor("grpc", "http", "self");
      agentHttp = ports.http;
      agent = new InstalledAgent(folder, platform.hostSecrets, ports);
    }, 180_000);

    afterAll(async () => {
      await agent?.stop();
      removeAll(project);
      platform?.remove();
      rmSync(folder, { recursive: true, force: true });
    }, 180_000);

    step(APPLIED, { minutes: 4 }, async () => {
      terraform.init();
      terraform.apply();
      await eventually("all are healthy", 120, () => {
        const ill = containers(project).filter((name) => !isHealthy(name));
        return ill.length > 0
          ? Promise.reject(new Error(ill.join(" ")))
          : Promise.resolve(true);
      });
      expect(containers(project)).toEqual(expect.arrayContaining(gateway));
    });

    step(INSTALLED, { minutes: 3, after: APPLIED }, async () => {
      const printed = agent.install(platform.bundle, tools["otelcol-contrib"]);
      expect(printed).toBe("installed\n");
      agent.append(LOG);
      agent.start();
      // It has hundreds of expressions to compile.
      await eventually("the agent runs", 120, () =>
        /Everything is ready/.test(agent.output())
          ? Promise.resolve(true)
          : Promise.reject(new Error(agent.output().slice(-2000))),
      );
    });

    step(
      "brings lines, numbers and spans of the host to Loki, Prometheus and Jaeger, masked on the host",
      { minutes: 4, after: INSTALLED },
      async () => {
        const traceId = randomBytes(16).toString("hex");
        await eventually("the agent takes what programs send", 10, () =>
          handOver(agentHttp, traceId),
        );
        const line = await eventually("the line", 60, async () => {
          // What was there when the agent first looked is not news to it.
          const entry = { level: "error", msg: `order failed for ${MAIL}` };
          agent.append(LOG, JSON.stringify(entry));
          return (await platform.lines(`${SHOP} |= "order failed"`))[0];
        });
        expect(line.stream).toMatchObject({
          level: "error",
          environment: "production",
        });
        const report = await eventually("the line by OTLP", 60, async () => {
          const of = '{host="web-1",service="cron"} |= "nightly report"';
          return (await platform.lines(of))[0];
        });
        expect(report.stream.level).toBe("warn");
        const trace = await eventually("the trace", 60, () =>
          platform.trace(traceId),
        );
        expect(JSON.stringify(trace)).toContain('"value":"web-1"');
        expect(JSON.stringify([line, report, trace])).not.toContain(MAIL);
        // Nothing is lost here.
        const wanted = agentMetrics
          .map(({ name }) => name)
          .filter((name) => !name.includes("failed"))
          .sort();
        const told = await eventually("the numbers", 60, async () => {
          const series = await platform.series(
            'count by (__name__) ({host="web-1",environment="production"})',
          );
          const names = series.map(({ metric }) => metric.__name__ ?? "");
          expect(names).toEqual(expect.arrayContaining(wanted));
          return names;
        });
        expect(told.filter((name) => /^(up$|scrape_)/.test(name))).toEqual([]);
      },
    );

    step(
      "refuses what is wrong, counts it in Prometheus, and goes on",
      { minutes: 3, after: APPLIED },
      async () => {
        const before = gateway.map(processOf);
        const { host, expired, stranger } = platform.senders;
        const cases: readonly [typeof host, Payload, string, string][] = [
          [host, { body: LINE.json, token: "x" }, "401", "UNAUTHENTICATED"],
          [expired, { body: LINE.json }, "403", "PERMISSION_DENIED"],
          [stranger, { body: LINE.json }, "403", "PERMISSION_DENIED"],
          [{ ca: host.ca }, { body: LINE.json }, "403", "PERMISSION_DENIED"],
          [host, { body: TOO_LARGE }, "413", "RESOURCE_EXHAUSTED"],
          [host, { body: Buffer.from("{[") }, "400", "INTERNAL"],
        ];
        for (const [files, payload, http, grpc] of cases) {
          const senders = [
            httpSender(platform.httpPort, files),
            grpcSender(platform.grpcPort, files),
          ];
          const answers = [];
          for (const sender of senders) {
            answers.push(await sender.send(payload));
            sender.close();
          }
          expect(answers).toEqual([http, grpc]);
        }
        const counted = {
          denied: 2,
          certificate: 6,
          too_large: 1,
          400: 1,
          RESOURCE_EXHAUSTED: 1,
          INTERNAL: 1,
        };
        await eventually("the counts", 60, async () => {
          const found = Object.fromEntries(
            (await platform.series(ANSWERS)).map(({ metric, value }) => [
              metric.answer ?? "",
              Number(value[1]),
            ]),
          );
          expect(found).toEqual({ ...found, ...counted });
          return found;
        });
        expect(gateway.map(processOf)).toEqual(before);
        const sender = httpSender(platform.httpPort, host);
        expect(await sender.send({ body: LINE.json })).toBe("200");
        sender.close();
      },
    );

    step(
      "keeps lines while the gateway is away, through kill -9, and none of them unmasked in the queue",
      { minutes: 4, after: INSTALLED },
      async () => {
        mustRun("docker", "kill", ...gateway);
        const texts = Array.from(
          { length: 50 },
          (_, index) =>
            `kept line ${String(index).padStart(2, "0")} of ${MAIL}`,
        );
        agent.append(LOG, ...texts.slice(0, 25));
        await eventually("lines wait on the disk", 60, () =>
          Promise.resolve(agent.filesWith("kept line 24")[0]),
        );
        // The first kilobyte of a log file, by which it is known again, is kept beside the place up to which it was read.
        expect(agent.filesWith(MAIL)).toEqual([
          expect.stringMatching(/^receiver_/),
        ]);
        await agent.stop("SIGKILL");
        agent.append(LOG, ...texts.slice(25));
        agent.start();
        mustRun("docker", "start", ...gateway);
        const lines = await eventually("all lines arrive", 150, async () => {
          const found = await platform.lines(`${SHOP} |= "kept line"`);
          const numbers = new Set(
            found.map(({ line }) => /kept line (\d+)/.exec(line)?.[1]),
          );
          expect(numbers.size).toBe(texts.length);
          return found;
        });
        // After one kill a line may come once more.
        expect(lines.length).toBeLessThanOrEqual(2 * texts.length);
        expect(lines.map(({ line }) => line).join("\n")).not.toContain(MAIL);
      },
    );

    step(
      "keeps what is refused for a wrong token, until that is mended",
      { minutes: 3, after: INSTALLED },
      async () => {
        agent.setToken("of-somebody-else-5eed5eed");
        const refused = /"refused":"denied","status":"503",.*"host":"web-1"/;
        await eventually("it is refused", 60, () => {
          agent.append(LOG, "written with a wrong token");
          const { output } = run("docker", ["logs", `${gateway[0]}`]);
          return Promise.resolve(refused.exec(output)?.[0]);
        });
        const texts = ["kept while denied 1", "kept while denied 2"];
        agent.append(LOG, ...texts);
        await eventually("they wait on the disk", 60, () =>
          Promise.resolve(agent.filesWith("kept while denied 2")[0]),
        );
        agent.setToken(TOKENS[0] ?? "");
        for (const text of texts) {
          await eventually(
            text,
            60,
            async () => (await platform.lines(`${SHOP} |= "${text}"`))[0],
          );
        }
        const lost = await platform.series(
          'sum({__name__=~"otelcol_exporter_(send|enqueue)_failed_.+_total",host="web-1"}) > 0',
        );
        expect(lost).toEqual([]);
      },
    );

    step(
      "shows something in each panel",
      { minutes: 3, after: INSTALLED },
      async () => {
        // The gateway that was started anew has counted neither.
        await handOver(agentHttp, randomBytes(16).toString("hex"));
        const sender = grpcSender(platform.grpcPort, platform.senders.host);
        expect(await sender.send({ body: LINE.proto })).toBe("OK");
        sender.close();
        const panels = [
          gatewayDashboard({ job: "gateway" }),
          remoteHostsDashboard(),
        ]
          .flatMap(({ title, rows }) =>
            rows.flatMap((row) =>
              row.panels.map((panel) => ({ ...panel, dashboard: title })),
            ),
          )
          .filter(({ title }) => !NOTHING_TO_SHOW.includes(title));
        await eventually("all panels", 90, async () => {
          const empty = [];
          for (const { dashboard, title, queries } of panels) {
            for (const { expr } of queries) {
              const series = await platform.series(asOpened(expr));
              if (series.length === 0) {
                empty.push(`${dashboard} / ${title}: ${expr}`);
              }
            }
          }
          expect(empty).toEqual([]);
          return true;
        });
      },
    );

    step(
      "tells no secret, and has nothing to change",
      { minutes: 2, after: APPLIED },
      () => {
        const said = everythingSaid(project) + agent.output();
        for (const token of TOKENS) {
          expect(said).not.toContain(token);
        }
        const { status, output } = terraform.plan();
        expect(output).toContain("No changes");
        expect(status).toBe(0);
      },
    );

    step(
      "leaves nothing but its data when it is destroyed",
      { minutes: 3, after: APPLIED },
      async () => {
        await agent.stop();
        try {
          terraform.destroy();
        } catch (error) {
          // Docker Engine 20.10 may count an endpoint that is not there; Terraform waits for its network in vain.
          if (removeNetworks(project).length === 0) {
            throw error;
          }
        }
        const left = remains(project);
        expect(left).toMatchObject({ containers: [], networks: [] });
        expect(left.volumes.filter((name) => !name.endsWith("-data"))).toEqual(
          [],
        );
      },
    );
  },
);

/** A query with its variables as they are when the dashboard is opened. */
function asOpened(expr: string): string {
  return expr
    .replaceAll("$__rate_interval", "1m")
    .replaceAll("$__interval", "15s")
    .replaceAll("$host", ".+");
}

/** A program of the host hands a line, and a span that failed, to the agent. */
async function handOver(port: number, traceId: string): Promise<true> {
  const text = (stringValue: string) => ({ stringValue });
  const now = BigInt(Date.now()) * 1_000_000n;
  const resource = (service: string) => ({
    attributes: [
      { key: "service.name", value: text(service) },
      // Nobody on the host says what host it is.
      { key: "host", value: text("elsewhere") },
    ],
  });
  const record = {
    timeUnixNano: String(now),
    severityNumber: 13,
    body: text(`nightly report to ${MAIL}`),
  };
  const span = {
    traceId,
    spanId: traceId.slice(0, 16),
    name: "order",
    kind: 2,
    startTimeUnixNano: String(now - 1_000_000n),
    endTimeUnixNano: String(now),
    attributes: [{ key: "customer", value: text(MAIL) }],
    status: { code: 2 },
  };
  const sent = {
    logs: {
      resourceLogs: [
        { resource: resource("cron"), scopeLogs: [{ logRecords: [record] }] },
      ],
    },
    traces: {
      resourceSpans: [
        { resource: resource("shop"), scopeSpans: [{ spans: [span] }] },
      ],
    },
  };
  for (const [signal, body] of Object.entries(sent)) {
    const response = await fetch(`http://127.0.0.1:${port}/v1/${signal}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${response.status} ${await response.text()}`);
    }
  }
  return true;
}
