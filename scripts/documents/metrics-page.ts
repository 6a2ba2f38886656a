import { withoutVariables } from "../../lib/domain/dashboard/variables";
import { parsePromql } from "../../lib/domain/promql/expr";
import type { RecordingRule, RuleGroup } from "../../lib/domain/rules/rule";
import { standardRecordings } from "../../lib/packs/recordings/standard";
import { allDashboards, OBJECTIVES, PACKS } from "../../test/lint/all-packs";
import { FULL } from "../../test/packs/dashboards/plans";
import { catalogues, type Catalogue } from "./exporters";
import { labelsAsked } from "./labels";
import { code, contents, table } from "./table";
import { unitOf } from "./units";

/** Labels that targets and rules give to series, whatever the exporter tells. */
const OF_TARGETS = ["job", "instance", "service", "team", "le"];

const INTRO = `# Metrics

Every metric that the library knows: what the check of a program accepts in rules and panels, beside what a service
declares by \`metrics.provides\`. A name that is not here, misspelt ones among them, is an error at synthesis with the nearest
name. This page is made by \`npm run docs:metrics\` from \`lib/packs/exporters\`; a test holds it current.

- **Type:** a histogram stands for its series \`_bucket\`, \`_sum\` and \`_count\`, a summary for \`_sum\` and \`_count\` too.
- **Unit:** by the ending of the name, else by the meaning. A \`count\` is what a counter without a unit counts.
- **Labels:** those that the alerts and dashboards of the library ask for; empty where they ask for none. All metrics also
  have \`job\` and \`instance\`, those of services \`service\` and \`team\` as declared, and histograms \`le\`.`;

/** The page of all metrics. */
export function metricsPage(): string {
  const all = catalogues();
  const recorded = recordedSeries();
  const names = all.flatMap(({ metrics }) => metrics.map(({ name }) => name));
  const labels = askedLabels(names);
  const sections = all.map(({ source, metrics }) => ({
    title: source.title,
    count: metrics.length,
  }));
  return [
    INTRO,
    `There are ${new Set(names).size} metrics in ${all.length} sections, and ${recorded.length} recorded series.`,
    contents([
      ...sections,
      { title: "Recorded series", count: recorded.length },
    ]),
    ...all.map((each) => section(each, labels)),
    recordedSection(recorded),
  ]
    .join("\n\n")
    .concat("\n");
}

function section(
  { file, source, metrics, includes }: Catalogue,
  labels: ReadonlyMap<string, readonly string[]>,
): string {
  const link =
    source.link === undefined ? "" : ` ([its makers](${source.link}))`;
  const also =
    includes.length === 0
      ? ""
      : ` Also those of ${includes.map(({ title }) => title).join(", ")}.`;
  return [
    `## ${source.title}`,
    `From ${source.text}${link}; listed in [${file}](../lib/packs/exporters/${file}).${also}`,
    table(
      ["Name", "Type", "Unit", "Labels", "Meaning"],
      metrics.map((metric) => [
        code(metric.name),
        metric.type,
        unitOf(metric),
        (labels.get(metric.name) ?? []).map(code).join(", "),
        metric.help ?? "",
      ]),
    ),
  ].join("\n\n");
}

/**
 * What the rules and panels of the library ask of each metric. Of a name that several programs use with labels of their own,
 * nobody knows which of them is asked.
 */
function askedLabels(
  names: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const known = new Set(names);
  const asked = new Map<string, Set<string>>();
  for (const query of queries()) {
    labelsAsked(query, (series, labels) => {
      const name = known.has(series)
        ? series
        : series.replace(/_(?:bucket|sum|count)$/, "");
      asked.set(name, new Set([...(asked.get(name) ?? []), ...labels]));
    });
  }
  const isShared = (name: string): boolean =>
    names.indexOf(name) !== names.lastIndexOf(name);
  return new Map(
    [...asked]
      .filter(([name]) => !isShared(name))
      .map(([name, labels]) => [
        name,
        [...labels].filter((label) => !OF_TARGETS.includes(label)).sort(),
      ]),
  );
}

function queries(): readonly string[] {
  const panels = Object.values(allDashboards())
    .flat()
    .flatMap(({ rows }) => rows.flatMap((row) => row.panels))
    .flatMap((panel) => panel.queries)
    .filter(({ dataSource }) => dataSource === "prometheus")
    .map(({ expr }) => withoutVariables(expr));
  const rules = Object.values(groupsByOrigin())
    .flat()
    .filter(({ engine }) => engine === "prometheus")
    .flatMap((group) => group.rules.map(({ expr }) => expr));
  return [...panels, ...rules];
}

function groupsByOrigin(): Readonly<Record<string, readonly RuleGroup[]>> {
  return {
    ...PACKS,
    "objectives, for each": OBJECTIVES,
    "the standard dashboards": standardRecordings(FULL),
  };
}

interface Recorded {
  readonly name: string;
  readonly rule: RecordingRule;
  readonly origin: string;
}

/** One of each name; the part that a pack makes of a service's name is `NAME`. */
function recordedSeries(): readonly Recorded[] {
  const byName = new Map<string, Recorded>();
  for (const [origin, groups] of Object.entries(groupsByOrigin())) {
    for (const rule of groups.flatMap(({ rules }) => rules)) {
      const name = rule.kind === "record" ? generic(rule.record) : "";
      if (rule.kind === "record" && !byName.has(name)) {
        byName.set(name, { name, rule, origin });
      }
    }
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function generic(record: string): string {
  return record.replace(/^(seasonal|zscore|forecast):[^:]+:/, "$1:NAME:");
}

function recordedSection(recorded: readonly Recorded[]): string {
  return [
    "## Recorded series",
    "Named `level:metric:operations`: the level is what the series are summed up to. `NAME` stands for what is watched, such as `business_checkout_orders`.",
    table(
      ["Series", "Made of", "Recorded for"],
      recorded.map(({ name, rule, origin }) => [
        code(name),
        madeOf(rule).map(code).join(", "),
        origin in PACKS ? `pack ${code(origin)}` : origin,
      ]),
    ),
  ].join("\n\n");
}

function madeOf({ expr }: RecordingRule): readonly string[] {
  const names = parsePromql(expr).selectors.flatMap(({ metric }) =>
    metric === undefined ? [] : [generic(metric)],
  );
  return [...new Set(names)].sort();
}
