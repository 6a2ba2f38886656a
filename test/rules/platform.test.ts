import { checkRouting } from "../../lib/domain/routing/check";
import { createRoute } from "../../lib/domain/routing/create-route";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import { parsePromql } from "../../lib/domain/promql/expr";
import type { AlertRule, RuleGroup } from "../../lib/domain/rules/rule";
import type { DeploymentPlan } from "../../lib/domain/telemetry/plan";
import { Bytes, Duration } from "../../lib/domain/units";
import { platformAlerts } from "../../lib/packs/alerts/platform/alerts";
import {
  COMPONENT_THRESHOLDS,
  type PlatformAlertOptions,
} from "../../lib/packs/alerts/platform/options";
import {
  buildPlan,
  selfScrapeJobs,
  type PlanSettings,
} from "../../lib/packs/components/profile";
import { scrapeMetrics } from "../../lib/packs/exporters/scrape";
import { hook } from "../domain/routing/arbitraries";
import * as suite from "./pack-suite";
import { PLATFORM_CASES } from "./platform-cases";

function planOf(settings: Partial<PlanSettings> = {}): DeploymentPlan {
  return buildPlan({
    profile: "standard",
    metricRetention: { time: Duration.days(15), size: Bytes.gigabytes(8) },
    traceRetention: { time: Duration.days(7), size: Bytes.gigabytes(1) },
    ...settings,
  });
}

function alertsOf(plan: DeploymentPlan): readonly AlertRule[] {
  return suite.alertsOf(platformAlerts(plan));
}

/** Without the packs of hosts, containers and log lines, which are proven by themselves. */
function ownGroups(
  plan = planOf(),
  options: PlatformAlertOptions = {},
): readonly RuleGroup[] {
  return platformAlerts(plan, options).filter(
    ({ name }) => !/^(?:host|container|logs)-/.test(name),
  );
}

/** Two Prometheis and two Alertmanagers. */
const PAIRS = planOf({
  components: { prometheus: { replicas: 2 }, alertmanager: { replicas: 2 } },
});

const alerts = alertsOf(planOf());

describe("platformAlerts", () => {
  suite.describePack({
    name: "platform",
    defaults: COMPONENT_THRESHOLDS,
    groups: (thresholds) => [
      ...ownGroups(planOf(), thresholds),
      ...ownGroups(PAIRS, thresholds).filter(
        ({ name }) => name === "platform-redundancy",
      ),
    ],
    dashboardUid: "platform-overview",
    cases: PLATFORM_CASES,
  });

  it("has one name per alert, those of hosts and containers among them", () => {
    const names = alerts.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(["HostDiskAlmostFull", "ContainerOutOfMemory"]),
    );
  });

  it("asks only for metrics that the components expose", () => {
    const exposed = new Set(
      [
        ...scrapeMetrics,
        ...selfScrapeJobs(planOf()).flatMap(({ metrics }) => metrics),
      ].flatMap(({ name, type }) =>
        type === "histogram" ? [`${name}_count`, `${name}_bucket`] : [name],
      ),
    );
    const asked = suite
      .alertsOf(
        platformAlerts(planOf()).filter(
          ({ engine }) => engine === "prometheus",
        ),
      )
      .flatMap(({ expr }) =>
        parsePromql(expr).selectors.map(({ metric }) => metric ?? expr),
      );
    expect(asked.filter((metric) => !exposed.has(metric))).toEqual([]);
  });

  it("links to another page when told so", () => {
    const [own] = platformAlerts(planOf(), { runbookUrl: "https://x/y" });
    expect(own?.rules[0]).toMatchObject({ runbookUrl: "https://x/y#watchdog" });
  });

  it("links to no dashboards where there are none", () => {
    const groups = platformAlerts(planOf(), {}, false);
    expect(JSON.stringify(groups)).not.toContain("dashboardUid");
    expect(suite.alertsOf(groups)).toHaveLength(alerts.length);
  });

  it("knows nothing of components that are not deployed", () => {
    const text = JSON.stringify(alertsOf(planOf({ profile: "minimal" })));
    expect(text).not.toMatch(/loki_|jaeger_|otelcol|node_|container_|probe_/);
    expect(text).toContain("GrafanaDown");
    const external = alertsOf(
      planOf({ components: { loki: { external: "http://loki" } } }),
    );
    expect(external.map(({ alert }) => alert)).not.toContain("LokiDown");
  });

  it("asks nothing of an Alertmanager elsewhere, and tells when nothing reaches it", () => {
    const external = alertsOf(
      planOf({ components: { alertmanager: { external: "http://alerts" } } }),
    );
    expect(JSON.stringify(external)).not.toContain('job=\\"alertmanager\\"');
    expect(external.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining([
        "PrometheusNotificationsFailing",
        "PrometheusNotificationsDropped",
      ]),
    );
  });

  it("watches the network of the host only where something tells of it", () => {
    const without = alertsOf(planOf({ components: { cadvisor: false } }));
    const names = without.map(({ alert }) => alert);
    expect(names).toContain("HostCpuHigh");
    expect(names).not.toContain("HostNetworkErrors");
    expect(alerts.map(({ alert }) => alert)).toContain("HostNetworkErrors");
  });

  it("calls the loss of one of two no outage", () => {
    const priority = (name: string) =>
      alertsOf(PAIRS).find(({ alert }) => alert === name)?.labels.priority;
    expect(priority("PrometheusRedundancyLost")).toBe("P3");
    expect(priority("AlertmanagerRedundancyLost")).toBe("P3");
    expect(priority("PrometheusDown")).toBe("P1");
    expect(JSON.stringify(alerts)).not.toContain("RedundancyLost");
  });

  it("does not ask for an Alertmanager that nobody has", () => {
    const names = alertsOf(planOf({ components: { alertmanager: false } })).map(
      ({ alert }) => alert,
    );
    expect(names).not.toContain("PrometheusWithoutAlertmanager");
    expect(names).toContain("PrometheusRuleFailures");
  });

  it("goes to the platform's team as a whole", () => {
    const tree = buildRoutingTree({
      path: "m",
      routes: [
        {
          path: "m/Platform",
          value: createRoute({
            match: { team: "platform" },
            receivers: { warning: hook },
          }),
        },
      ],
      defaultReceivers: [],
      deadMan: hook,
    });
    expect(
      checkRouting({
        tree,
        alerts: alerts.map((rule) => ({
          path: "m",
          rule,
          origin: "platform" as const,
        })),
      }),
    ).toEqual([]);
  });

  it("keeps the watchdog in a group of its own, without labels that something could mute", () => {
    const group = ownGroups().find(({ name }) => name === "watchdog");
    expect(group?.rules).toHaveLength(1);
    expect(group?.rules[0]?.labels).toEqual({});
  });

  it("hands the thresholds of hosts and containers to their packs", () => {
    const text = JSON.stringify(
      platformAlerts(planOf(), {
        host: { diskFreeRatio: 0.17 },
        container: { memoryRatio: 0.83 },
      }),
    );
    expect(text).toContain("< 0.17");
    expect(text).toContain("> 0.83");
  });

  it.each<[string, object, string]>([
    ["a component", { errorRation: 1 }, 'did you mean "errorRatio"'],
    ["a host", { host: { cpuRation: 1 } }, 'did you mean "cpuRatio"'],
    ["a container", { container: { restart: 1 } }, 'did you mean "restarts"'],
    ["a share above 1", { volumeRatio: 80 }, "at most 1, got 80"],
  ])("refuses an unknown or impossible threshold of %s", (_, options, text) => {
    expect(() => platformAlerts(planOf(), options)).toThrow(text);
  });
});
