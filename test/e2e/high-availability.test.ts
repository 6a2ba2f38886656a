import { join, relative } from "node:path";
import { App, LocalBackend } from "cdktf";
import { AlertPack } from "../../constructs/alert-pack";
import { AlertRoute } from "../../constructs/alert-route";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { Rules } from "../../lib/domain/rules/build";
import { Bytes, Duration } from "../../lib/domain/units";
import { DockerPlatform } from "../../lib/platforms/docker/docker-platform";
import { DockerService } from "../../lib/platforms/docker/docker-service";
import { SecretStore } from "../../lib/platforms/docker/secret-store";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { temporaryFolder } from "../support/app";
import { freePorts } from "../support/program";
import { TerraformFolder } from "../support/terraform";
import { describeWithTools, mustRun } from "../support/tools";
import { isHealthy, kill, remains, removeAll } from "./support/docker";
import { eventually } from "./support/eventually";
import { STORM, STORM_PROGRAM, type Inbox } from "./support/storm";
import { testProject } from "./support/test-project";

jest.setTimeout(240_000);

const PROJECT = testProject("ha");
const SINK = `${PROJECT}-storm`;

let ports: {
  readonly prometheus: readonly [number, number];
  readonly alertmanager: readonly [number, number];
  readonly storm: number;
};

const hook = (name: string) =>
  AlertReceiver.webhook({ url: `http://${SINK}:8080/${name}` });

/** Two Prometheis and two Alertmanagers, and beside them what raises 5,000 alerts and takes their notifications. */
function declare(outdir: string): App {
  const app = new App({ outdir });
  const stack = new MonitoringStack(app, PROJECT, {
    platform: DockerPlatform.local({
      secrets: SecretStore.directory(relative("", join(outdir, "secrets"))),
      dataVolumes: "destroy",
    }),
    profile: "minimal",
    components: {
      grafana: false,
      prometheus: {
        replicas: 2,
        publish: { http: ports.prometheus[0], "http-2": ports.prometheus[1] },
      },
      alertmanager: {
        replicas: 2,
        publish: {
          http: ports.alertmanager[0],
          "http-2": ports.alertmanager[1],
        },
      },
    },
    scrapeInterval: Duration.seconds(5),
    deadMan: hook("dead-man"),
    defaultReceivers: [hook("platform")],
    platformAlerts: { thresholds: { downFor: Duration.seconds(10) } },
  });
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new DockerService(stack, "storm", {
    name: SINK,
    image: "node:20-alpine",
    command: ["node", "/app/storm.js"],
    files: { "/app/storm.js": STORM_PROGRAM },
    memory: Bytes.mebibytes(256),
    ports: [{ port: 8080, publish: ports.storm }],
  });
  stack.monitoring.addScrapeJob({
    name: "storm",
    targets: [{ kind: "address", address: `${SINK}:8080` }],
    metrics: [{ name: "storm_fault", type: "gauge" }],
  });
  new AlertPack(stack, "rules", {
    groups: [
      {
        name: "storm",
        engine: "prometheus",
        rules: [
          Rules.alert({
            alert: "StormPage",
            expr: 'storm_fault{page="true"} == 1',
            severity: "critical",
            labels: { team: "shop" },
            summary: "Fault {{ $labels.id }}.",
            description: "{{ $labels.service }} has a fault.",
            runbookUrl: "https://runbooks.example.org/storm",
          }),
          Rules.alert({
            alert: "StormTicket",
            expr: 'storm_fault{page="false"} == 1',
            severity: "warning",
            labels: { team: "shop" },
            summary: "Fault {{ $labels.id }}.",
            description: "{{ $labels.service }} has a fault.",
            runbookUrl: "https://runbooks.example.org/storm",
          }),
        ],
      },
    ],
  });
  new AlertRoute(stack, "shop", {
    match: { team: "shop" },
    receivers: { critical: hook("pages"), warning: hook("tickets") },
  });
  return app;
}

async function ask<T>(
  port: number,
  path: string,
  init: RequestInit = {},
): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}/${path}`, {
    ...init,
    signal: AbortSignal.timeout(5_000),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}: ${text}`);
  }
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

const inbox = (name: string) => ask<Inbox>(ports.storm, name);

interface Status {
  readonly cluster: {
    readonly name: string;
    readonly status: string;
    readonly peers: readonly { readonly name: string }[];
  };
}

const statuses = () =>
  Promise.all(
    ports.alertmanager.map((port) => ask<Status>(port, "api/v2/status")),
  );

/** Values of a query by `instance`. */
async function query(port: number, expr: string) {
  const { data } = await ask<{
    readonly data: {
      readonly result: readonly {
        readonly metric: Readonly<Record<string, string>>;
        readonly value: readonly [number, string];
      }[];
    };
  }>(port, `api/v1/query?query=${encodeURIComponent(expr)}`);
  return Object.fromEntries(
    data.result.map(({ metric, value }) => [
      metric.instance ?? "",
      Number(value[1]),
    ]),
  );
}

function firing({ told }: Inbox, alert: string): readonly number[] {
  return Object.entries(told).flatMap(([key, times]) =>
    key.startsWith(`firing ${alert} `) ? [times] : [],
  );
}

const ids = (from: number, to: number, alert: string) =>
  Array.from({ length: to - from }, (_, id) => `firing ${alert} ${from + id}`);

