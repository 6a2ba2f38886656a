import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { VOLUME_METRIC } from "../../lib/packs/recordings/alerting";
import { describeWithTools, run } from "../support/tools";
import {
  containers,
  crash,
  everythingSaid,
  isHealthy,
  kill,
  processOf,
  readInside,
  remains,
  removeAll,
  removeNetworks,
} from "./support/docker";
import { complaintAbout, dashboardQueries } from "./support/dashboards";
import { ALONE_LIMIT, publishAlone } from "./support/alone";
import { eventually } from "./support/eventually";
import { Project, type CliResult } from "./support/project";
import {
  alertmanager,
  checkout,
  collector,
  Grafana,
  inbox,
  jaeger,
  prometheus,
  type Notification,
} from "./support/services";
import { steps } from "./support/steps";

const MINUTE = 60_000;
/** Not the name of the quickstart, whose data somebody may want to keep. */
const PROJECT = "observability-e2e";
const SERVICES = ["checkout", "catalog", "inbox"] as const;
/** A change of configuration is in use this soon after it was applied. */
const LIVE_SECONDS = 15;
const SCRAPE_SECONDS = 15;
/** Programs that a change of configuration must not restart. */
const UNDISTURBED = ["prometheus", "grafana", "loki", "alertmanager"].map(
  (name) => `${PROJECT}-${name}`,
);
/** A component and a service that somebody stops before the change. */
const STOPPED = [`${PROJECT}-jaeger`, "catalog"];

