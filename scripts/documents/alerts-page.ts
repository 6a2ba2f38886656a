import type { AlertRule } from "../../lib/domain/rules/rule";
import { alertsIn, allDashboards, OBJECTIVES } from "../../test/lint/all-packs";
import { documentedThresholds } from "./option-docs";
import { DOCUMENTED_PACKS, type DocumentedPack } from "./packs";
import { code, contents, table } from "./table";
import { usedThresholds, type UsedThreshold } from "./thresholds";

const INTRO = `# Alerts

Every alert that the library brings, with its defaults, made by \`npm run docs:alerts\` from \`lib/packs/alerts\`; a test holds
this page current.

| Priority | Severity | Somebody responds |
| --- | --- | --- |
| P1 | critical | at once |
| P2 | critical | within 30 minutes |
| P3 | warning | within 2 hours |
| P4 | info | within 24 hours |

- **Tells** is the summary of the message; \`{name}\` stands for a label. A service is called \`checkout\` here.
- **Thresholds** are the options that change when the alert fires, with their defaults; an alert without one depends on no
  number. Below each table they are described. [Tuning](guides/tuning.md) shows how to change them.
- **For** is how long it must hold before anybody is told.
- The name of an alert leads to its runbook, which says what to do.`;

interface DocumentedAlert {
  readonly rule: AlertRule;
  readonly thresholds: readonly UsedThreshold[];
}

/** The alerts of a pack whose runbook is its own: those of hosts on the platform are of the pack `host`. */
export function alertsOfPack({
  name,
  variants,
}: DocumentedPack): readonly DocumentedAlert[] {
  const alerts = new Map<string, DocumentedAlert>();
  for (const variant of variants) {
    const used = usedThresholds(variant);
    for (const rule of alertsIn(variant.groups(variant.defaults))) {
      if (runbookOf(rule).startsWith(`${name}.md#`) || isPart(name, rule)) {
        const known = alerts.get(rule.alert)?.thresholds ?? [];
        const names = known.map((each) => each.name);
        const more = (used.get(rule.alert) ?? []).filter(
          (each) => !names.includes(each.name),
        );
        alerts.set(rule.alert, { rule, thresholds: [...known, ...more] });
      }
    }
  }
  return [...alerts.values()];
}

/** A pack may have a second runbook: `security-metrics` is that of the metrics of `security`. */
function isPart(pack: string, rule: AlertRule): boolean {
  return runbookOf(rule).startsWith(`${pack}-`);
}

function runbookOf({ runbookUrl = "" }: AlertRule): string {
  return runbookUrl.slice(runbookUrl.lastIndexOf("/") + 1);
}

/** The page of all alerts. */
export function alertsPage(): string {
  const packs = DOCUMENTED_PACKS.map((pack) => ({
    pack,
    alerts: alertsOfPack(pack),
  }));
  const names = packs.flatMap(({ alerts }) =>
    alerts.map(({ rule }) => rule.alert),
  );
  return [
    INTRO,
    `There are ${new Set(names).size} alerts in ${packs.length} packs.`,
    contents(
      packs.map(({ pack, alerts }) => ({
        title: pack.name,
        count: alerts.length,
      })),
    ),
    ...packs.map(({ pack, alerts }) => section(pack, alerts)),
    objectivesSection(),
  ]
    .join("\n\n")
    .concat("\n");
}

function section(
  { name, about, use }: DocumentedPack,
  alerts: readonly DocumentedAlert[],
): string {
  return [
    `## ${name}`,
    `About ${about}. From: ${use}.`,
    alertTable(alerts),
    ...documentedThresholds(name).map((thresholds) =>
      table(
        [`Threshold (${code(thresholds.name)})`, "Default", "Meaning"],
        thresholds.options.map((option) => [
          code(option.name),
          code(option.preset),
          option.meaning,
        ]),
      ),
    ),
  ].join("\n\n");
}

function alertTable(alerts: readonly DocumentedAlert[]): string {
  const titles = dashboardTitles();
  return table(
    [
      ...["Alert", "Priority", "Severity", "Tells"],
      ...["Thresholds", "For", "Dashboard"],
    ],
    alerts.map(({ rule, thresholds }) => [
      `[${rule.alert}](runbooks/${runbookOf(rule)})`,
      rule.labels.priority ?? "",
      rule.severity,
      summaryOf(rule),
      thresholds.map((each) => `${code(each.name)} ${each.value}`).join(", "),
      rule.for?.toString() ?? "",
      titles.get(rule.dashboardUid ?? "") ?? "",
    ]),
  );
}

/** With the names of labels in place of their values; a label that may be missing is there. */
function summaryOf({ summary }: AlertRule): string {
  return summary
    .replaceAll(
      /\{\{ with (\$labels\.\w+) \}\}(.*?)(?:\{\{ else \}\}.*?)?\{\{ end \}\}/g,
      (_, label: string, text: string) =>
        text.replaceAll("{{ . }}", `{{ ${label} }}`),
    )
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "`{$1}`");
}

function dashboardTitles(): ReadonlyMap<string, string> {
  return new Map(
    Object.values(allDashboards())
      .flat()
      .map(({ uid, title }) => [uid, title]),
  );
}

function objectivesSection(): string {
  const [slo] = alertsIn(OBJECTIVES).map(({ labels }) => labels.slo);
  const alerts = alertsIn(OBJECTIVES).filter(
    ({ labels }) => labels.slo === slo,
  );
  return [
    "## Objectives",
    "Each `ServiceLevelObjective` brings its own, named after it. Those of `CheckoutAvailability`, with a window of 30 days; `explainSlo` tells how soon each fires at which share of failures:",
    table(
      ["Alert", "Severity", "For"],
      alerts.map((rule) => [
        rule.alert,
        rule.severity,
        rule.for?.toString() ?? "",
      ]),
    ),
  ].join("\n\n");
}

/** For the README: what each pack is for. */
export function packsTable(): string {
  return table(
    ["Pack", "About", "Alerts", "From"],
    DOCUMENTED_PACKS.map((pack) => [
      `[${pack.name}](docs/alerts.md#${pack.name})`,
      pack.about,
      `${alertsOfPack(pack).length}`,
      pack.use,
    ]),
  );
}
