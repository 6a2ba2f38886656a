import type { Construct } from "constructs";
import { ValidationError } from "../lib/platforms/validation";

/** `Monitoring.of` found none above or beside `scope`. */
export function monitoringMissing(scope: Construct): ValidationError {
  return new ValidationError(
    "monitoring-missing",
    scope.node.path,
    "construct must stand in a stack with a Monitoring, got none; create it inside a MonitoringStack, or pass `monitoring`",
  );
}

/** `Monitoring.of` found more than one beside `scope`. */
export function monitoringAmbiguous(
  scope: Construct,
  paths: readonly string[],
): ValidationError {
  return new ValidationError(
    "monitoring-ambiguous",
    scope.node.path,
    `construct must belong to one Monitoring, got ${paths.join(" and ")}; pass \`monitoring\``,
  );
}