/** What a platform of some minutes, without TLS and with little that fires, has nothing to show for. */
const NOTHING_TO_SHOW: readonly RegExp[] = [
  /ALERTS|alerts_(?:started|firing)/,
  /slo:(?:hour|day)_|:max1h\b|offset (?:1d|1w|7d)/,
  /probe_ssl|probe_tls/,
  // Where no request is slow the budget for slow ones is never gone.
  /^clamp_min\(min\(slo:error_budget_remaining:ratio\{.*slo="checkout-latency"/,
  // When a file system that shrinks is full is not known.
  /deriv\(instance:node_filesystem_used/,
  // Prometheus and Loki compress what is hours old.
  /compaction_chunk|chunk_compression/,
];

const password = `canary-${randomBytes(12).toString("hex")}`;
const secretKey = `canary-${randomBytes(12).toString("hex")}`;
const grafana = new Grafana(password);
let project: Project;
/** Ends with the fault. */
let fault: Promise<void>;

/**
 * Half of all requests fail, for so long that they are several times what the fastest alert allows in its shorter window,
 * until they leave it all at once: the objective is met again minutes sooner than after a fault that lasts until the page.
 */
async function failForAWhile(): Promise<void> {
  await checkout.fault(0.5);
  await sleep(25_000);
  await checkout.endFault();
}

function expectSuccess({ status, output }: CliResult): void {
  if (status !== 0) {
    throw new Error(`ended with ${status}:\n${output.slice(-4000)}`);
  }
}

const step = steps();
const DEPLOYED = "deploys by one command and tells where everything is";
const PAGED = "pages the team whose objective is broken, and nobody else";
const CHANGED = "applies a change of its program";

const alertsOf = (notifications: readonly Notification[]) =>
  notifications.flatMap(({ body }) => body.alerts);

/** Each step needs the one before, and waits that can overlap do: the order is part of the test. */
describeWithTools(["docker", "terraform"], "the quickstart", () => {
  let release: () => void;

  beforeAll(async () => {
    release = await publishAlone();
    removeAll(PROJECT);
    project = new Project("docker-quickstart");
    project.edit("local({", `local({ project: "${PROJECT}", `);
    project.writeSecret("grafana-admin-password", password);
    project.writeSecret("grafana-secret-key", secretKey);
  }, ALONE_LIMIT);

  afterAll(() => {
    try {
      removeAll(PROJECT);
      project.remove();
    } finally {
      release();
    }
  }, MINUTE);

  step(DEPLOYED, { minutes: 10 }, async () => {
    const result = await project.cli("deploy", "--yes");
    expectSuccess(result);
    expect(result.output).toContain("http://127.0.0.1:3000");
    expect(result.output).toContain(".secrets/grafana-admin-password");
    fault = failForAWhile();
    // Whoever waits for it is told of a failure.
    fault.catch(() => undefined);
  });

  step(
    "scrapes each component and each service",
    { minutes: 1, after: DEPLOYED },
    async () => {
      const targets = await prometheus.targets();
      expect(
        targets
          .filter(({ health }) => health !== "up")
          .map(({ labels, lastError }) => ({ labels, lastError })),
      ).toEqual([]);
      const jobs = new Set(targets.map(({ labels }) => labels.job));
      for (const job of [
        "prometheus",
        "alertmanager",
        "grafana",
        "loki",
        "jaeger",
        "otel-collector",
        "node-exporter",
        "cadvisor",
        "blackbox-exporter",
        "checkout",
        "catalog",
      ]) {
        expect(jobs).toContain(job);
      }
    },
  );

  step(
    "has nothing to change when it is planned again",
    { minutes: 3, after: DEPLOYED },
    async () => {
      const { status, output } = await project.terraform(
        "plan",
        "-detailed-exitcode",
        "-input=false",
        "-no-color",
      );
      expect({ status, output: status === 0 ? "" : output }).toEqual({
        status: 0,
        output: "",
      });
    },
  );

  step(
    "finds a log line by its service, and its trace by the line",
    { minutes: 3, after: DEPLOYED },
    async () => {
      const line = await eventually(
        "a log line with a trace id",
        60,
        async () => {
          const streams = await grafana.loki(
            '{service="checkout",level="info"} | json | msg="request"',
          );
          return streams[0]?.values[0]?.[1];
        },
      );
      const { trace_id: traceId } = JSON.parse(line) as {
        readonly trace_id: string;
      };
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      const operations = await eventually(
        "its trace in Jaeger",
        60,
        async () => {
          const found = await jaeger.trace(traceId);
          return found.length > 1 ? found : undefined;
        },
      );
      expect(operations.join()).toMatch(/SELECT|INSERT/);
    },
  );

  describe("after a change of its program", () => {
    let before: readonly string[];
    let silence: string;
    let receivers: number;
    let changedAt: number;

    step(CHANGED, { minutes: 6, after: DEPLOYED }, async () => {
      before = UNDISTURBED.map(processOf);
      receivers = await alertmanager.receiverCount();
      silence = await alertmanager.addSilence("kept over a change");
      STOPPED.forEach(kill);
      changedAt = Date.now() / 1000;
      project.edit(
        'critical: inbox("payments-page")',
        'critical: [inbox("payments-page"), inbox("second-page")]',
      );
      project.edit("keep: Duration.days(1)", "keep: Duration.days(2)");
      project.edit(
        "app.synth();",
        `stack.monitoring.addScrapeJob({
            name: "added-job",
            targets: [{ kind: "address", address: "checkout:9464" }],
            metrics: [],
          });
          new ServiceLevelObjective(stack, "AddedObjective", {
            service: catalog,
            objective: 0.95,
            sli: Sli.ratio({
              errors: 'http_requests_total{job="catalog",code=~"5.."}',
              total: 'http_requests_total{job="catalog"}',
            }),
          });
          new SloDashboard(stack, "AddedDashboard", { services: [catalog] });
          app.synth();`,
      );
      expectSuccess(await project.cli("deploy", "--yes"));
    });

    // Deploying ends when all targets are up, so these have been in use for some seconds by now.
    step(
      "uses the new rules, scrape job, route, dashboard and retention",
      { minutes: 1, after: CHANGED },
      async () => {
        await Promise.all([
          eventually("the rule", LIVE_SECONDS, async () =>
            (await prometheus.rules()).find(({ name }) =>
              name.startsWith("AddedObjective"),
            ),
          ),
          eventually("the scrape job", LIVE_SECONDS, async () =>
            (await prometheus.targets()).find(
              ({ labels, health }) =>
                labels.job === "added-job" && health === "up",
            ),
          ),
          eventually("the route", LIVE_SECONDS, async () =>
            (await alertmanager.receiverCount()) === receivers + 1
              ? true
              : undefined,
          ),
          eventually("the dashboard", LIVE_SECONDS, async () =>
            (await grafana.dashboardUids()).find(
              (uid) => uid === "added-dashboard",
            ),
          ),
          eventually("the retention", LIVE_SECONDS, () =>
            Promise.resolve(
              /period: 2d/.exec(
                readInside(
                  PROJECT,
                  "http://loki:3100/config/tenant/v1/limits",
                  "X-Scope-OrgID: fake",
                ),
              ) ?? undefined,
            ),
          ),
        ]);
      },
    );

    step(
      "has started again what somebody had stopped",
      { minutes: 1, after: CHANGED },
      () => {
        expect(STOPPED.filter((name) => !isHealthy(name))).toEqual([]);
      },
    );

    step(
      "has restarted nothing else, and lost no scrape and no silence",
      { minutes: 1, after: CHANGED },
      async () => {
        expect(UNDISTURBED.map(processOf)).toEqual(before);
        expect(await alertmanager.silence(silence)).toBe("active");
        const seconds = Math.ceil(Date.now() / 1000 - changedAt) + 30;
        const series = await prometheus.query(
          `up{job=~"prometheus|checkout|loki|grafana"}[${seconds}s]`,
        );
        expect(series.length).toBe(4);
        for (const { metric, values = [] } of series) {
          const gaps = values
            .slice(1)
            .map(([time], index) => time - (values[index]?.[0] ?? 0));
          expect({
            job: metric.job,
            longest: Math.max(...gaps) <= SCRAPE_SECONDS * 1.5,
            down: values.filter(([, value]) => value !== "1").length,
          }).toEqual({ job: metric.job, longest: true, down: 0 });
        }
      },
    );
  });

  // The alert goes on firing for as long as its shorter window remembers the fault.
  step(PAGED, { minutes: 7, after: DEPLOYED }, async () => {
    await fault;
    const page = await eventually("a page", 6 * 60, async () =>
      alertsOf(await inbox("payments-page")).find(
        ({ labels }) => labels.slo === "checkout-availability",
      ),
    );
    expect(page.labels).toMatchObject({
      severity: "critical",
      team: "payments",
      service: "checkout",
    });
    expect(page.annotations.summary).toContain("checkout");
    expect(alertsOf(await inbox("storefront"))).toEqual([]);
  });

  step(
    "evaluates every rule without a failure",
    { minutes: 1, after: DEPLOYED },
    async () => {
      const rules = await prometheus.rules();
      expect(rules.length).toBeGreaterThan(50);
      expect(
        rules
          .filter(({ health }) => health === "err")
          .map(({ name, lastError }) => `${name}: ${lastError}`),
      ).toEqual([]);
      const failures = await prometheus.query(
        "sum(prometheus_rule_evaluation_failures_total)",
      );
      expect(failures[0]?.value?.[1]).toBe("0");
    },
  );

  step(
    "shows data in every panel of every dashboard",
    { minutes: 6, after: DEPLOYED },
    async () => {
      const queries = await dashboardQueries(grafana);
      expect(queries.length).toBeGreaterThan(100);
      const counts = (await prometheus.rules()).find(
        ({ name }) => name === VOLUME_METRIC.metricSeries,
      );
      const wanted = queries
        .filter(
          ({ expr }) => !NOTHING_TO_SHOW.some((pattern) => pattern.test(expr)),
        )
        .map((query) => ({
          ...query,
          // Recorded each ten minutes, for which nobody should wait here: the rule itself is asked.
          expr: query.expr.replace(
            `last_over_time(${VOLUME_METRIC.metricSeries}[15m])`,
            counts?.query ?? "",
          ),
        }));
      await eventually("data for every query", 240, async () => {
        const complaints = [];
        for (const query of wanted) {
          const complaint = await complaintAbout(grafana, query);
          if (complaint !== undefined) {
            complaints.push(
              `${query.dashboard} / ${query.panel}: ${complaint}: ${query.expr}`,
            );
          }
        }
        if (complaints.length > 0) {
          throw new Error(complaints.join("\n"));
        }
        return true;
      });
    },
  );

  step(
    "keeps secrets out of everything that is written or shown",
    { minutes: 1, after: DEPLOYED },
    async () => {
      const files = run("grep", [
        ...["-rlF", "-e", password, "-e", secretKey, "--exclude-dir=.secrets"],
        ...["--exclude-dir=node_modules", project.folder],
      ]);
      expect(files.output).toBe("");
      const said = everythingSaid(PROJECT);
      expect(said).toContain(`${PROJECT}-grafana`);
      expect(said.includes(password)).toBe(false);
      expect(said.includes(secretKey)).toBe(false);
      // The search would find them: both are in use.
      await expect(grafana.get("/api/org")).resolves.toBeDefined();
    },
  );

  step(
    "tells the same team that the objective is met again",
    { minutes: 11, after: PAGED },
    async () => {
      await eventually("the end of the alert", 10 * 60, async () =>
        alertsOf(await inbox("payments-page")).find(
          ({ labels, status }) =>
            labels.slo === "checkout-availability" && status === "resolved",
        ),
      );
      expect(alertsOf(await inbox("storefront"))).toEqual([]);
    },
  );

  step(
    "comes back by itself after all of its programs crashed, with all data",
    { minutes: 5, after: DEPLOYED },
    async () => {
      const names = containers(PROJECT);
      expect(names).toHaveLength(9 + SERVICES.length);
      const traceId = randomBytes(16).toString("hex");
      const line = `line-${traceId}`;
      const time = Math.floor(Date.now() / 1000) - 20;
      const sampled = await prometheus.query("sum(up)", time);
      await grafana.pushLine("e2e", line);
      await collector.acceptSpan(traceId, "accepted");
      const silence = await alertmanager.addSilence("kept over a crash");
      // Alertmanager writes what it has accepted once per second.
      await sleep(2_000);
      crash(names);
      await eventually("healthy containers", 120, () =>
        Promise.resolve(names.every(isHealthy) ? true : undefined),
      );
      await eventually("the sample", 30, async () => {
        expect((await prometheus.query("sum(up)", time))[0]?.value).toEqual(
          sampled[0]?.value,
        );
        return true;
      });
      expect(await alertmanager.silence(silence)).toBe("active");
      await eventually(
        "the line",
        60,
        async () => (await grafana.loki(`{service="e2e"} |= "${line}"`))[0],
      );
      await eventually(
        "the span",
        60,
        async () => (await jaeger.trace(traceId))[0],
      );
    },
  );

  step(
    "leaves nothing but its data when it is destroyed, and that only until asked",
    { minutes: 4, after: DEPLOYED },
    async () => {
      const destroyed = await project.cli("destroy", "--yes");
      if (destroyed.status !== 0 && removeNetworks(PROJECT).length > 0) {
        // Terraform waits for a network that nobody can remove; what comes after it cannot be tried.
        expect(remains(PROJECT).containers).toEqual([]);
        return;
      }
      expectSuccess(destroyed);
      const left = remains(PROJECT);
      expect(left).toMatchObject({ containers: [], networks: [] });
      expect(left.volumes).toContain(`${PROJECT}-prometheus-data`);
      expect(left.volumes.every((name) => name.endsWith("-data"))).toBe(true);
      expectSuccess(await project.cli("destroy", "--yes", "--volumes"));
      expect(remains(PROJECT).volumes).toEqual([]);
    },
  );
});
