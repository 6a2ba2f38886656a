import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inhibitionOf } from "../../lib/domain/routing/inhibition";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import { Duration } from "../../lib/domain/units";
import { httpServiceAlerts } from "../../lib/packs/alerts/http-service/alerts";
import { HTTP_SERVICE_THRESHOLDS } from "../../lib/packs/alerts/http-service/options";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { withoutTexts } from "../support/needed-rules";
import { describeWithTool, run } from "../support/tools";
import {
  failing,
  HTTP_SERVICE_CASES,
  labels,
  lasting,
} from "./http-service-cases";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack, type Series } from "./pack-suite";

const SHOP = { service: "shop", team: "sales" };

describe("httpServiceAlerts", () => {
  describePack({
    name: "http-service",
    defaults: HTTP_SERVICE_THRESHOLDS,
    groups: (thresholds) => httpServiceAlerts({ ...SHOP, thresholds }),
    dashboardUid: "service-shop",
    cases: HTTP_SERVICE_CASES,
  });

  it("asks a service only for what it tells", () => {
    expect(problemsOf(httpServiceAlerts(SHOP))).toEqual([]);
  });

  it("is told of a metric that the service does not have", () => {
    const groups = httpServiceAlerts({
      ...SHOP,
      metrics: { requests: "http_request_total" },
    });
    expect(problemsOf(groups)[0]?.message).toContain(
      'did you mean "http_requests_total"',
    );
  });

  it("takes the names of the metrics, the weeks and the runbook", () => {
    const text = JSON.stringify(
      httpServiceAlerts({
        ...SHOP,
        metrics: {
          requests: "calls_total",
          failed: 'status="error"',
          duration: "call_seconds",
          inFlight: "calls",
        },
        weeks: 3,
        runbookUrl: "https://x/y",
      }),
    );
    expect(text).not.toMatch(/http_requests_total|5\.\.|http_requests_in_f/);
    expect(text).toContain("call_seconds_bucket");
    expect(text).toContain("offset 20d23h30m");
    expect(text).toContain("https://x/y#httperrorratiohigh");
  });

  it("has a strict preset that pages from 0.2 % of errors and 150 ms on, of which single values can be replaced", () => {
    const pages = (thresholds = {}) =>
      alertsOf(httpServiceAlerts({ ...SHOP, preset: "strict", thresholds }))
        .filter(({ labels: { priority } }) => priority === "P2")
        .map(({ expr }) => expr)
        .join();
    expect(pages()).toContain('error_ratio_rate5m{job="shop"} > 0.002');
    expect(pages()).toContain('p95_rate5m{job="shop"} > 0.15 ');
    expect(pages({ latencyP2: Duration.millis(200) })).toContain("> 0.2 ");
  });

  it("refuses grades in the wrong order, and no weeks", () => {
    expect(() =>
      httpServiceAlerts({ ...SHOP, thresholds: { errorRatioP2: 0.2 } }),
    ).toThrow(
      'errorRatio of the alerts of service "shop" must fall from P1 to P3 and stay above 0, got 0.1, 0.2, 0.01',
    );
    expect(() =>
      httpServiceAlerts({
        ...SHOP,
        thresholds: { latencyP3: Duration.seconds(2) },
      }),
    ).toThrow("latency of the alerts");
    expect(() => httpServiceAlerts({ ...SHOP, weeks: 0.5 })).toThrow(
      "at least 1, got 0.5",
    );
  });

  it("lets its pages mute its lesser alerts, by the rules that routing has", () => {
    const tree = buildRoutingTree({
      path: "m",
      routes: [],
      defaultReceivers: [],
    });
    const lesser = { alertname: "HttpErrorRatioElevated", ...labels("P3") };
    for (const alertname of ["HttpErrorRatioSevere", "HttpServiceDown"]) {
      const page = { alertname, ...labels("P1") };
      expect(inhibitionOf(tree, lesser, [page])).toBeDefined();
    }
    const other = { ...labels("P1"), alertname: "X", service: "cart" };
    expect(inhibitionOf(tree, lesser, [other])).toBeUndefined();
  });

  describeWithTool("promtool", "as a whole in promtool", (promtool) => {
    interface Look {
      readonly at: string;
      readonly expr: string;
      readonly gives: Readonly<Record<string, number>>;
    }

    function expectRules(
      series: Series,
      looks: readonly Look[],
      steps: { readonly scrape: string; readonly evaluate: string },
    ): void {
      const folder = mkdtempSync(join(tmpdir(), "http-service-"));
      try {
        const groups = httpServiceAlerts(SHOP).map(withoutTexts);
        writeFileSync(join(folder, "rules.yml"), renderRuleGroups(groups));
        const test = {
          interval: steps.scrape,
          input_series: Object.entries(series).map(([name, values]) => ({
            series: name,
            values,
          })),
          promql_expr_test: looks.map(({ at, expr, gives }) => ({
            expr,
            eval_time: at,
            exp_samples: Object.entries(gives).map(([each, value]) => ({
              labels: each,
              value,
            })),
          })),
        };
        writeFileSync(
          join(folder, "test.yml"),
          JSON.stringify({
            rule_files: ["rules.yml"],
            evaluation_interval: steps.evaluate,
            tests: [test],
          }),
        );
        const { status, output } = run(
          promtool,
          ["test", "rules", "test.yml"],
          { cwd: folder },
        );
        expect(status === 0 ? "" : output).toBe("");
      } finally {
        rmSync(folder, { recursive: true });
      }
    }

    /** The pages that are sent after 15 minutes. */
    function expectPages(series: Series, ...names: readonly string[]): void {
      const gives = Object.fromEntries(
        names.map((name) => [`{alertname="${name}"}`, 1]),
      );
      const expr =
        'count by (alertname) (ALERTS{alertstate="firing",severity="critical"})';
      expectRules(
        { 'up{job="shop",instance="s:1"}': "1x80", ...series },
        [{ at: "15m", expr, gives }],
        { scrape: "15s", evaluate: "15s" },
      );
    }

    it("pages once for one cause", () => {
      expectPages(
        { ...lasting("5", "10"), ...failing(12) },
        "HttpErrorRatioSevere",
      );
      expectPages(
        { ...lasting("5", "10"), ...failing(7) },
        "HttpErrorRatioHigh",
      );
      expectPages(lasting("5", "10"), "HttpLatencySevere");
      expectPages(lasting("0.5", "1"));
    });

    it("pages within 45 seconds after the first scrape when all requests fail", () => {
      const series = {
        'http_requests_total{job="shop",instance="s:1",code="200"}':
          "0+100x57 5700x20",
        'http_requests_total{job="shop",instance="s:1",code="500"}':
          "0x57 100 200 300 300x20",
      };
      expectPages(series, "HttpErrorRatioSevere");
    });

    it("compares the traffic with the least and the most of the same hour in earlier weeks, as soon as there is one", () => {
      const week = 7 * 24 * 30;
      const shop = '{job="shop"}';
      expectRules(
        {
          // One request a second for a week, two for the next, then none.
          'http_requests_total{job="shop",code="200"}': `0+120x${week - 1} ${week * 120}+240x${week - 1} ${week * 360}x60`,
        },
        [
          {
            at: "6d23h",
            expr: `job:http_requests:usual_least${shop} or job:http_requests:usual_most${shop}`,
            gives: {},
          },
          {
            at: "7d12h",
            expr: `round(job:http_requests:usual_most${shop}, 0.01)`,
            gives: { [shop]: 1 },
          },
          {
            at: "14d1h",
            expr: `round(job:http_requests:usual_least${shop}, 0.01)`,
            gives: { [shop]: 1 },
          },
          {
            at: "14d1h",
            expr: `round(job:http_requests:usual_most${shop}, 0.01)`,
            gives: { [shop]: 2 },
          },
          {
            at: "14d1h",
            expr: 'count(ALERTS{alertname="HttpTrafficDrop",alertstate="firing"})',
            gives: { "{}": 1 },
          },
        ],
        { scrape: "2m", evaluate: "30m" },
      );
    }, 60_000);
  });
});
