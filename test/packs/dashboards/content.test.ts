import { Monitoring } from "../../../constructs/monitoring";
import { checkModel } from "../../../lib/domain/check/check-model";
import type { Dashboard } from "../../../lib/domain/dashboard/model";
import { parsePromql } from "../../../lib/domain/promql/expr";
import { withoutVariables } from "../../../lib/domain/dashboard/variables";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import { SecretRef } from "../../../lib/domain/secret";
import { Duration } from "../../../lib/domain/units";
import { contentDashboards } from "../../../lib/packs/dashboards/standard";
import {
  standardRecordings,
  type StandardContent,
} from "../../../lib/packs/recordings/standard";
import { MonitoringStack } from "../../../stacks/monitoring-stack";
import { temporaryApp } from "../../support/app";
import { RecordingPlatform } from "../../support/recording-platform";
import { EVERYTHING, FULL, checkout } from "./plans";

const uids = (content: StandardContent): readonly string[] =>
  contentDashboards(content).map(({ uid }) => uid);

/** Series that a platform has once or a few of, whatever runs on it. */
const FEW = /^(prometheus_|alertmanager_|loki_|jaeger_|otelcol_|up$)/;

function longQueries(dashboard: Dashboard): readonly string[] {
  const panels = dashboard.rows.flatMap(({ panels }) => panels);
  return panels.flatMap((panel) => {
    const range = Duration.parse(panel.range ?? dashboard.range ?? "6h");
    const isGraph = ["timeseries", "heatmap"].includes(panel.kind);
    return panel.queries
      .filter(({ dataSource }) => dataSource === "prometheus")
      .filter(
        ({ expr }) =>
          (isGraph && range.compare(Duration.hours(6)) > 0) ||
          /\[(\$__range|\d+d)/.test(expr),
      )
      .map(({ expr }) => withoutVariables(expr));
  });
}

it.each(contentDashboards(FULL).map((each) => [each.uid, each] as const))(
  "%s reads recorded series where it looks back more than 6 hours",
  (_, dashboard) => {
    const raw = longQueries(dashboard)
      .flatMap((expr) => parsePromql(expr).selectors)
      .map(({ metric = "" }) => metric)
      .filter((metric) => !metric.includes(":") && !FEW.test(metric));
    expect(raw.filter((metric) => !isShort(dashboard.uid, metric))).toEqual([]);
  },
);

/** Days of a few containers and hosts on panels that others than this test's dashboards share. */
function isShort(uid: string, metric: string): boolean {
  return (
    ["containers", "host"].includes(uid) &&
    /^(container_oom_events_total|node_vmstat_oom_kill)$/.test(metric)
  );
}

it("has no service and no objective to show before one is declared", () => {
  const bare = uids({ plan: EVERYTHING, services: [], slos: [] });
  for (const uid of ["services", "system-performance", "traces"]) {
    expect(bare).not.toContain(uid);
  }
  expect(bare.filter((uid) => /^sl[oa]/.test(uid))).toEqual([]);
});

it("compares services only where there are two", () => {
  const one = uids({ plan: EVERYTHING, services: [checkout], slos: [] });
  expect(one).toContain("services");
  expect(one).not.toContain("system-performance");
});

it("links only to dashboards that the same platform has", () => {
  const contents: readonly StandardContent[] = [
    FULL,
    { ...FULL, slos: [] },
    { ...FULL, services: [], slos: [] },
    { ...FULL, services: [checkout] },
  ];
  for (const content of contents) {
    const dashboards = contentDashboards(content);
    const known = new Set(dashboards.map(({ uid }) => uid));
    const linked = JSON.stringify(dashboards).matchAll(
      /"dashboardUid":"([^"]+)"/g,
    );
    expect(
      [...linked].map(([, uid = ""]) => uid).filter((uid) => !known.has(uid)),
    ).toEqual([]);
  }
});

it("fits a phone: each panel of On-call has a line of its own", () => {
  const onCall = contentDashboards(FULL).find(({ uid }) => uid === "on-call");
  const panels = onCall?.rows.flatMap((row) => row.panels) ?? [];
  expect(panels.length).toBeGreaterThan(5);
  expect(new Set(panels.map(({ width = 24 }) => width))).toEqual(new Set([24]));
});

it("is a closed world: the check of the model finds nothing wrong with dashboards and recordings", () => {
  const stack = new MonitoringStack(temporaryApp(), "monitoring", {
    platform: new RecordingPlatform(),
    standardDashboards: false,
    defaultReceivers: [
      AlertReceiver.slack({ channel: "#all", url: SecretRef.file("slack") }),
    ],
  });
  for (const name of ["checkout", "catalog"]) {
    stack.addService(name, { team: "payments", metrics: { port: 9464 } });
  }
  const { model } = Monitoring.of(stack);
  FULL.slos.forEach((slo) => model.addSlo("monitoring/slos", slo));
  const content = (): StandardContent => ({
    plan: model.plan,
    services: model.services.map(({ value }) => value),
    slos: model.slos.map(({ value }) => value),
  });
  const path = "monitoring/content";
  model.addRuleGroups(path, () => standardRecordings(content()));
  contentDashboards(content()).forEach((dashboard) =>
    model.addDashboard(path, () => dashboard),
  );
  expect(checkModel(model).filter((problem) => problem.path === path)).toEqual(
    [],
  );
});
