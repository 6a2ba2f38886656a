import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { DockerDeployment } from "../../lib/platforms/docker/deployment";
import {
  eventually,
  get,
  start,
  type RunningProgram,
} from "../support/program";
import { describeWithTools } from "../support/tools";
import {
  SOURCES,
  TENANT_OF,
  TENANTS,
  tenantPlatform,
  type Source,
} from "./support/tenant-platform";
import { TelemetryHere } from "./support/telemetry-here";

const TICK = 50;
const AT_ONCE = 20;

/** Where the services write that do not send their lines by themselves. */
const FILES: Partial<Record<Source, string>> = {
  checkout: "containers/c1/c1-json.log",
  stray: "containers/c2/c2-json.log",
  storefront: "storefront/app.log",
  bastion: "auth.log",
  teamless: "teamless/app.log",
};

interface DataSource {
  readonly uid: string;
  readonly name: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonData?: Readonly<Record<string, string>>;
}

interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
}

describeWithTools(
  ["otelcol-contrib", "loki", "alertmanager", "prometheus"],
  "tenants per team",
  (tools) => {
    let telemetry: TelemetryHere<"alerts" | "prometheus">;
    let alertmanager: RunningProgram;
    let prometheus: RunningProgram;
    let dataSources: readonly DataSource[];
    const written = Object.fromEntries(
      SOURCES.map((source) => [source, 0]),
    ) as Record<Source, number>;

    beforeAll(async () => {
      telemetry = await TelemetryHere.make(
        "log-tenants",
        tools,
        "alerts",
        "prometheus",
      );
      const { folder, port } = telemetry;
      for (const file of Object.values(FILES)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), "");
      }
      configure();
      alertmanager = start(tools.alertmanager, [
        `--config.file=${join(folder, "alertmanager.yml")}`,
        `--storage.path=${join(folder, "alertmanager")}`,
        `--web.listen-address=127.0.0.1:${port.alerts}`,
        "--cluster.listen-address=",
      ]);
      prometheus = start(tools.prometheus, [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "prometheus")}`,
        `--web.listen-address=127.0.0.1:${port.prometheus}`,
        "--web.enable-remote-write-receiver",
      ]);
      await Promise.all([telemetry.startLoki(), telemetry.startAgent()]);
    }, 90_000);

    afterAll(async () => {
      await alertmanager.stop();
      await prometheus.stop("SIGKILL");
      await telemetry.close();
    }, 60_000);

    /** The files that a whole platform gives its containers, with the places and ports of this test. */
    function configure(): void {
      const { folder, port } = telemetry;
      const stack = tenantPlatform(folder, port);
      const files = (name: string): readonly (readonly [string, string])[] => {
        const found = DockerDeployment.of(stack)
          .deployed.find(({ alias }) => alias === name)
          ?.renderFiles();
        return Object.entries(found ?? {}).map(([path, content]) => [
          path,
          String(content)
            .replaceAll("http://loki:3100", `http://127.0.0.1:${port.loki}`)
            .replaceAll("alertmanager:9093", `127.0.0.1:${port.alerts}`)
            .replaceAll("prometheus:9090", `127.0.0.1:${port.prometheus}`),
        ]);
      };
      const at = join(folder, "loki");
      for (const [path, content] of files("loki")) {
        mkdirSync(dirname(join(at, path)), { recursive: true });
        writeFileSync(
          join(at, path),
          path === "loki.yaml"
            ? content
                .replaceAll("/etc/loki", at)
                .replaceAll(" /loki", ` ${at}/data`)
            : content,
        );
      }
      // What a team has left behind that there is no more.
      mkdirSync(join(at, "tenant-rules/gone"), { recursive: true });
      writeFileSync(
        join(at, "tenant-rules/gone/rules.yaml"),
        "groups: [{ name: old, interval: 1s, rules: [{ alert: FromTheGrave, expr: 'absent_over_time({service=\"x\"}[1m])' }] }]\n",
      );
      for (const [path, content] of files("otel-collector")) {
        if (path === "config.yaml") {
          telemetry.writeAgent(content);
        } else {
          writeFileSync(join(folder, path), content);
        }
      }
      const [, sources = ""] =
        files("grafana").find(([path]) => path.includes("datasources")) ?? [];
      dataSources = (parse(sources) as { datasources: DataSource[] })
        .datasources;
      writeFileSync(join(folder, "prometheus.yml"), "scrape_configs: []\n");
      writeFileSync(
        join(folder, "alertmanager.yml"),
        "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n",
      );
    }

    /** Some lines of each service that writes files. */
    function write(): void {
      for (const [source, file] of Object.entries(FILES) as [
        Source,
        string,
      ][]) {
        const lines = Array.from({ length: AT_ONCE }, () => {
          written[source] += 1;
          return textOf(source, `${source} ${written[source]}.`);
        });
        appendFileSync(join(telemetry.folder, file), `${lines.join("\n")}\n`);
      }
    }

    function textOf(source: Source, mark: string): string {
      if (source === "bastion") {
        return `${new Date().toISOString()} bastion sshd[1]: Failed password for ${mark}`;
      }
      const line = `level=info msg="${mark}"`;
      return FILES[source]?.startsWith("containers/")
        ? JSON.stringify({
            log: `${line}\n`,
            stream: "stdout",
            attrs: { tag: source === "checkout" ? "web" : source },
            time: new Date().toISOString(),
          })
        : line;
    }

    /** Records that services send by themselves, of all of them in one request; a sender may call itself what it likes. */
    async function send(count: number): Promise<void> {
      const resourceLogs = (
        ["ledger", "cart-api", "auditor", "mystery"] as const
      ).map((source) => ({
        resource: {
          attributes: [
            { key: "service.name", value: { stringValue: source } },
            { key: "loki.tenant", value: { stringValue: "shop" } },
          ],
        },
        scopeLogs: [
          {
            logRecords: Array.from({ length: count }, () => {
              written[source] += 1;
              return {
                timeUnixNano: `${Date.now()}000000`,
                severityNumber: 9,
                body: { stringValue: `${source} ${written[source]}.` },
                attributes:
                  source === "auditor"
                    ? [{ key: "log", value: { stringValue: "audit" } }]
                    : [],
              };
            }),
          },
        ],
      }));
      const response = await fetch(
        `http://127.0.0.1:${telemetry.port.http}/v1/logs`,
        {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ resourceLogs }),
        },
      );
      expect(response.status).toBe(200);
    }

    async function ask(
      path: string,
      tenant: string | undefined,
    ): Promise<Response> {
      return fetch(`${telemetry.url}${path}`, {
        headers: tenant === undefined ? {} : { "x-scope-orgid": tenant },
      });
    }

    /** How often each line of a service is found in a tenant. */
    async function found(
      tenant: string,
      source: string,
    ): Promise<ReadonlyMap<number, number>> {
      const query = `sum by (n) (count_over_time({service="${source}"} | regexp \`${source} (?P<n>[0-9]+)\\.\` [1h]))`;
      const answer = await ask(
        `/loki/api/v1/query?${new URLSearchParams({ query }).toString()}`,
        tenant,
      );
      const { data } = (await answer.json()) as {
        data: { result: { metric: { n: string }; value: [number, string] }[] };
      };
      return new Map(
        data.result.map(({ metric, value }) => [
          Number(metric.n),
          Number(value[1]),
        ]),
      );
    }

    it("brings each line to the tenant of its team, though Loki is away and the agent is killed meanwhile", async () => {
      const timer = setInterval(write, TICK);
      try {
        await wait(1000);
        await telemetry.killLoki();
        await wait(1000);
        await telemetry.killAgent();
        await wait(500);
        await telemetry.startAgent();
        await send(50);
        await telemetry.startLoki();
        await wait(1000);
      } finally {
        clearInterval(timer);
      }
      for (const source of SOURCES) {
        const lines = await eventually(
          `all lines of ${source}`,
          async () => {
            const now = await found(TENANT_OF[source], source);
            return now.size === written[source] ? now : undefined;
          },
          telemetry.output,
        );
        expect(Math.max(...lines.values())).toBeLessThanOrEqual(2);
      }
    }, 150_000);

    it("brings no line to any other tenant", async () => {
      for (const tenant of TENANTS) {
        const answer = await ask("/loki/api/v1/label/service/values", tenant);
        const { data } = (await answer.json()) as { data: readonly string[] };
        expect([tenant, [...data].sort()]).toEqual([
          tenant,
          SOURCES.filter((source) => TENANT_OF[source] === tenant).sort(),
        ]);
      }
    });

    it("leaves nothing of the division in a line", async () => {
      const answer = await ask(
        `/loki/api/v1/query_range?${new URLSearchParams({ query: '{service="mystery"}', limit: "1" }).toString()}`,
        "fake",
      );
      expect(await answer.text()).not.toContain("loki_tenant");
    });

    it("answers nobody who names no tenant", async () => {
      const answer = await ask("/loki/api/v1/labels", undefined);
      expect(answer.status).toBe(401);
    });

    it("gives Grafana a data source for each tenant, and one that reads all", async () => {
      const lokis = dataSources.filter(({ uid }) => uid.startsWith("loki"));
      expect(lokis.map(({ uid, name }) => [uid, name])).toEqual([
        ["loki", "Loki"],
        ["loki-fake", "Loki (of no team)"],
        ["loki-payments-team", "Loki (Payments Team)"],
        ["loki-shop", "Loki (shop)"],
      ]);
      // Loki lists the rules of one tenant at a time.
      expect(lokis.map(({ jsonData }) => jsonData.manageAlerts)).toEqual([
        false,
        ...TENANTS.map(() => undefined),
      ]);
      expect((await ask("/prometheus/api/v1/rules", "fake|shop")).status).toBe(
        400,
      );
      const seen: [string, readonly string[]][] = [];
      for (const { uid, jsonData, secureJsonData } of lokis) {
        expect(jsonData.httpHeaderName1).toBe("X-Scope-OrgID");
        const answer = await ask(
          "/loki/api/v1/label/service/values",
          secureJsonData?.httpHeaderValue1,
        );
        const { data } = (await answer.json()) as { data: string[] };
        seen.push([uid, [...data].sort()]);
      }
      const of = (...tenants: readonly string[]) =>
        SOURCES.filter((each) => tenants.includes(TENANT_OF[each])).sort();
      expect(seen).toEqual([
        ["loki", of(...TENANTS)],
        ["loki-fake", of("fake")],
        ["loki-payments-team", of("payments-team")],
        ["loki-shop", of("shop")],
      ]);
    });

    it("tells Alertmanager of the lines of each tenant, once", async () => {
      const expected = [
        "CheckoutSeen checkout",
        "LoginsSeen bastion",
        "ShopSeen cart-api",
        "ShopSeen storefront",
        "StraySeen stray",
        ...SOURCES.map((source) => `AnySeen ${source}`),
      ].sort();
      await eventually(
        "the alerts",
        async () => {
          const alerts = JSON.parse(
            await get(
              `http://127.0.0.1:${telemetry.port.alerts}/api/v2/alerts`,
            ),
          ) as readonly SentAlert[];
          const told = alerts
            .map(({ labels }) => `${labels.alertname} ${labels.service}`)
            .sort();
          if (told.length < expected.length) {
            return undefined;
          }
          expect(told).toEqual(expected);
          expect(alerts[0]?.labels).toMatchObject({
            cluster: "eu-1",
            severity: "warning",
          });
          return true;
        },
        telemetry.output,
      );
    }, 90_000);

    it("hands Prometheus what is recorded of each service, whatever its tenant", async () => {
      const query = "service:log_lines:count10m";
      await eventually(
        "the recordings",
        async () => {
          const { data } = JSON.parse(
            await get(
              `http://127.0.0.1:${telemetry.port.prometheus}/api/v1/query?query=${query}`,
            ),
          ) as { data: { result: { metric: Record<string, string> }[] } };
          const services = data.result.map(({ metric }) => metric.service);
          if (services.length < SOURCES.length) {
            return undefined;
          }
          expect(services.sort()).toEqual([...SOURCES].sort());
          return true;
        },
        telemetry.output,
      );
    }, 90_000);

    it("evaluates a rule where its lines are, and none of teams that are gone", async () => {
      const rules = async (tenant: string): Promise<readonly string[]> => {
        const answer = await ask("/prometheus/api/v1/rules", tenant);
        const { data } = (await answer.json()) as {
          data: { groups: { rules: { name: string }[] }[] };
        };
        return data.groups
          .flatMap((group) => group.rules.map(({ name }) => name))
          .filter((name) => /Seen$/.test(name))
          .sort();
      };
      expect(await rules("payments-team")).toEqual(["AnySeen", "CheckoutSeen"]);
      expect(await rules("shop")).toEqual(["AnySeen", "ShopSeen"]);
      expect(await rules("fake")).toEqual([
        "AnySeen",
        "LoginsSeen",
        "StraySeen",
      ]);
      expect(await rules("gone")).toEqual([]);
    });

    it("keeps the lines of each team as long as is declared for them, and lets each send as much", async () => {
      const kept = async (tenant: string) => {
        const answer = await ask("/config/tenant/v1/limits", tenant);
        const all = parse(await answer.text()) as {
          readonly retention_period: string;
          readonly retention_stream?: readonly unknown[];
        };
        return [
          tenant,
          all.retention_period,
          all.retention_stream?.length ?? 0,
        ];
      };
      expect(await Promise.all([...TENANTS, "gone"].map(kept))).toEqual([
        ["fake", "5d", 1],
        ["payments-team", "10d", 0],
        ["shop", "5d", 1],
        ["gone", "5d", 0],
      ]);
      const line = "x".repeat(250_000);
      const push = async (tenant: string) => {
        const answer = await fetch(`${telemetry.url}/loki/api/v1/push`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "x-scope-orgid": tenant,
          },
          body: JSON.stringify({
            streams: [
              {
                stream: { service: "large" },
                values: Array.from({ length: 12 }, (_, index) => [
                  `${BigInt(Date.now()) * 1_000_000n + BigInt(index)}`,
                  line,
                ]),
              },
            ],
          }),
        });
        return answer.status;
      };
      const five = ["", "", "", "", ""];
      const ofPayments = five.map(() => push("payments-team"));
      expect(new Set(await Promise.all(ofPayments))).toEqual(new Set([204]));
      const ofShop = five.map(() => push("shop"));
      expect(await Promise.all(ofShop)).toContain(429);
    });
  },
);

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
