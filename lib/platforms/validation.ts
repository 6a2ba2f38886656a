import type { IConstruct } from "constructs";
import { InvalidInputError, type Problem } from "../domain/problem";

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

/** Longest value in quotation marks that a line repeats; an expression may have thousands of letters. */
const LONGEST_VALUE = 240;

const LONG_VALUE = new RegExp(`"((?:[^"\\\\]|\\\\.){${LONGEST_VALUE},})"`, "g");

/** `monitoring-10` comes after `monitoring-9`. */
const BY_PATH = new Intl.Collator("en", { numeric: true });

/**
 * Problems as people read them: each once, by the path of the construct to change, and after several errors their number.
 */
export function linesOf(problems: readonly Problem[]): {
  readonly errors: string[];
  readonly warnings: readonly string[];
} {
  const sorted = [...problems].sort((one, other) =>
    BY_PATH.compare(one.path, other.path),
  );
  const of = (wanted: Problem["severity"]) =>
    sorted.filter(({ severity }) => severity === wanted);
  const errors = [...new Set(of("error").map(lineOf))];
  const places = new Set(of("error").map(({ path }) => path)).size;
  return {
    errors:
      errors.length < 2
        ? errors
        : [
            ...errors,
            `${errors.length} problems in ${places === 1 ? "one construct" : `${places} constructs`}`,
          ],
    warnings: [...new Set(of("warning").map(lineOf))],
  };
}

function lineOf({ path, message, code }: Problem): string {
  const short = message.replace(
    LONG_VALUE,
    (_, value: string) =>
      `"${value.slice(0, LONGEST_VALUE / 2)}..." (${value.length} characters)`,
  );
  return `${path}: ${short} (${code})`;
}
