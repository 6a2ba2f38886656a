import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import { Duration } from "../../lib/domain/units";
import type { MonitoringProps } from "../../constructs/monitoring";
import { Probe, type ProbeProps } from "../../constructs/probe";
import { renderPrometheusConfig } from "../../lib/render/prometheus-config";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { synthesisError, temporaryApp } from "../support/app";
import {
  inbox,
  itTellsOf,
  js,
  SECRET,
  type Program,
} from "../support/bad-input";
import { RecordingPlatform } from "../support/recording-platform";
import { describeWithTool, run } from "../support/tools";

const SITE = "https://shop.example/health";

function monitored(props: Partial<MonitoringProps> = {}) {
  const app = temporaryApp();
  const platform = new RecordingPlatform();
  const stack = new MonitoringStack(app, "monitoring", {
    platform,
    defaultReceivers: [inbox()],
    ...props,
  });
  return { app, platform, stack };
}

describe("Probe", () => {
  it("becomes a job of its service, with alerts that the service's team gets", () => {
    const { app, platform, stack } = monitored();
    const service = stack.addService("shop", { team: "sales" });
    const probe = new Probe(stack, "ShopSite", {
      targets: [SITE, "http://shop:8080/"],
      service,
      interval: Duration.seconds(30),
      alerts: {
        thresholds: { slow: Duration.seconds(1) },
        exclude: ["BlackboxPhaseSlow"],
      },
    });
    expect(probe.jobName).toBe("probe-shop-site");
    const job = platform
      .published("metrics")
      .jobs.find(({ name }) => name === probe.jobName);
    expect(job).toMatchObject({
      targets: [
        { kind: "probed", target: SITE },
        { kind: "probed", target: "http://shop:8080/" },
      ],
      labels: { service: "shop", team: "sales" },
      params: { module: ["http_2xx"] },
    });
    const group = platform
      .published("rules")
      .find(({ name }) => name === "blackbox-probe-shop-site");
    const alerts = (group?.rules ?? []).flatMap((rule) =>
      rule.kind === "alert" ? [rule] : [],
    );
    expect(alerts.length).toBeGreaterThan(10);
    for (const { labels, dashboardUid } of alerts) {
      expect(labels).toMatchObject({ service: "shop", team: "sales" });
      expect(dashboardUid).toBe("probes");
    }
    const names = alerts.map(({ alert }) => alert);
    expect(names).not.toContain("BlackboxPhaseSlow");
    expect(
      alerts.find(({ alert }) => alert === "BlackboxProbeSlow")?.expr,
    ).toContain("[5m]) > 1 and");
    expect(synthesisError(app)).toBe("");
  });

  it("has another team than its service when told so", () => {
    const { platform, stack } = monitored();
    const service = stack.addService("shop", { team: "sales" });
    new Probe(stack, "Site", { targets: [SITE], service, team: "network" });
    const job = platform.published("metrics").jobs.at(-1);
    expect(job?.labels).toEqual({ service: "shop", team: "network" });
  });

  it("has no alerts when none are wanted", () => {
    const { app, platform, stack } = monitored();
    new Probe(stack, "Site", { targets: [SITE], alerts: false });
    const groups = platform.published("rules").map(({ name }) => name);
    expect(groups.filter((name) => name.startsWith("blackbox-"))).toEqual([]);
    expect(synthesisError(app)).toBe("");
  });

  it("links to no dashboard when there are none", () => {
    const { app, stack } = monitored({ standardDashboards: false });
    new Probe(stack, "Site", { targets: [SITE] });
    expect(synthesisError(app)).toBe("");
  });

  it("takes a module that the user adds to the prober", () => {
    const modules = { starts_tls: { prober: "tcp" } };
    const { app, platform, stack } = monitored({
      components: { "blackbox-exporter": { extraConfig: { modules } } },
    });
    new Probe(stack, "Mail", {
      targets: ["mail.example:25"],
      module: "starts_tls",
    });
    expect(platform.published("metrics").jobs.at(-1)?.params).toEqual({
      module: ["starts_tls"],
    });
    expect(synthesisError(app)).toBe("");
  });

  it("asks a prober elsewhere, whose modules are its own", () => {
    const { app, platform, stack } = monitored({
      components: { "blackbox-exporter": { external: "http://prober:9115" } },
    });
    new Probe(stack, "Site", { targets: [SITE], module: "anything" });
    expect(platform.published("metrics").jobs.at(-1)?.name).toBe("probe-site");
    expect(synthesisError(app)).toBe("");
  });

  it("needs a prober, and says so once", () => {
    const { app, stack } = monitored({ profile: "minimal" });
    new Probe(stack, "Site", { targets: [SITE] });
    expect(synthesisError(app)).not.toMatch(/must link|targets that run/);
    expect(synthesisError(app)).toContain(
      'probe "Site" must have the component "blackbox-exporter", got a platform without it',
    );
  });

  it("is told of a second one of its name", () => {
    const { app, stack } = monitored();
    new Probe(stack, "Site", { targets: [SITE] });
    new Probe(stack, "site", { targets: [SITE] });
    expect(synthesisError(app)).toContain("probe-site");
  });

  describeWithTool("promtool", "in prometheus.yml", (promtool) => {
    it("is accepted", () => {
      const { platform, stack } = monitored();
      new Probe(stack, "Site", {
        targets: [SITE, "http://[::1]:8080/?q=%20", "http://ü.example"],
      });
      new Probe(stack, "Mail", {
        targets: ["mail.example:25", "[::1]:993"],
        module: "tcp_tls",
      });
      const { plan } = platform;
      if (plan === undefined) {
        throw new Error("no plan");
      }
      const folder = mkdtempSync(join(tmpdir(), "probe-"));
      const file = join(folder, "prometheus.yml");
      writeFileSync(
        file,
        renderPrometheusConfig({
          plan,
          settings: platform.published("metrics"),
          endpoints: endpointsOf(plan),
          ruleFiles: [],
        }),
      );
      expect(run(promtool, ["check", "config", file])).toMatchObject({
        status: 0,
      });
      rmSync(folder, { recursive: true, force: true });
    });
  });
});

