import type { ComponentName } from "../../domain/telemetry/component";
import {
  deployedSpecs,
  type DeploymentPlan,
} from "../../domain/telemetry/plan";

/** What one component may do beyond the default of nothing, and why. */
export interface SecurityRow {
  readonly component: ComponentName;
  /** Numeric `uid:gid`. */
  readonly user: string;
  readonly exception: string;
  readonly reason: string;
}

/** One row for each exception of each deployed component, in the order of the plan; components without any have none. */
export function securityExceptions(
  plan: DeploymentPlan,
): readonly SecurityRow[] {
  return deployedSpecs(plan).flatMap(({ name, user, exceptions = [] }) =>
    exceptions.map(({ kind, capability, reason }) => ({
      component: name,
      user,
      exception: capability === undefined ? kind : `${kind} ${capability}`,
      reason,
    })),
  );
}
