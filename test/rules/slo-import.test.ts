import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { hasSloth } from "../../bench/slo-sloth";
import { createSlo } from "../../lib/domain/slo/objective";
import { SLO_METRIC } from "../../lib/domain/slo/metrics";
import { sloRuleGroups } from "../../lib/domain/slo/rules";
import { parseSlos } from "../../lib/import/parse";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { toYaml } from "../../lib/render/yaml";
import { neededRules } from "../support/needed-rules";
import { describeWithTool, run } from "../support/tools";
import { SLOTH } from "../import/good-files";
import { counter } from "./slo-promtool";

/** What the ratios are made of. */
const RATIO: readonly string[] = [SLO_METRIC.bad, SLO_METRIC.total];

const WINDOWS = ["5m", "30m", "1h", "2h"] as const;

/** Requests and errors: 1 of 100 fails, then 20 of 100, then none, while twice as many come. */
const SERIES = {
  'http_requests_total{job="checkout",code="200"}': counter(
    { minutes: 180, perScrape: 99 },
    { minutes: 40, perScrape: 80 },
    { minutes: 80, perScrape: 200 },
  ),
  'http_requests_total{job="checkout",code="503"}': counter(
    { minutes: 180, perScrape: 1 },
    { minutes: 40, perScrape: 20 },
    { minutes: 80, perScrape: 0 },
  ),
  'http_request_duration_seconds_count{job="checkout"}': counter({
    minutes: 300,
    perScrape: 100,
  }),
  'http_request_duration_seconds_bucket{job="checkout",le="0.5"}': counter(
    { minutes: 180, perScrape: 97 },
    { minutes: 120, perScrape: 60 },
  ),
  'http_request_duration_seconds_bucket{job="checkout",le="+Inf"}': counter({
    minutes: 300,
    perScrape: 100,
  }),
};

describeWithTool("promtool", "imported objectives of Sloth", (promtool) => {
  const folder = mkdtempSync(join(tmpdir(), "slo-import-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  /** Removes the rules of Sloth that are not asked for; promtool evaluates all that it is given. */
  function keepRatios(name: string): void {
    const { groups } = parse(readFileSync(join(folder, name), "utf8")) as {
      readonly groups: readonly {
        readonly rules: readonly { readonly record?: string }[];
      }[];
    };
    const asked = WINDOWS.map((window) => `slo:sli_error:ratio_rate${window}`);
    const kept = groups.map((group) => ({
      ...group,
      rules: group.rules.filter(({ record = "" }) => asked.includes(record)),
    }));
    file(name, toYaml({ groups: kept }));
  }

  /** What promtool says about differences of the ratios that both record, at some minutes. */
  function differences(
    sloth: string,
    minutes: readonly number[],
    change: (text: string) => string = (text) => text,
  ): string {
    const { slos } = parseSlos(change(SLOTH), "sloth.yml");
    const groups = neededRules(
      slos.slice(0, 2).flatMap((slo) => sloRuleGroups(createSlo(slo))),
      (rule) => rule.kind === "record" && RATIO.includes(rule.record),
    );
    file("ours.yml", renderRuleGroups(groups));
    const expressions = ["availability", "latency"].flatMap((id) =>
      WINDOWS.map((window) => {
        const mean = (metric: string) =>
          `sum(avg_over_time(${metric}{slo="${id}"}[${window}]))`;
        const ours =
          window === "5m"
            ? `sum(${SLO_METRIC.bad}{slo="${id}"}) / sum(${SLO_METRIC.total}{slo="${id}"})`
            : `${mean(SLO_METRIC.bad)} / ${mean(SLO_METRIC.total)}`;
        const theirs = `sum(slo:sli_error:ratio_rate${window}{sloth_slo="${id}"})`;
        // Ours are means of rates of 5 minutes, so the edge of a long window is 5 minutes soft.
        return `abs(${ours} - ${theirs}) <= bool (${window === "5m" ? 0.001 : 0.1} * ${theirs} + 0.0001)`;
      }),
    );
    file(
      "test.yml",
      toYaml({
        rule_files: [sloth, "ours.yml"],
        evaluation_interval: "30s",
        tests: [
          {
            interval: "15s",
            input_series: Object.entries(SERIES).map(([series, values]) => ({
              series,
              values,
            })),
            promql_expr_test: minutes.flatMap((minute) =>
              expressions.map((expr) => ({
                expr,
                eval_time: `${minute}m`,
                exp_samples: [{ labels: "{}", value: 1 }],
              })),
            ),
          },
        ],
      }),
    );
    const { status, output } = run(promtool, ["test", "rules", "test.yml"], {
      cwd: folder,
    });
    return status === 0 ? "" : output;
  }

  if (!hasSloth()) {
    process.stdout.write(
      "skipped: ratios beside those of Sloth (no sloth on this machine)\n",
    );
    it.skip("record the ratios that Sloth records: no sloth on this machine", () =>
      undefined);
    return;
  }

  it("record the ratios that Sloth itself records, and not those of other requests", () => {
    const { status, stderr } = spawnSync(
      "sloth",
      [
        "generate",
        "-i",
        file("sloth.yml", SLOTH),
        "-o",
        join(folder, "theirs.yml"),
      ],
      { encoding: "utf8" },
    );
    expect([status, status === 0 ? "" : stderr]).toEqual([0, ""]);
    keepRatios("theirs.yml");
    expect(differences("theirs.yml", [150, 219, 299])).toBe("");
    expect(
      differences("theirs.yml", [90], (text) =>
        text.replace('code=~"5.."', 'code=~"4.."'),
      ),
    ).toMatch(/availability[^]*got: \{\} 0E\+00/);
  });
});