const probe =
  (change: unknown) =>
  ({ stack }: Program) =>
    new Probe(
      stack,
      "Site",
      typeof change === "object"
        ? { targets: [SITE], ...js<Partial<ProbeProps>>(change) }
        : js<ProbeProps>(change),
    );

const PATH = "monitoring/Site";

describe("a wrong Probe", () => {
  itTellsOf([
    ["that is a text", probe(SITE), PATH, "options of a Probe"],
    [
      "without targets",
      probe({ targets: [] }),
      PATH,
      "at least one address, got none",
    ],
    [
      "with one target outside a list",
      probe({ targets: SITE }),
      PATH,
      "targets of a Probe must be a list of texts",
    ],
    [
      "with a number as target",
      probe({ targets: [80] }),
      PATH,
      "must be a list of texts",
    ],
    [
      "with a host instead of an URL",
      probe({ targets: ["shop.example:443"] }),
      PATH,
      'an URL with http or https for the module http_2xx, got "shop.example:443"',
    ],
    [
      "with another protocol",
      probe({ targets: ["ftp://shop.example/"] }),
      PATH,
      "an URL with http or https",
    ],
    [
      "with an URL for a connection",
      probe({ module: "tcp_connect" }),
      PATH,
      "a host and a port for the module tcp_connect",
    ],
    [
      "with a log-in in the address",
      probe({ targets: [`https://me:${SECRET}@shop.example/`] }),
      PATH,
      "without spaces and log-in, got one with a user or password",
    ],
    [
      "with a space in the address",
      probe({ targets: ["https://shop.example/a b"] }),
      PATH,
      "without spaces and log-in",
    ],
    [
      "that asks twice",
      probe({ targets: [SITE, SITE] }),
      PATH,
      `different addresses, got "${SITE}" twice`,
    ],
    [
      "with a misspelt module",
      probe({ module: "http_2x" }),
      PATH,
      'got "http_2x"; did you mean "http_2xx"',
    ],
    [
      "with a module that is no text",
      probe({ module: 2 }),
      PATH,
      "module of a Probe must be a text, got 2",
    ],
    [
      "with a number as interval",
      probe({ interval: 30 }),
      PATH,
      "must be a Duration, got 30",
    ],
    [
      "with no time between two probes",
      probe({ interval: Duration.seconds(0) }),
      PATH,
      "interval of a Probe must be longer than 0s",
    ],
    [
      "that asks too rarely for its alerts",
      probe({ interval: Duration.minutes(10) }),
      PATH,
      "interval of a Probe must be at most 2m, got 10m",
    ],
    [
      "with the name of a service",
      probe({ service: "shop" }),
      PATH,
      "service of a Probe must be a Service",
    ],
    [
      "with a number as team",
      probe({ team: 7 }),
      PATH,
      "team of a Probe must be a text, got 7",
    ],
    [
      "with an option that does not exist",
      probe({ target: SITE }),
      PATH,
      'got "target"; did you mean "targets"',
    ],
    [
      "with alerts switched on by a flag",
      probe({ alerts: true }),
      PATH,
      "alerts of a Probe must be an object, got true",
    ],
    [
      "with a tuning that does not exist",
      probe({ alerts: { threshold: {} } }),
      PATH,
      'got "threshold"; did you mean "thresholds"',
    ],
    [
      "with a threshold that does not exist",
      probe({ alerts: { thresholds: { slower: Duration.seconds(1) } } }),
      PATH,
      "thresholds of blackboxAlerts must have known names",
    ],
    [
      "with an alert that does not exist",
      probe({ alerts: { exclude: ["BlackboxProbeDwon"] } }),
      PATH,
      'did you mean "BlackboxProbeDown"',
    ],
    [
      "at a Monitoring that is none",
      probe({ monitoring: {} }),
      PATH,
      "`monitoring` must be a Monitoring",
    ],
  ]);
});
