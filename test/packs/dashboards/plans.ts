import {
  COMPONENT_NAMES,
  type ComponentName,
  type ComponentSpec,
} from "../../../lib/domain/telemetry/component";
import type {
  ComponentChoice,
  DeploymentPlan,
} from "../../../lib/domain/telemetry/plan";
import { LogSource } from "../../../lib/domain/logs/source";
import type { Service } from "../../../lib/domain/telemetry/service";
import { createSlo } from "../../../lib/domain/slo/objective";
import { sloRuleGroups } from "../../../lib/domain/slo/rules";
import { Sli } from "../../../lib/domain/slo/sli";
import { Duration } from "../../../lib/domain/units";
import {
  standardRecordings,
  type StandardContent,
} from "../../../lib/packs/recordings/standard";
import { serviceMetrics } from "../../../lib/packs/exporters/service";

/** A plan that runs these components; the dashboards look at their names only. */
export function planOf(...names: readonly ComponentName[]): DeploymentPlan {
  const choices = COMPONENT_NAMES.map((name): [string, ComponentChoice] => [
    name,
    names.includes(name)
      ? {
          kind: "deployed",
          spec: {
            name,
            command: [],
            volumes: [{ name: "data", path: "/data" }],
          } as unknown as ComponentSpec,
        }
      : { kind: "absent" },
  ]);
  return Object.fromEntries(choices) as unknown as DeploymentPlan;
}

export const EVERYTHING = planOf(...COMPONENT_NAMES);

export const checkout: Service = {
  name: "checkout",
  team: "payments",
  metrics: serviceMetrics,
  logs: LogSource.container("checkout"),
};

export const catalog: Service = { ...checkout, name: "catalog" };

export const slos = [
  createSlo({
    name: "CheckoutAvailability",
    service: "checkout",
    team: "payments",
    objective: 0.999,
    sli: Sli.ratio({
      errors: 'http_requests_total{job="checkout",code=~"5.."}',
      total: 'http_requests_total{job="checkout"}',
    }),
  }),
  createSlo({
    name: "CatalogLatency",
    service: "catalog",
    objective: 0.95,
    window: Duration.days(28),
    sli: Sli.latency({
      histogram: "http_request_duration_seconds",
      threshold: Duration.millis(500),
      matchers: { job: "catalog" },
    }),
  }),
];

/** A platform with all components, two services and an objective of each. */
export const FULL: StandardContent = {
  plan: EVERYTHING,
  services: [checkout, catalog],
  slos,
};

/** Names of all series that the rules of a content record. */
export function recordedNames(content: StandardContent): ReadonlySet<string> {
  const groups = [
    ...standardRecordings(content),
    ...content.slos.flatMap((slo) => sloRuleGroups(slo)),
  ];
  return new Set(
    groups
      .flatMap(({ rules }) => rules)
      .flatMap((rule) => (rule.kind === "record" ? [rule.record] : [])),
  );
}
