import type { Construct } from "constructs";
import { InvalidInputError } from "../lib/domain/problem";

/** A declaration is wrong; the message begins with the path of the construct to change. */
export class ValidationError extends Error {
  constructor(
    /** Stable identifier of the kind of problem, in kebab case. */
    readonly code: string,
    /** Path of the construct to change. */
    readonly path: string,
    message: string,
  ) {
    super(`[${path}] ${message}`);
    this.name = "ValidationError";
  }
}

/**
 * Runs `make`, and names `scope` in whatever it finds wrong.
 *
 * @throws ValidationError in place of an `InvalidInputError`
 */
export function validated<T>(scope: Construct, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidInputError) {
      throw new ValidationError(error.code, scope.node.path, error.message);
    }
    throw error;
  }
}

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
