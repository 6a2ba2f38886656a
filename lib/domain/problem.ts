/**
 * A finding about the model as a whole, reported together with all others.
 *
 * Message grammar: `<what> must <rule>, got <value>; <remedy>`, in lower case, without a full stop.
 */
export interface Problem {
  /** Stable identifier of the kind of problem, in kebab case. */
  readonly code: string;
  /** Construct path of the declaration to change. */
  readonly path: string;
  readonly message: string;
  /** An error stops the synthesis, a warning is printed. */
  readonly severity: "error" | "warning";
}

/** One value is wrong. Constructs rethrow it as a `ValidationError` that names their path. */
export class InvalidInputError extends Error {
  /**
   * @param code stable identifier of the kind of problem, in kebab case
   * @param message what must hold, what was got, and the remedy
   */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "InvalidInputError";
  }
}

/** An error at `path` that stops the synthesis. */
export function problem(code: string, path: string, message: string): Problem {
  return { code, path, message, severity: "error" };
}

/** A risk at `path` that is legal. */
export function warning(code: string, path: string, message: string): Problem {
  return { code, path, message, severity: "warning" };
}