describeWithTools(
  ["docker", "terraform"],
  "two Prometheis and two Alertmanagers in a storm of alerts",
  ({ docker, terraform }) => {
    const outdir = temporaryFolder();
    let folder: TerraformFolder;
    let killed: readonly string[] = [];
    let survivor = 0;

    beforeAll(async () => {
      const [a = 0, b = 0, c = 0, d = 0, storm = 0] = await freePorts(5);
      ports = { prometheus: [a, b], alertmanager: [c, d], storm };
      declare(outdir).synth();
      folder = new TerraformFolder(terraform, join(outdir, "stacks", PROJECT));
      folder.init();
      folder.apply();
      await eventually("the cluster and all targets", 60, async () => {
        const ready = (await statuses()).every(
          ({ cluster }) =>
            cluster.status === "ready" && cluster.peers.length === 2,
        );
        const up = await Promise.all(
          ports.prometheus.map((port) => query(port, "count(up == 1)")),
        );
        return ready && up.every((each) => each[""] === 5) ? true : undefined;
      });
    });

    afterAll(() => {
      removeAll(PROJECT);
      expect(remains(PROJECT)).toEqual({
        containers: [],
        networks: [],
        volumes: [],
      });
    });

    it("has nothing to change in a second plan", () => {
      const { status, output } = folder.plan();
      expect({ status, output }).toMatchObject({ status: 0 });
    });

    it("knows a silence in one that was set in the other", async () => {
      const { silenceID } = await ask<{ readonly silenceID: string }>(
        ports.alertmanager[1],
        "api/v2/silences",
        {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            matchers: [
              { name: "id", value: "none", isRegex: false, isEqual: true },
            ],
            startsAt: new Date().toISOString(),
            endsAt: new Date(Date.now() + 3_600_000).toISOString(),
            createdBy: "test",
            comment: "shared",
          }),
        },
      );
      const found = await eventually("the silence", 15, () =>
        ask<{ readonly comment: string }>(
          ports.alertmanager[0],
          `api/v2/silence/${silenceID}`,
        ),
      );
      expect(found.comment).toBe("shared");
    });

    it("loses no page when one of each ends while notifications are on their way", async () => {
      const all = await statuses();
      // The first in the order of the names sends at once, the second waits for it: the harder loss is the first.
      const order = all[0]?.cluster.peers.map(({ name }) => name).sort() ?? [];
      const sender = all.findIndex(({ cluster }) => cluster.name === order[0]);
      survivor = 1 - sender;
      killed = [
        `${PROJECT}-prometheus`,
        `${PROJECT}-alertmanager${sender === 0 ? "" : "-2"}`,
      ];
      await ask(ports.storm, "storm", { method: "PUT" });
      await eventually("the first page", 60, async () =>
        firing(await inbox("pages"), "StormPage").length > 0 ? true : undefined,
      );
      for (const name of killed) {
        kill(name);
      }
      const pages = await eventually("all pages", 60, async () => {
        const found = await inbox("pages");
        return firing(found, "StormPage").length >= STORM.pages
          ? found
          : undefined;
      });
      expect(Object.keys(pages.told).sort()).toEqual(
        ids(0, STORM.pages, "StormPage").sort(),
      );
      const tickets = await eventually("all tickets", 90, async () => {
        const found = await inbox("tickets");
        return firing(found, "StormTicket").length >= STORM.alerts - STORM.pages
          ? found
          : undefined;
      });
      expect(Object.keys(tickets.told).sort()).toEqual(
        ids(STORM.pages, STORM.alerts, "StormTicket").sort(),
      );
    });

    it("tells by the others that redundancy is lost, and not that alerting is down", async () => {
      const told = await eventually("both alerts", 60, async () => {
        const { told } = await inbox("platform");
        const names = Object.keys(told).map((key) => key.split(" ")[1] ?? "");
        return names.includes("PrometheusRedundancyLost") &&
          names.includes("AlertmanagerRedundancyLost")
          ? names
          : undefined;
      });
      expect(told.filter((name) => name.endsWith("Down"))).toEqual([]);
    });

    it("comes back with an apply, and tells nothing twice more", async () => {
      folder.apply();
      await eventually("both", 60, async () => {
        const ready = (await statuses()).every(
          ({ cluster }) => cluster.peers.length === 2,
        );
        return ready && killed.every(isHealthy) ? true : undefined;
      });
      // Prometheus hands its alerts over again each minute.
      await eventually("the alerts in the one that was away", 75, async () => {
        const alerts = await ask<readonly unknown[]>(
          ports.alertmanager[1 - survivor] ?? 0,
          "api/v2/alerts?filter=alertname%3DStormPage",
        );
        return alerts.length === STORM.pages ? alerts : undefined;
      });
      const pages = firing(await inbox("pages"), "StormPage");
      const tickets = firing(await inbox("tickets"), "StormTicket");
      expect(Math.max(...pages, ...tickets)).toBeLessThanOrEqual(2);
      expect(folder.plan().status).toBe(0);
    });

    it("stays within its memory", async () => {
      const used = await query(
        ports.prometheus[1],
        'max_over_time(process_resident_memory_bytes{job=~"prometheus|alertmanager"}[10m])',
      );
      const limits = Object.keys(used).map((instance) => {
        const name = `${PROJECT}-${instance.split(":")[0]}`;
        const format = "{{.HostConfig.Memory}} {{.State.OOMKilled}}";
        return [instance, mustRun(docker, "inspect", "-f", format, name)];
      });
      expect(limits.sort()).toEqual([
        ["alertmanager-2:9093", `${128 * 2 ** 20} false\n`],
        ["alertmanager:9093", `${128 * 2 ** 20} false\n`],
        ["prometheus-2:9090", `${512 * 2 ** 20} false\n`],
        ["prometheus:9090", `${512 * 2 ** 20} false\n`],
      ]);
      const tight = limits.filter(
        ([instance = "", limit]) =>
          (used[instance] ?? Infinity) > 0.8 * Number.parseInt(limit ?? "", 10),
      );
      expect(tight).toEqual([]);
    });
  },
);
