import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bytes, Duration } from "../../lib/domain/units";
import { platformAlerts } from "../../lib/packs/alerts/platform/alerts";
import { buildPlan } from "../../lib/packs/components/profile";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { describeWithTool, run } from "../support/tools";
import type { Series } from "./pack-suite";

const groups = platformAlerts(
  buildPlan({
    profile: "minimal",
    components: { prometheus: { replicas: 2 }, alertmanager: { replicas: 2 } },
    metricRetention: { time: Duration.days(15), size: Bytes.gigabytes(8) },
    traceRetention: { time: Duration.days(7), size: Bytes.gigabytes(1) },
  }),
);

const up = (job: string, first: string, second: string): Series => ({
  [`up{job="${job}",instance="${job}"}`]: first,
  [`up{job="${job}",instance="${job}-2"}`]: second,
});
const members = (first: string, second: string): Series => ({
  'alertmanager_cluster_members{job="alertmanager",instance="alertmanager"}':
    first,
  'alertmanager_cluster_members{job="alertmanager",instance="alertmanager-2"}':
    second,
});
const counted = (what: string, alertmanager: string) =>
  `prometheus_notifications_${what}_total{job="prometheus",alertmanager="${alertmanager}"}`;
const sent = (first: string, second: string): Series => ({
  [counted("sent", "a")]: "0+100x80",
  [counted("sent", "b")]: "0+100x80",
  [counted("errors", "a")]: first,
  [counted("errors", "b")]: second,
});

/** What happens for 40 minutes, and which of the alerts that know of pairs fires at its end. */
const CASES: readonly (readonly [string, Series, readonly string[]])[] = [
  [
    "all is well",
    {
      ...up("prometheus", "1x80", "1x80"),
      ...up("alertmanager", "1x80", "1x80"),
      ...members("2x80", "2x80"),
      ...sent("0x80", "0x80"),
    },
    [],
  ],
  [
    "one Alertmanager is down",
    {
      ...up("prometheus", "1x80", "1x80"),
      ...up("alertmanager", "1x10 0x70", "1x80"),
      ...members("2x10 _x70", "2x10 1x70"),
      ...sent("0+100x80", "0x80"),
      [counted("dropped", "a")]: "0+100x80",
    },
    ["AlertmanagerRedundancyLost"],
  ],
  [
    "both Alertmanagers are down",
    {
      ...up("prometheus", "1x80", "1x80"),
      ...up("alertmanager", "0x80", "0x80"),
      ...sent("0+100x80", "0+100x80"),
    },
    ["AlertmanagerDown"],
  ],
  [
    "both Alertmanagers refuse alerts",
    {
      ...up("prometheus", "1x80", "1x80"),
      ...up("alertmanager", "1x80", "1x80"),
      ...members("2x80", "2x80"),
      ...sent("0+100x80", "0+50x80"),
    },
    ["PrometheusNotificationsFailing"],
  ],
  [
    "the Alertmanagers do not see each other",
    {
      ...up("prometheus", "1x80", "1x80"),
      ...up("alertmanager", "1x80", "1x80"),
      ...members("1x80", "1x80"),
    },
    ["AlertmanagerPeersLost", "AlertmanagerPeersLost"],
  ],
  [
    "one Prometheus is down",
    {
      ...up("prometheus", "1x80", "1x10 0x70"),
      ...up("alertmanager", "1x80", "1x80"),
    },
    ["PrometheusRedundancyLost"],
  ],
  [
    "nothing is known of Prometheus",
    up("alertmanager", "1x80", "1x80"),
    ["PrometheusDown"],
  ],
];

const NAMES = [
  "AlertmanagerDown",
  "AlertmanagerPeersLost",
  "AlertmanagerRedundancyLost",
  "PrometheusDown",
  "PrometheusNotificationsDropped",
  "PrometheusNotificationsFailing",
  "PrometheusRedundancyLost",
];

describeWithTool("promtool", "alerts about pairs", (promtool) => {
  const folder = mkdtempSync(join(tmpdir(), "platform-pairs-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("tell the loss of one from the loss of both", () => {
    writeFileSync(join(folder, "rules.yml"), renderRuleGroups(groups));
    const query = `ALERTS{alertstate="firing",alertname=~"${NAMES.join("|")}"}`;
    const file = join(folder, "pairs.test.yml");
    writeFileSync(
      file,
      JSON.stringify({
        rule_files: ["rules.yml"],
        evaluation_interval: "1m",
        tests: CASES.map(([name, series, expected]) => ({
          name,
          interval: "1m",
          input_series: Object.entries(series).map(([each, values]) => ({
            series: each,
            values,
          })),
          promql_expr_test: [
            {
              expr: `count by (alertname) (${query})`,
              eval_time: "40m",
              exp_samples: [...new Set(expected)].map((alert) => ({
                labels: `{alertname="${alert}"}`,
                value: expected.filter((each) => each === alert).length,
              })),
            },
          ],
        })),
      }),
    );
    const { status, output } = run(promtool, ["test", "rules", file]);
    expect(status === 0 ? "" : output).toBe("");
  });
});
