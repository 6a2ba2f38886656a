import { inhibitionOf } from "../../lib/domain/routing/inhibition";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import { Duration } from "../../lib/domain/units";
import {
  postgresqlAlerts,
  postgresqlRules,
} from "../../lib/packs/alerts/postgresql/alerts";
import {
  POSTGRESQL_THRESHOLDS,
  postgresqlSettings,
  type PostgresqlAlertOptions,
} from "../../lib/packs/alerts/postgresql/options";
import { databaseDashboard } from "../../lib/packs/dashboards/database/dashboard";
import { postgresqlMetrics } from "../../lib/packs/exporters/postgresql-metrics";
import { labels } from "./http-service-cases";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack } from "./pack-suite";
import { POSTGRESQL_CASES } from "./postgresql-cases";

const SHOP = { job: "shop", team: "sales", replicas: 2 };

describe("postgresqlAlerts", () => {
  describePack({
    name: "postgresql",
    defaults: POSTGRESQL_THRESHOLDS,
    // Also with thresholds that postgresqlAlerts refuses, such as more than 100 %.
    groups: (limits) =>
      postgresqlRules({ ...postgresqlSettings(SHOP), limits }),
    dashboardUid: "database-shop",
    cases: POSTGRESQL_CASES,
  });

  it("asks the exporter only for what it tells", () => {
    const problems = problemsOf(
      postgresqlAlerts({ job: "orders-db", replicas: 1 }),
      { "orders-db": postgresqlMetrics },
    );
    // The dashboard comes with the exporter, which is not part of this model.
    expect(problems.filter(({ code }) => code !== "dashboard-unknown")).toEqual(
      [],
    );
  });

  it("links to the dashboard of the same job, also for a long name", () => {
    for (const job of ["shop", "a".repeat(60)]) {
      const settings = postgresqlSettings({ job });
      const uids = alertsOf(postgresqlRules(settings)).map(
        ({ dashboardUid }) => dashboardUid,
      );
      expect([...new Set(uids)]).toEqual([databaseDashboard(settings).uid]);
    }
  });

  it("leaves out alerts about what was not asked for", () => {
    const names = (options: Partial<PostgresqlAlertOptions>) =>
      alertsOf(postgresqlAlerts({ job: "shop", ...options })).map(
        ({ alert }) => alert,
      );
    expect(names({})).not.toContain("PostgresqlReplicaMissing");
    expect(names({ replicas: 1 })).toContain("PostgresqlReplicaMissing");
    expect(names({})).toContain("PostgresqlSlowStatements");
    expect(names({ statements: false })).not.toContain(
      "PostgresqlSlowStatements",
    );
  });

  it("has a strict preset, of which single values can be replaced", () => {
    const expr = (alert: string, thresholds = {}) =>
      alertsOf(
        postgresqlAlerts({ job: "shop", preset: "strict", thresholds }),
      ).find((each) => each.alert === alert)?.expr;
    expect(expr("PostgresqlSlowStatements")).toMatch(/> 0.15$/);
    expect(expr("PostgresqlPoolExhausted")).toMatch(/> 0.9$/);
    expect(
      expr("PostgresqlSlowStatements", { statementTime: Duration.seconds(3) }),
    ).toMatch(/> 3$/);
  });

  it.each([
    [{ threshold: {} }, 'got "threshold"; did you mean "thresholds"'],
    [{ thresholds: { poolRatio: 0.9 } }, 'got "poolRatio"; did you mean'],
    [{ thresholds: { poolRatioP2: 90 } }, "at most 1, got 90"],
    [{ thresholds: { poolRatioP2: 0.7 } }, "must be above poolRatioP3"],
    [
      { thresholds: { replicationLagP3: Duration.minutes(6) } },
      "must be above replicationLagP3, got 5m and 6m",
    ],
    [{ replicas: -1 }, "at least 0, got -1"],
    [{ replicas: 1.5 }, "at least 0, got 1.5"],
    [{ preset: "lax" }, 'one of standard, strict, got "lax"'],
    [{ statements: "no" }, "must be true or false"],
    [{ team: 1 }, "must be a text, got 1"],
  ])("refuses %j", (options, message) => {
    expect(() =>
      postgresqlAlerts({ job: "shop", ...(options as object) }),
    ).toThrow(message);
  });

  it("lets its pages mute its lesser alerts, by the rules that routing has", () => {
    const tree = buildRoutingTree({
      path: "m",
      routes: [],
      defaultReceivers: [],
    });
    const lesser = { alertname: "PostgresqlPoolFilling", ...labels("P3") };
    for (const alertname of ["PostgresqlDown", "PostgresqlPoolExhausted"]) {
      const page = { alertname, ...labels("P2") };
      expect(inhibitionOf(tree, lesser, [page])).toBeDefined();
    }
  });
});
