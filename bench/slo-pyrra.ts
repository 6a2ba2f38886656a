import { Rules } from "../lib/domain/rules/build";
import type { RuleGroup } from "../lib/domain/rules/rule";
import { decimalText, exactly } from "../lib/domain/slo/decimal";
import { Duration } from "../lib/domain/units";
import type { BenchService } from "./slo-services";

const PERIOD = Duration.days(30);

/** Parts of the period and fixed factors: https://github.com/pyrra-dev/pyrra, slo/slo.go. */
const WINDOWS = [
  { severity: "critical", long: 672, short: 8064, for: 20160, factor: 14 },
  { severity: "critical", long: 112, short: 1344, for: 2688, factor: 7 },
  { severity: "warning", long: 28, short: 336, for: 672, factor: 2 },
  { severity: "warning", long: 7, short: 112, for: 224, factor: 1 },
] as const;

function part(of: number): Duration {
  return Duration.minutes(Math.round(PERIOD.toMinutes() / of));
}

interface Indicator {
  readonly slo: string;
  readonly objective: number;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly burnRate: (window: string) => string;
  readonly counted: readonly string[];
}

function indicatorsOf(service: BenchService): readonly Indicator[] {
  const { name, total, errors, histogram } = service;
  const count = `${histogram}_count{job="${name}"}`;
  const bucket = `${histogram}_bucket{job="${name}",le="0.5"}`;
  const rate = (selector: string, window: string) =>
    `sum(rate(${selector}[${window}]))`;
  return [
    {
      slo: `${name}-availability`,
      objective: 0.999,
      metric: "http_requests",
      labels: { job: name },
      burnRate: (window) => `${rate(errors, window)} / ${rate(total, window)}`,
      counted: [total, errors],
    },
    {
      slo: `${name}-latency`,
      objective: 0.95,
      metric: histogram,
      labels: { job: name },
      burnRate: (window) =>
        `(${rate(count, window)} - ${rate(bucket, window)}) / ${rate(count, window)}`,
      counted: [count, bucket],
    },
  ];
}

/** The rules that Pyrra makes by default of the objectives of a service. */
export function pyrraRuleGroups(service: BenchService): readonly RuleGroup[] {
  return indicatorsOf(service).flatMap((indicator) => {
    const { slo, objective, metric, counted, burnRate } = indicator;
    const labels = { ...indicator.labels, slo };
    const record = (window: string) => `${metric}:burnrate${window}`;
    const matchers = Object.entries(labels)
      .map(([label, value]) => `${label}="${value}"`)
      .join(",");
    const windows = new Set(
      WINDOWS.flatMap(({ long, short }) => [
        part(short).toPrometheus(),
        part(long).toPrometheus(),
      ]),
    );
    return [
      {
        name: slo,
        engine: "prometheus",
        interval: Duration.seconds(30),
        rules: [
          ...[...windows].map((window) =>
            Rules.record({
              record: record(window),
              expr: burnRate(window),
              labels,
            }),
          ),
          ...WINDOWS.map((window) => {
            const threshold = decimalText(
              exactly(1).minus(exactly(objective)).times(window.factor),
            );
            const long = part(window.long).toPrometheus();
            const short = part(window.short).toPrometheus();
            return Rules.alert({
              alert: "ErrorBudgetBurn",
              expr: `${record(short)}{${matchers}} > ${threshold} and ${record(long)}{${matchers}} > ${threshold}`,
              for: part(window.for),
              severity: window.severity,
              labels: { slo, long, short },
              summary: "burn",
              description: "burn",
            });
          }),
        ],
      },
      {
        name: `${slo}-increase`,
        engine: "prometheus",
        interval: Duration.seconds(150),
        rules: counted.flatMap((selector, index) => [
          Rules.record({
            record: `${metric}:increase30d`,
            expr: `sum(increase(${selector}[30d]))`,
            labels: { ...labels, side: index === 0 ? "total" : "part" },
          }),
          ...(index === 0 || selector.includes("_bucket")
            ? [
                Rules.alert({
                  alert: "SLOMetricAbsent",
                  expr: `absent(${selector}) == 1`,
                  for: Duration.minutes(3),
                  severity: "critical",
                  labels: { slo },
                  summary: "absent",
                  description: "absent",
                }),
              ]
            : []),
        ]),
      },
    ];
  });
}
