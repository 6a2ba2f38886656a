import type { IConstruct } from "constructs";
import { InvalidInputError } from "../domain/problem";

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
 * Runs `make`, and names `scope` in whatever it finds wrong. The stack trace begins where the program creates `scope`.
 *
 * @throws ValidationError in place of an `InvalidInputError`
 */
export function validated<T>(scope: IConstruct, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) {
      throw error;
    }
    const { code, message } = error;
    const named = new ValidationError(code, scope.node.path, message);
    const complete = named.stack;
    Error.captureStackTrace(named, scope.constructor);
    if (!named.stack?.includes("\n    at ") && complete !== undefined) {
      // Not in a constructor: all of the trace is needed.
      named.stack = complete;
    }
    throw named;
  }
}
