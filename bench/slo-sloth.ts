import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Labels } from "../lib/domain/names";
import type { RuleGroup } from "../lib/domain/rules/rule";
import { toYaml } from "../lib/render/yaml";
import type { BenchService } from "./slo-services";

/** What Sloth is told; `WINDOW` becomes its own placeholder. */
function indicatorsOf({ name, total, errors, histogram }: BenchService) {
  const rate = (selector: string) => `sum(rate(${selector}[WINDOW]))`;
  const count = `${histogram}_count{job="${name}"}`;
  const bucket = `${histogram}_bucket{job="${name}",le="0.5"}`;
  return [
    {
      id: `${name}-availability`,
      name: "availability",
      objective: 99.9,
      errorQuery: rate(errors),
      totalQuery: rate(total),
    },
    {
      id: `${name}-latency`,
      name: "latency",
      objective: 95,
      errorQuery: `${rate(count)} - ${rate(bucket)}`,
      totalQuery: rate(count),
    },
  ];
}

export function hasSloth(): boolean {
  return spawnSync("sloth", ["version"]).status === 0;
}

/** Sloth's rules for `services`: made by Sloth itself, or by its formulas where it is not installed. */
export function slothRuleGroups(
  services: readonly BenchService[],
  folder: string,
): readonly RuleGroup[] {
  if (!hasSloth()) {
    return services.flatMap(groupsByFormula).map(toRuleGroup);
  }
  const specs = join(folder, "sloth-specs.yml");
  const file = join(folder, "sloth-rules.yml");
  writeFileSync(specs, slothSpecs(services));
  const { status, stderr } = spawnSync(
    "sloth",
    ["generate", "-i", specs, "-o", file],
    { encoding: "utf8", maxBuffer: 256 * 2 ** 20 },
  );
  if (status !== 0) {
    throw new Error(`sloth failed: ${stderr.slice(-2_000)}`);
  }
  return parseAllDocuments(readFileSync(file, "utf8")).flatMap((document) =>
    (document.toJS() as { groups: SlothGroup[] }).groups.map(toRuleGroup),
  );
}

/** What Sloth reads for the objectives of `services`. */
export function slothSpecs(services: readonly BenchService[]): string {
  return services.map(specOf).join("---\n");
}

interface SlothGroup {
  readonly name: string;
  readonly rules: readonly SlothRule[];
}

/** A rule as in a rule file of Prometheus. */
type SlothRule = {
  readonly expr: string;
  readonly labels: Readonly<Record<string, string | undefined>>;
} & ({ readonly record: string } | { readonly alert: string });

function toRuleGroup({ name, rules }: SlothGroup): RuleGroup {
  return {
    name,
    engine: "prometheus",
    rules: rules.map(({ expr, labels, ...rule }) => {
      const given = Object.fromEntries(
        Object.entries(labels).filter(([, value]) => value !== undefined),
      ) as Labels;
      return "record" in rule
        ? { kind: "record", record: rule.record, expr, labels: given }
        : {
            kind: "alert",
            alert: rule.alert,
            expr,
            labels: given,
            severity: "critical",
            summary: "burn",
            description: "burn",
          };
    }),
  };
}

function specOf(service: BenchService): string {
  return toYaml({
    version: "prometheus/v1",
    service: service.name,
    slos: indicatorsOf(service).map((indicator) => ({
      name: indicator.name,
      objective: indicator.objective,
      sli: {
        events: {
          error_query: indicator.errorQuery.replaceAll("WINDOW", "{{.window}}"),
          total_query: indicator.totalQuery.replaceAll("WINDOW", "{{.window}}"),
        },
      },
      alerting: {
        name: "Burn",
        page_alert: { labels: { severity: "critical" } },
        ticket_alert: { labels: { severity: "warning" } },
      },
    })),
  });
}

const ALERTS = [
  {
    severity: "page",
    pairs: [
      ["5m", "1h", 14.4],
      ["30m", "6h", 6],
    ],
  },
  {
    severity: "ticket",
    pairs: [
      ["2h", "1d", 3],
      ["6h", "3d", 1],
    ],
  },
] as const;

/** The groups of https://github.com/slok/sloth 0.16, without an interval of their own. */
function groupsByFormula(service: BenchService): readonly SlothGroup[] {
  return indicatorsOf(service).flatMap((indicator) => {
    const labels = {
      sloth_id: indicator.id,
      sloth_service: service.name,
      sloth_slo: indicator.name,
    };
    const matchers = Object.entries(labels)
      .map(([label, value]) => `${label}="${value}"`)
      .join(", ");
    const budget = 1 - indicator.objective / 100;
    const ratio = (window: string) =>
      `slo:sli_error:ratio_rate${window}{${matchers}}`;
    const perBudget = (series: string) =>
      `${series} / on(sloth_id, sloth_slo, sloth_service) group_left slo:error_budget:ratio{${matchers}}`;
    const record = (name: string, expr: string, window?: string) => ({
      record: name,
      expr,
      labels: { ...labels, sloth_window: window },
    });
    return [
      {
        name: `sloth-slo-sli-recordings-${indicator.id}`,
        rules: [
          ...["5m", "30m", "1h", "2h", "6h", "1d", "3d"].map((window) =>
            record(
              `slo:sli_error:ratio_rate${window}`,
              `(${indicator.errorQuery}) / (${indicator.totalQuery})`.replaceAll(
                "WINDOW",
                window,
              ),
              window,
            ),
          ),
          record(
            "slo:sli_error:ratio_rate30d",
            `sum_over_time(${ratio("5m")}[30d]) / ignoring (sloth_window) count_over_time(${ratio("5m")}[30d])`,
            "30d",
          ),
        ],
      },
      {
        name: `sloth-slo-meta-recordings-${indicator.id}`,
        rules: [
          record("slo:objective:ratio", `vector(${1 - budget})`),
          record("slo:error_budget:ratio", `vector(${budget})`),
          record("slo:time_period:days", "vector(30)"),
          record("slo:current_burn_rate:ratio", perBudget(ratio("5m"))),
          record("slo:period_burn_rate:ratio", perBudget(ratio("30d"))),
          record(
            "slo:period_error_budget_remaining:ratio",
            `1 - slo:period_burn_rate:ratio{${matchers}}`,
          ),
          record("sloth_slo_info", "vector(1)"),
        ],
      },
      {
        name: `sloth-slo-alerts-${indicator.id}`,
        rules: ALERTS.map(({ severity, pairs }) => ({
          alert: "Burn",
          expr: pairs
            .map(([short, long, factor]) => {
              const above = (window: string) =>
                `max(${ratio(window)} > (${factor} * ${budget})) without (sloth_window)`;
              return `(${above(short)} and ${above(long)})`;
            })
            .join(" or "),
          labels: { sloth_severity: severity },
        })),
      },
    ];
  });
}
