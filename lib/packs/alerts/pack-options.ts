import { requireNames, requireShape, type Shape } from "../../domain/shape";

/**
 * Checks the options of a pack by a shape that names all there are.
 *
 * @param what names the options in messages, such as `options of queueAlerts`
 * @throws InvalidInputError for an unknown name, with the nearest one, and for a value of another kind
 */
export function requirePackOptions<T extends object>(
  what: string,
  options: T,
  shape: { readonly [Name in keyof Required<T>]: NonNullable<Shape<T>[Name]> },
): void {
  requireNames(what, options, Object.keys(shape));
  requireShape<T>(what, options, shape);
}
