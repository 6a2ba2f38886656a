import {
  COMPONENT_NAMES,
  type ComponentName,
  type ComponentSpec,
} from "../../../lib/domain/telemetry/component";
import type {
  ComponentChoice,
  DeploymentPlan,
} from "../../../lib/domain/telemetry/plan";
import type { Service } from "../../../lib/domain/telemetry/service";
import { serviceMetrics } from "../../../lib/packs/exporters/service";

/** A plan that runs these components; the dashboards look at their names only. */
export function planOf(...names: readonly ComponentName[]): DeploymentPlan {
  const choices = COMPONENT_NAMES.map((name): [string, ComponentChoice] => [
    name,
    names.includes(name)
      ? { kind: "deployed", spec: { name } as unknown as ComponentSpec }
      : { kind: "absent" },
  ]);
  return Object.fromEntries(choices) as unknown as DeploymentPlan;
}

export const EVERYTHING = planOf(...COMPONENT_NAMES);

export const checkout: Service = {
  name: "checkout",
  team: "payments",
  metrics: serviceMetrics,
  logs: { kind: "container", container: "checkout", labels: {} },
};
