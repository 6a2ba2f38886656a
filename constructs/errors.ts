import type { Construct } from "constructs";
import { typeOf } from "../lib/domain/shown";
import { ValidationError } from "../lib/platforms/validation";

/** `Monitoring.of` found none above or beside `scope`. */
export function monitoringMissing(scope: Construct): ValidationError {
  return new ValidationError(
    "monitoring-missing",
    scope.node.path,
    "construct must stand in a stack with a Monitoring, got none; create it inside a MonitoringStack, or pass `monitoring`",
  );
}

/** Something else than a Monitoring was passed as one, such as the stack that holds it. */
export function monitoringWrong(
  scope: Construct,
  got: unknown,
): ValidationError {
  return new ValidationError(
    "monitoring-wrong",
    scope.node.path,
    `\`monitoring\` must be a Monitoring, got ${typeOf(got)}; pass that of the stack: stack.monitoring`,
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

/** A stack was given a second service of one name. */
export function serviceTwice(scope: Construct, name: string): ValidationError {
  return new ValidationError(
    "duplicate-service",
    `${scope.node.path}/service-${name}`,
    `service must be declared once, got "${name}" twice; use the first one, or give the other another name`,
  );
}
