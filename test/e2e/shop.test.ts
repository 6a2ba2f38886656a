import { randomBytes } from "node:crypto";
import { nginxExporterImage } from "../support/nginx-exporter";
import { describeWithTools, run } from "../support/tools";
import { ALONE_LIMIT, publishAlone } from "./support/alone";
import {
  complaintAbout,
  dashboardQueries,
  type DashboardQuery,
} from "./support/dashboards";
import {
  containers,
  everythingSaid,
  isHealthy,
  kill,
  removeAll,
} from "./support/docker";
import { eventually } from "./support/eventually";
import { Project, type CliResult } from "./support/project";
import { Grafana, prometheus } from "./support/services";
import { steps } from "./support/steps";
import {
  arrivals,
  attack,
  beginFault,
  endFault,
  secondsUntil,
  type ShopFault,
} from "./support/shop";

const MINUTE = 60_000;
/** Not the name of the example, whose data somebody may want to keep. */
const PROJECT = "shop-e2e";
const SHOP = ["shop", "shop-web", "shop-db", "shop-cache"];
const RECEIVERS = [
  ...["shop-page", "shop", "data-page", "data"],
  ...["security-page", "security", "platform"],
];

/** All pages that the faults below cause; nobody may get another one. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  "shop-page": ["HttpLatencySevere", "HttpErrorRatioSevere"],
  "data-page": ["RedisHitRatioVeryLow", "PostgresqlPoolExhausted", "RedisDown"],
};

/** What a shop without replicas, TLS, rate limits and a past has nothing to show for. */
const NOTHING_TO_SHOW: readonly RegExp[] = [
  /seasonal:\w+:(?:usual|lower|upper)|offset (?:1w|7d)/,
  /slo:(?:hour|day)_/,
  /deployed:|deployment:|before_deployment:/,
  /redis_(?:master_link_up|connected_slave|master_repl|aof_current)/,
  /pg_stat_replication|pg_replication_slots|wait_event_type!=""/,
  /probe_ssl|probe_tls/,
  /code="429"|status=~`429`|JsonWebTokenError/,
  // Both ask for what fires, which is not the same at any time.
  /ALERTS|guessed|topk\(20/,
];
const SHOP_DASHBOARDS =
  /shop|Security|Probes|Traces|Deployments|SLO (?:overview|detail)/;

const secrets = Object.fromEntries(
  [
    ...["grafana-admin-password", "grafana-secret-key"],
    ...["shop-db-admin-password", "shop-db-password"],
    ...["shop-db-monitor-password", "shop-cache-password"],
  ].map((name) => [name, `canary-${randomBytes(12).toString("hex")}`]),
);
const grafana = new Grafana(secrets["grafana-admin-password"] ?? "");

const step = steps();
const DEPLOYED = "is deployed by one command";

/** Rows of the table that is printed at the end. */
const measured: string[] = [];

async function measure(
  fault: string,
  since: number,
  receiver: string,
  alert: string,
): Promise<void> {
  const seconds = await secondsUntil(since, receiver, alert, 200);
  measured.push(
    [fault, alert, receiver, `${Math.round(seconds)} s`].join(" -> "),
  );
}

async function causes(
  fault: ShopFault,
  receiver: string,
  alert: string,
): Promise<void> {
  const since = Date.now();
  await beginFault(fault);
  await measure(fault, since, receiver, alert);
}

/** What is wrong with queries that have not had data yet. */
async function complaints(
  queries: readonly DashboardQuery[],
  done: Set<string>,
): Promise<readonly string[]> {
  const found = [];
  for (const query of queries.filter(({ expr }) => !done.has(expr))) {
    const { dashboard, panel, expr } = query;
    const complaint = await complaintAbout(grafana, query);
    if (complaint === undefined) {
      done.add(expr);
    } else {
      found.push(`${dashboard} / ${panel}: ${complaint}: ${expr}`);
    }
  }
  return found;
}

/** Each step needs the one before: the order is part of the test. */
describeWithTools(["docker", "terraform"], "the shop", ({ docker }) => {
  const image = nginxExporterImage(docker);
  if (image.kind === "missing") {
    const { reason } = image;
    (process.env.REQUIRE_TOOLS === "1" ? it : it.skip)(
      `has the programs it needs (${reason})`,
      () => {
        throw new Error(reason);
      },
    );
    return;
  }
  let project: Project;
  let deployedAt: number;
  let plannedAgain: Promise<CliResult>;
  let release: () => void;

  beforeAll(async () => {
    release = await publishAlone();
    removeAll(PROJECT);
    project = new Project("shop");
    project.edit("local({", `local({ project: "${PROJECT}", `);
    for (const [name, content] of Object.entries(secrets)) {
      project.writeSecret(name, content);
    }
    // The hit ratio must be low for 5 minutes before somebody is woken; here for one scrape.
    project.edit(
      'redisExporter({ host: "shop-cache", thresholds: { downFor } }),',
      `redisExporter({ host: "shop-cache", thresholds: { downFor } }),
       alerts: { overrides: { RedisHitRatioVeryLow: { for: downFor } } },`,
    );
    // Other work on the machine of the test is no fault of the shop.
    project.edit(
      'deadMan: inbox("dead-man"),',
      `deadMan: inbox("dead-man"),
       platformAlerts: { exclude: ["HostCpuExhausted"] },`,
    );
  }, ALONE_LIMIT);

  afterAll(() => {
    try {
      removeAll(PROJECT);
      project.remove();
    } finally {
      release();
    }
    process.stdout.write(`${["", ...measured, ""].join("\n  ")}\n`);
  }, MINUTE);

  step(DEPLOYED, { minutes: 10 }, async () => {
    const { status, output } = await project.cli("deploy", "--yes");
    deployedAt = Date.now();
    expect([status, status === 0 ? "" : output]).toEqual([0, ""]);
    expect(containers(PROJECT).every(isHealthy)).toBe(true);
    expect(containers(PROJECT)).toEqual(expect.arrayContaining(SHOP));
    // It takes its time, in which faults can begin.
    plannedAgain = project.terraform(
      ...["plan", "-detailed-exitcode", "-input=false", "-no-color"],
    );
    const targets = await prometheus.targets();
    expect(targets.filter(({ health }) => health !== "up")).toEqual([]);
  });

  step(
    "raises for each fault the alert that tells of it, at the team that must act",
    { minutes: 7, after: DEPLOYED },
    async () => {
      await attack();
      await Promise.all([
        causes("latency", "shop-page", "HttpLatencySevere"),
        causes("connections", "data-page", "PostgresqlPoolExhausted"),
        causes("cache-misses", "data-page", "RedisHitRatioVeryLow"),
        causes("full-volume", "shop", "ShopPicturesFull"),
        // That of a single address is muted while the shop itself pages.
        causes("failed-logins", "security", "AppLoginFailuresHigh"),
      ]);
      await endFault("latency");
      await causes("errors", "shop-page", "HttpErrorRatioSevere");
      await endFault("errors");
    },
  );

  step(
    "shows data in every panel about the shop",
    { minutes: 4, after: DEPLOYED },
    async () => {
      const done = new Set<string>();
      // The choices that a dashboard offers come from what is recorded every 4 minutes.
      await eventually("data for every query", 150, async () => {
        const queries = (await dashboardQueries(grafana)).filter(
          ({ dashboard, expr }) =>
            SHOP_DASHBOARDS.test(dashboard) &&
            !NOTHING_TO_SHOW.some((pattern) => pattern.test(expr)),
        );
        expect(queries.length).toBeGreaterThan(150);
        const missing = await complaints(queries, done);
        if (missing.length > 0) {
          throw new Error(missing.join("\n"));
        }
        return true;
      });
    },
  );

  step(
    "tells of a cache that was killed, without which the shop goes on",
    { minutes: 4, after: DEPLOYED },
    async () => {
      const since = Date.now();
      kill("shop-cache");
      await measure("killed container", since, "data-page", "RedisDown");
    },
  );

  step(
    "has woken nobody without need",
    { minutes: 1, after: DEPLOYED },
    async () => {
      const all = await arrivals(RECEIVERS);
      const pages = all.filter(({ severity }) => severity === "critical");
      const needless = pages.filter(
        ({ receiver, alert }) => PAGES[receiver]?.includes(alert) !== true,
      );
      expect(
        needless.map(({ at, ...page }) => ({
          ...page,
          secondsAfterDeployment: Math.round((at - deployedAt) / 1000),
        })),
      ).toEqual([]);
      expect(new Set(pages.map(({ alert }) => alert))).toEqual(
        new Set(Object.values(PAGES).flat()),
      );
    },
  );

  step(
    "has nothing to change when it is planned again",
    { minutes: 1, after: DEPLOYED },
    async () => {
      const { status, output } = await plannedAgain;
      expect([status, status === 0 ? "" : output]).toEqual([0, ""]);
    },
  );

  step(
    "keeps secrets out of everything that is written or shown",
    { minutes: 1, after: DEPLOYED },
    () => {
      const values = Object.values(secrets);
      const files = run("grep", [
        ...["-rlF", ...values.flatMap((value) => ["-e", value])],
        ...["--exclude-dir=.secrets", "--exclude-dir=node_modules"],
        project.folder,
      ]);
      expect(files.output).toBe("");
      const said = everythingSaid(PROJECT);
      expect(said).toContain("shop-db");
      expect(values.filter((value) => said.includes(value))).toEqual([]);
    },
  );
});
