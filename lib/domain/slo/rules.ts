import type { AlertRule, Rule, RuleGroup } from "../rules/rule";
import { LABEL } from "../names";
import { Duration } from "../units";
import {
  absentAlert,
  budgetAlerts,
  coverageAlerts,
  groupAbsentAlerts,
  lowTrafficAlerts,
  slaAlerts,
} from "./alerts";
import { burnRateAlerts } from "./burn-rate";
import { bySeverity } from "./severities";
import type { Slo } from "./objective";
import { clockRules, exclusionRules } from "./exclusion-rules";
import { calendarRules, knownRules } from "./period";
import { logRules, RATE_INTERVAL, sliceRules } from "./rates";
import {
  errorRatioRule,
  isDirect,
  periodRules,
  RATE_WINDOW,
  rateRules,
} from "./recordings";
import type { BurnRate } from "./windows";
import { requireSlo } from "./input";

/**
 * How often what is evaluated. An alert that is to fire within minutes is looked at twice a minute, one that waits for
 * hours need not be. The slowest interval stays below 5 minutes, after which Prometheus takes a series for gone.
 */
const TIERS = [
  {
    name: "fast",
    interval: RATE_INTERVAL,
    upTo: Duration.hours(1),
  },
  {
    name: "medium",
    interval: Duration.minutes(1),
    upTo: Duration.hours(6),
  },
  { name: "slow", interval: Duration.minutes(4), upTo: undefined },
] as const;

type TierName = (typeof TIERS)[number]["name"];

/**
 * The recording and alerting rules of an objective, in up to three groups by speed. Each error ratio is recorded once,
 * in the group of the fastest alert that needs it. Log lines are counted by one more group, for the ruler of Loki.
 */
export function sloRuleGroups(slo: Slo): readonly RuleGroup[] {
  requireSlo("objective of sloRuleGroups", slo);
  return [...lokiGroups(slo), ...prometheusGroups(slo)];
}

function lokiGroups(slo: Slo): readonly RuleGroup[] {
  const rules = logRules(slo);
  return rules.length === 0
    ? []
    : [
        {
          name: `slo-${slo.service}-${slo.id}-logs`,
          engine: "loki",
          interval: RATE_INTERVAL,
          rules,
        },
      ];
}

function prometheusGroups(slo: Slo): readonly RuleGroup[] {
  const recorded = new Set<string>();
  return TIERS.flatMap(({ name, interval }) => {
    const burnRates = slo.burnRates.filter((rate) => tierOf(rate) === name);
    const ratios = [
      ...(name === "fast" ? [RATE_WINDOW] : []),
      ...burnRates.flatMap(({ window }) => [window.short, window.long]),
    ]
      .filter((window) => {
        const known = recorded.has(window.toPrometheus());
        recorded.add(window.toPrometheus());
        return !known;
      })
      .flatMap((window) => [
        ...(isDirect(slo, window) ? rateRules(slo, window) : []),
        errorRatioRule(slo, window),
      ]);
    const rules: readonly Rule[] = [
      ...(name === "fast"
        ? [...clockRules(slo), ...exclusionRules(slo), ...sliceRules(slo)]
        : []),
      ...ratios,
      ...(name === "fast" ? [...calendarRules(slo), ...knownRules(slo)] : []),
      ...(name === "slow" ? periodRules(slo) : []),
      ...bySeverity(slo, alertsOf(slo, name, burnRates)).map((alert) => ({
        ...alert,
        labels: { [LABEL.priority]: priorityOf(alert, name), ...alert.labels },
      })),
    ];
    return rules.length === 0
      ? []
      : {
          name: `slo-${slo.service}-${slo.id}-${name}`,
          engine: "prometheus" as const,
          interval,
          rules,
        };
  });
}

function alertsOf(
  slo: Slo,
  tier: TierName,
  burnRates: readonly BurnRate[],
): readonly AlertRule[] {
  return [
    ...burnRateAlerts(slo, burnRates),
    ...(tier === "fast" ? [absentAlert(slo)] : []),
    ...(tier === "slow"
      ? [
          ...budgetAlerts(slo),
          ...slaAlerts(slo),
          ...lowTrafficAlerts(slo),
          ...coverageAlerts(slo),
          ...groupAbsentAlerts(slo),
        ]
      : []),
  ];
}

/** A page about the last hour cannot wait; one about half a day leaves 30 minutes. */
function priorityOf({ severity }: AlertRule, tier: TierName): string {
  switch (severity) {
    case "critical":
      return tier === "fast" ? "P1" : "P2";
    case "warning":
      return "P3";
    case "info":
      return "P4";
  }
}

function tierOf({ window }: BurnRate): TierName {
  const tier = TIERS.find(
    ({ upTo }) => upTo === undefined || window.long.compare(upTo) <= 0,
  );
  return tier?.name ?? "slow";
}
