import { nearestName } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind } from "../shape";

/**
 * A misspelt option would silently mean its default.
 *
 * @throws InvalidInputError for a name that is not among `known`, with the nearest one
 */
export function requireOptions(
  what: string,
  input: object,
  known: readonly string[],
): void {
  requireKind(what, input, "record");
  const unknown = Object.keys(input).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, known);
    throw new InvalidInputError(
      "slo-option",
      `options of ${what} must be among ${known.join(", ")}, got ${JSON.stringify(unknown)}; ${nearest === undefined ? "leave it out" : `did you mean ${JSON.stringify(nearest)}`}`,
    );
  }
}
