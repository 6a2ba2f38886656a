import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AlertPack } from "../../../constructs/alert-pack";
import { Monitoring } from "../../../constructs/monitoring";
import { MonitoringDashboard } from "../../../constructs/monitoring-dashboard";
import { checkModel } from "../../../lib/domain/check/check-model";
import { validateDashboard } from "../../../lib/domain/dashboard/validate";
import { withoutVariables } from "../../../lib/domain/dashboard/variables";
import { parseLogql } from "../../../lib/domain/promql/logql";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import { SecretRef } from "../../../lib/domain/secret";
import { securityAlerts } from "../../../lib/packs/alerts/security/alerts";
import { securityFileMetrics } from "../../../lib/packs/alerts/security/metrics";
import type { SecurityAlertOptions } from "../../../lib/packs/alerts/security/options";
import { securityDashboard } from "../../../lib/packs/dashboards/security/dashboard";
import { nodeExporterMetrics } from "../../../lib/packs/exporters/node";
import { MonitoringStack } from "../../../stacks/monitoring-stack";
import { HARMLESS } from "../../rules/security-harmless";
import { push, startLoki } from "../../rules/security-loki";
import { temporaryApp } from "../../support/app";
import { RecordingPlatform } from "../../support/recording-platform";
import { describeWithTool } from "../../support/tools";

const ALL: SecurityAlertOptions = {
  logs: {
    auth: { sudoUsers: ["deploy"] },
    audit: {},
    access: {},
    application: { selector: '{service="shop"}' },
  },
  metrics: { requests: { jobs: ["shop"] }, files: { job: "machines" } },
};

const dashboard = securityDashboard(ALL);
const panels = dashboard.rows.flatMap((row) => row.panels);
const logQueries = panels.flatMap(({ queries }) =>
  queries
    .filter(({ dataSource }) => dataSource === "loki")
    .map(({ expr }) => withoutVariables(expr)),
);

it("is valid, and describes every panel", () => {
  validateDashboard(dashboard);
  for (const { description } of panels) {
    expect(description).toMatch(/^[A-Z].*\.$/);
  }
});

it("shows what exists, and nothing else", () => {
  const titles = (options: SecurityAlertOptions) =>
    securityDashboard(options).rows.map(({ title }) => title);
  expect(titles(ALL)).toEqual([
    "Firing alerts",
    "Log-ins by ssh",
    "Rights of root",
    "Log-ins to services",
    "Refused requests",
    "Watched files",
    "Checksums of files",
    "Attacks on web servers",
    "Newest lines",
  ]);
  expect(titles({ logs: { access: {} } })).toEqual([
    "Attacks on web servers",
    "Newest lines",
  ]);
  expect(titles({ metrics: { files: {} } })).toEqual([
    "Firing alerts",
    "Checksums of files",
  ]);
});

it("shows which alerts of lines fire where Prometheus knows them, and asks for the pages where not", () => {
  const firing = (remoteWriteReceiver: boolean) =>
    JSON.stringify(securityDashboard(ALL, { remoteWriteReceiver }).rows[0]);
  expect(firing(false)).toContain("Firing pages of logs");
  expect(firing(false)).not.toMatch(/ALERTS\{[^}]*SqlInjectionAttempts/);
  expect(firing(true)).not.toContain("Firing pages of logs");
  expect(firing(true)).toMatch(/ALERTS\{[^}]*SqlInjectionAttempts/);
  expect(() =>
    securityDashboard(ALL, { remoteWriteReciever: true } as object),
  ).toThrow("remoteWriteReceiver");
});

it("offers what the sources have, and keeps to what is chosen", () => {
  const names = (options: SecurityAlertOptions) =>
    securityDashboard(options).variables.map(({ name }) => name);
  expect(names(ALL)).toEqual(["job", "instance", "service", "host"]);
  expect(names({ logs: { access: {} } })).toEqual(["service"]);
  const loose = logQueries
    .filter((expr) => !expr.startsWith("count("))
    .filter((expr) => !/(?:service|host)=~"\.\+\|"/.test(expr));
  expect(loose).toEqual([]);
});

it("warns from the values on from which the alerts do, and reads the same lines", () => {
  const options: SecurityAlertOptions = {
    logs: { auth: { selector: '{service="bastion"}' } },
    thresholds: { loginFailures: 77 },
  };
  const changed = JSON.stringify(securityDashboard(options));
  expect(changed).toContain(
    '"value":77,"color":"orange","alert":"SshLoginFailuresHigh"',
  );
  expect(changed).not.toContain('log=\\"auth\\"');
  const alerts = new Map(
    securityAlerts(ALL)
      .flatMap(({ rules }) => rules)
      .flatMap((rule) =>
        rule.kind === "alert" ? [[rule.alert, rule.expr] as const] : [],
      ),
  );
  const limits = panels.flatMap(({ thresholds = [] }) => thresholds);
  for (const { value, alert } of limits.filter((each) => each.alert)) {
    expect(alerts.get(alert ?? "")).toContain(` > ${value}`);
  }
});

it("is without problems in a stack, together with its alerts", () => {
  const stack = new MonitoringStack(temporaryApp(), "monitoring", {
    platform: new RecordingPlatform(),
    defaultReceivers: [
      AlertReceiver.slack({ channel: "#all", url: SecretRef.file("slack") }),
    ],
  });
  stack.addService("shop", { team: "sales", metrics: { port: 9464 } });
  const { model } = Monitoring.of(stack);
  model.addScrapeJob("monitoring/machines", {
    name: "machines",
    targets: [{ kind: "address", address: "web1:9100" }],
    metrics: [...nodeExporterMetrics, ...securityFileMetrics],
  });
  const pack = new AlertPack(stack, "Security", {
    groups: securityAlerts(ALL),
  });
  const shown = new MonitoringDashboard(stack, "Dashboard", dashboard);
  const paths = [pack.node.path, shown.node.path];
  expect(checkModel(model).filter(({ path }) => paths.includes(path))).toEqual(
    [],
  );
});

it("writes LogQL that the check of a model reads", () => {
  expect(logQueries.length).toBeGreaterThan(25);
  for (const query of logQueries) {
    expect(() => parseLogql(query)).not.toThrow();
  }
});

describeWithTool("loki", "the dashboard in Loki", (program) => {
  it("asks what Loki answers, on a day like any other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "security-dashboard-"));
    const loki = await startLoki(program, folder);
    const now = Date.now();
    try {
      for (const { stream, lines } of HARMLESS) {
        await push(loki.url, stream, lines, { now });
      }
      await loki.ready();
      const answered = await Promise.all(
        logQueries.map(async (query) =>
          parseLogql(query).type === "logs"
            ? 1
            : (await loki.query("fake", query, now + 1)).length,
        ),
      );
      expect(answered.filter((series) => series > 0).length).toBeGreaterThan(
        10,
      );
    } finally {
      await loki.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 90_000);
});
