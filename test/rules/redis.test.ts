import { inhibitionOf } from "../../lib/domain/routing/inhibition";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import { redisAlerts, redisRules } from "../../lib/packs/alerts/redis/alerts";
import {
  REDIS_THRESHOLDS,
  redisSettings,
  type RedisAlertOptions,
} from "../../lib/packs/alerts/redis/options";
import { cachingDashboard } from "../../lib/packs/dashboards/caching/dashboard";
import { redisMetrics } from "../../lib/packs/exporters/redis-metrics";
import { labels } from "./http-service-cases";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack } from "./pack-suite";
import { REDIS_CASES } from "./redis-cases";

const SHOP = { job: "shop", team: "sales", replicas: 2 };

describe("redisAlerts", () => {
  describePack({
    name: "redis",
    defaults: REDIS_THRESHOLDS,
    // Also with thresholds that redisAlerts refuses, such as more than 100 %.
    groups: (limits) => redisRules({ ...redisSettings(SHOP), limits }),
    dashboardUid: "caching-shop",
    cases: REDIS_CASES,
  });

  it("asks the exporter only for what it tells", () => {
    const problems = problemsOf(
      redisAlerts({ job: "session-cache", replicas: 1 }),
      { "session-cache": redisMetrics },
    );
    // The dashboard comes with the exporter, which is not part of this model.
    expect(problems.filter(({ code }) => code !== "dashboard-unknown")).toEqual(
      [],
    );
  });

  it("links to the dashboard of the same job, also for a long name", () => {
    for (const job of ["shop", "a".repeat(60)]) {
      const settings = redisSettings({ job });
      const uids = alertsOf(redisRules(settings)).map(
        ({ dashboardUid }) => dashboardUid,
      );
      expect([...new Set(uids)]).toEqual([cachingDashboard(settings).uid]);
    }
  });

  it("watches the number of replicas when it is told", () => {
    const names = (options: Partial<RedisAlertOptions>) =>
      alertsOf(redisAlerts({ job: "shop", ...options })).map(
        ({ alert }) => alert,
      );
    expect(names({})).not.toContain("RedisReplicaMissing");
    expect(names({ replicas: 1 })).toContain("RedisReplicaMissing");
  });

  it("has a strict preset that pages from a hit ratio of 70 % on, of which single values can be replaced", () => {
    const page = (thresholds = {}) =>
      alertsOf(redisAlerts({ job: "shop", preset: "strict", thresholds })).find(
        ({ alert }) => alert === "RedisHitRatioVeryLow",
      );
    expect(page()?.severity).toBe("critical");
    expect(page()?.expr).toContain('hit_ratio_rate5m{job="shop"} < 0.7 ');
    expect(page({ hitRatioP2: 0.6 })?.expr).toContain("< 0.6 ");
  });

  it.each([
    [{ threshold: {} }, 'got "threshold"; did you mean "thresholds"'],
    [{ thresholds: { hitRatio: 0.9 } }, 'got "hitRatio"; did you mean'],
    [{ thresholds: { hitRatioP3: 80 } }, "at most 1, got 80"],
    [{ thresholds: { hitRatioP2: 0.85 } }, "must be below hitRatioP3"],
    [{ thresholds: { memoryRatioP2: 0.8 } }, "must be above memoryRatioP3"],
    [{ thresholds: { replicaLag: 10 } }, "must be a Duration, got 10"],
    [{ replicas: -1 }, "at least 0, got -1"],
    [{ replicas: 1.5 }, "at least 0, got 1.5"],
    [{ preset: "lax" }, 'one of standard, strict, got "lax"'],
    [{ team: 1 }, "must be a text, got 1"],
  ])("refuses %j", (options, message) => {
    expect(() => redisAlerts({ job: "shop", ...(options as object) })).toThrow(
      message,
    );
  });

  it("lets its pages mute its lesser alerts, by the rules that routing has", () => {
    const tree = buildRoutingTree({
      path: "m",
      routes: [],
      defaultReceivers: [],
    });
    const lesser = { alertname: "RedisMemoryFilling", ...labels("P3") };
    for (const alertname of ["RedisDown", "RedisMemoryExhausted"]) {
      const page = { alertname, ...labels("P2") };
      expect(inhibitionOf(tree, lesser, [page])).toBeDefined();
    }
  });
});
