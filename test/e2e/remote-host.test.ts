import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogSource } from "../../lib/domain/logs/source";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import { renderOtelCollectorConfig } from "../../lib/render/otel/config";
import { agentMetrics } from "../../lib/packs/exporters/agent";
import { startLoki } from "../rules/security-loki";
import { writeBundle } from "../support/agent";
import { authority } from "../support/certificates";
import { planOf } from "../support/plan";
import {
  freePortsFor,
  get,
  start,
  withPorts,
  type RunningProgram,
} from "../support/program";
import { describeWithTools, mustRun } from "../support/tools";
import { removeAll } from "./support/docker";
import { eventually } from "./support/eventually";
import { startGateway, type RunningGateway } from "./support/gateway";
import { testProject } from "./support/test-project";

jest.setTimeout(120_000);

const TOKEN = "e2e-T0PSECRET-token";
const MAIL = "jane.doe@shop.example";
const ETC = "etc/observability-agent";
const LOG = "var/log/shop/app.log";

/** The tenant under which Loki takes what comes without one is not there when it asks for tenants. */
const TENANT = "fake";

interface Line {
  readonly stream: Readonly<Record<string, string>>;
  readonly line: string;
}

describeWithTools(
  ["otelcol-contrib", "loki", "openssl", "docker"],
  "a host that is not the platform's own",
  (tools) => {
    const project = testProject("remote-host");
    let folder: string;
    let root: string;
    let loki: Awaited<ReturnType<typeof startLoki>>;
    let platform: RunningProgram;
    let gateway: RunningGateway;
    let agent: RunningProgram;
    let port: Readonly<Record<PortName, number>>;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "remote-host-"));
      root = join(folder, "host");
      port = await freePortsFor(...PORTS);
      loki = await startLoki(tools.loki, join(folder, "loki"));
      makeSecrets();
      platform = collector("platform", platformConfig());
      gateway = await startGateway(project, port.platformGrpc, {
        certificate: join(folder, "secrets/gateway.crt"),
        key: join(folder, "secrets/gateway.key"),
        token: join(folder, "secrets/gateway-token"),
        authorities: join(folder, "secrets/ca.crt"),
      });
      makeHost();
      install();
      agent = startAgent();
      await loki.ready();
      await eventually("the collector is healthy", 60, () =>
        get(`http://127.0.0.1:${port.platformHealth}`),
      );
      await eventually("the agent runs", 60, () =>
        Promise.resolve(/Everything is ready/.exec(agent.output())?.[0]),
      );
      // What was there when it first looked is not news to it.
      await new Promise((resolve) => setTimeout(resolve, 2000));
    });

    afterAll(async () => {
      removeAll(project);
      for (const each of [agent, platform]) {
        await each?.stop("SIGKILL");
      }
      await loki?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    function collector(name: string, config: string): RunningProgram {
      const file = join(folder, `${name}.yaml`);
      writeFileSync(file, config);
      return start(tools["otelcol-contrib"], ["--config", file]);
    }

    function makeSecrets(): void {
      const secrets = join(folder, "secrets");
      mkdirSync(secrets);
      const ca = authority(tools.openssl, secrets);
      ca.issue("gateway", 30);
      ca.issue("web-1", 30);
      writeFileSync(join(secrets, "gateway-token"), `${TOKEN}\n`);
      // The gateway's containers read them as a user that is not root.
      mustRun("chmod", "-R", "a+rX", folder);
    }

    /** The platform's collector masks nothing here, so that what is masked was so on the host. */
    function platformConfig(): string {
      const plan = planOf({ jaeger: false });
      return withPorts(
        renderOtelCollectorConfig({
          plan,
          endpoints: { ...endpointsOf(plan), loki: loki.url },
          sources: [],
          logs: { masking: false },
        }),
        {
          4317: port.platformGrpc,
          4318: port.platformHttp,
          8889: port.platformMetrics,
          13133: port.platformHealth,
        },
      )
        .replaceAll("port: 8888", `port: ${port.platformSelf}`)
        .replaceAll("/var/lib/docker/containers", join(folder, "none"))
        .replaceAll("/var/lib/otelcol", join(folder, "platform"))
        .replaceAll("0.0.0.0", "127.0.0.1")
        .replace(
          `endpoint: ${loki.url}/otlp\n`,
          `$&    headers: { x-scope-orgid: ${TENANT} }\n`,
        );
    }

    /** A folder that looks like a host, on which somebody has put the secrets. */
    function makeHost(): void {
      for (const each of [`${ETC}/secrets`, "var/log/shop"]) {
        mkdirSync(join(root, each), { recursive: true });
      }
      for (const each of ["proc", "sys"]) {
        symlinkSync(`/${each}`, join(root, each));
      }
      const from = (name: string) =>
        readFileSync(join(folder, "secrets", name));
      for (const [name, source] of [
        ["token", "gateway-token"],
        ["client.crt", "web-1.crt"],
        ["client.key", "web-1.key"],
      ] as const) {
        writeFileSync(join(root, ETC, "secrets", name), from(source));
      }
      writeFileSync(join(root, LOG), "");
    }

    function install(): void {
      const bundle = join(folder, "bundle");
      writeBundle(
        bundle,
        {
          endpoint: `https://127.0.0.1:${gateway.httpPort}`,
          labels: { environment: "test" },
          logs: [{ service: "shop", source: LogSource.file(`/${LOG}`) }],
          otlp: true,
        },
        { needsClientCertificate: true },
        {
          authorities: readFileSync(join(folder, "secrets/ca.crt"), "utf8"),
        },
      );
      const script = join(bundle, "install.sh");
      chmodSync(script, 0o755);
      const printed = mustRun(
        "env",
        ...[`DESTDIR=${root}`, script, tools["otelcol-contrib"]],
      );
      expect(printed).toBe("installed\n");
    }

    /** As the unit starts it, but for ports that other programs of this machine may have. */
    function startAgent(): RunningProgram {
      const unit = readFileSync(
        join(root, "etc/systemd/system/observability-agent.service"),
        "utf8",
      );
      const [program = "", ...configs] =
        /^ExecStart=(.*)$/m.exec(unit)?.[1]?.split(" ") ?? [];
      const args = configs.map((arg, index) => {
        if (!arg.startsWith("--config=")) {
          return arg;
        }
        const path = arg.replace("--config=", "");
        const file = join(folder, `agent-${index}.yaml`);
        const config = withPorts(readFileSync(join(root, path), "utf8"), {
          4317: port.agentGrpc,
          4318: port.agentHttp,
          8888: port.agentSelf,
        }).replaceAll("port: 8888", `port: ${port.agentSelf}`);
        writeFileSync(file, config);
        return `--config=${file}`;
      });
      return start("env", [
        `HOST_ROOT=${root}`,
        `CONFIGURATION_DIRECTORY=${join(root, ETC)}`,
        `CREDENTIALS_DIRECTORY=${join(root, ETC, "secrets")}`,
        `STATE_DIRECTORY=${join(folder, "state")}`,
        join(root, program),
        ...args,
      ]);
    }

    function shopWrites(...lines: readonly string[]): void {
      appendFileSync(
        join(root, LOG),
        lines.map((line) => `${line}\n`).join(""),
      );
    }

    async function linesWith(text: string): Promise<readonly Line[]> {
      const query = new URLSearchParams({
        query: `{host="web-1"} |= ${JSON.stringify(text)}`,
        since: "1h",
        limit: "1000",
      });
      const response = await fetch(
        `${loki.url}/loki/api/v1/query_range?${query.toString()}`,
        { headers: { "x-scope-orgid": TENANT } },
      );
      const { data } = (await response.json()) as {
        data: { result: { stream: Line["stream"]; values: string[][] }[] };
      };
      return data.result.flatMap(({ stream, values }) =>
        values.map(([, line = ""]) => ({ stream, line })),
      );
    }

    const arrived = (text: string) =>
      eventually(`"${text}" arrives`, 60, async () => {
        const [line] = await linesWith(text);
        return line;
      }).catch((error: unknown) => {
        throw new Error(
          `${String(error)}\nagent: ${agent.output().slice(-3000)}\ngateway: ${gateway.output().slice(-1000)}\nplatform: ${platform.output().slice(-3000)}`,
        );
      });

    it("brings a line, masked, with host, service, level and environment", async () => {
      shopWrites(
        JSON.stringify({
          level: "error",
          msg: `first order failed for ${MAIL}`,
          user: MAIL,
        }),
      );
      const { line, stream } = await arrived("first order failed");
      expect(line).not.toContain(MAIL);
      expect(JSON.stringify(stream)).not.toContain(MAIL);
      expect(stream).toMatchObject({
        host: "web-1",
        service: "shop",
        level: "error",
        environment: "test",
      });
    });

    it("brings what a program of the host sends by OTLP, masked", async () => {
      const value = (stringValue: string) => ({ stringValue });
      const response = await fetch(
        `http://127.0.0.1:${port.agentHttp}/v1/logs`,
        {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            resourceLogs: [
              {
                resource: {
                  attributes: [
                    { key: "service.name", value: value("cron") },
                    // Nobody on the host says what host it is.
                    { key: "host", value: value("elsewhere") },
                  ],
                },
                scopeLogs: [
                  {
                    logRecords: [
                      {
                        timeUnixNano: `${Date.now()}000000`,
                        severityNumber: 13,
                        body: value(`nightly report to ${MAIL}`),
                      },
                    ],
                  },
                ],
              },
            ],
          }),
        },
      );
      expect(response.status).toBe(200);
      const { line, stream } = await arrived("nightly report");
      expect(line).not.toContain(MAIL);
      expect(stream).toMatchObject({ service: "cron", level: "warn" });
    });

    it("brings numbers of the host and of the agent under the host's name", async () => {
      const wanted = [
        /^system_memory_usage_bytes\{.*host="web-1"/m,
        /^system_filesystem_usage_bytes\{.*host="web-1"/m,
        /^system_network_io_bytes_total\{.*environment="test".*host="web-1"/m,
        /^otelcol_exporter_queue_size\{.*host="web-1".*instance="web-1"/m,
      ];
      const text = await eventually("numbers arrive", 60, async () => {
        const all = await get(
          `http://127.0.0.1:${port.platformMetrics}/metrics`,
        );
        const missing = wanted.filter((each) => !each.test(all));
        if (missing.length > 0) {
          throw new Error(missing.join(" "));
        }
        return all;
      });
      expect(text.match(/^(?:up|scrape_\w+)\{.*/gm)).toBeNull();
    });

    it("keeps lines while the gateway is away, through kill -9, and none of them unmasked in the queue", async () => {
      gateway.kill();
      const texts = Array.from(
        { length: 50 },
        (_, index) => `kept line ${String(index).padStart(2, "0")} of ${MAIL}`,
      );
      shopWrites(...texts.slice(0, 25));
      await eventually("lines wait on the disk", 60, () =>
        Promise.resolve(filesWith("kept line 24")[0]),
      );
      // The first kilobyte of a log file, by which it is known again, is kept beside the place up to which it was read.
      expect(filesWith(MAIL)).toEqual([expect.stringMatching(/^receiver_/)]);
      await agent.stop("SIGKILL");
      shopWrites(...texts.slice(25));
      agent = startAgent();
      gateway.revive();
      const lines = await eventually("all lines arrive", 60, async () => {
        const found = await linesWith("kept line");
        const numbers = new Set(
          found.map(({ line }) => /kept line (\d+)/.exec(line)?.[1]),
        );
        if (numbers.size < texts.length) {
          throw new Error(`${numbers.size} of ${texts.length}`);
        }
        return found;
      });
      // After one kill a line may come once more.
      expect(lines.length).toBeLessThanOrEqual(2 * texts.length);
      expect(lines.map(({ line }) => line).join("\n")).not.toContain(MAIL);
    });

    it("keeps what is refused for a wrong token, until that is mended", async () => {
      const token = join(root, ETC, "secrets/token");
      writeFileSync(token, "of-somebody-else-5eed5eed");
      await eventually("it is refused", 60, async () => {
        shopWrites("written with a wrong token");
        const { denied } = await gateway.counts();
        return denied;
      });
      expect(gateway.output()).toMatch(
        /"refused":"denied","status":"503",.*"host":"web-1"/,
      );
      const texts = ["kept while denied 1", "kept while denied 2"];
      shopWrites(...texts);
      await eventually("they wait on the disk", 60, () =>
        Promise.resolve(filesWith("kept while denied 2")[0]),
      );
      writeFileSync(token, TOKEN);
      for (const text of texts) {
        await arrived(text);
      }
      const own = await get(`http://127.0.0.1:${port.agentSelf}/metrics`);
      expect(own).not.toMatch(
        /^otelcol_exporter_send_failed_log_records\{.*\} [1-9]/m,
      );
    });

    it("sends what alerts and dashboards about hosts ask for", async () => {
      // Nothing is lost here, and nobody sends spans.
      const wanted = agentMetrics
        .map(({ name }) => name)
        .filter((name) => !/failed|spans/.test(name));
      const text = await get(
        `http://127.0.0.1:${port.platformMetrics}/metrics`,
      );
      const told = [...text.matchAll(/^(\w+)\{.*host="web-1"/gm)].map(
        ([, name]) => name,
      );
      expect(wanted.filter((name) => !told.includes(name))).toEqual([]);
    });

    it("tells its token to nobody", () => {
      for (const { output } of [agent, gateway, platform]) {
        expect(output()).not.toContain(TOKEN);
      }
    });

    /** Names of the agent's files on the disk that hold this text. */
    function filesWith(text: string): readonly string[] {
      const place = join(folder, "state/storage");
      return readdirSync(place).filter((name) =>
        readFileSync(join(place, name)).includes(text),
      );
    }
  },
);

const PORTS = [
  "platformGrpc",
  "platformHttp",
  "platformMetrics",
  "platformSelf",
  "platformHealth",
  "agentGrpc",
  "agentHttp",
  "agentSelf",
] as const;

type PortName = (typeof PORTS)[number];
