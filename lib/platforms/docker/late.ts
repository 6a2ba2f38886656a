import { Lazy, type IResolvable, type IResolveContext } from "cdktf";
import { InvalidInputError } from "../../domain/problem";

/** A list of blocks that is known when everything is declared; an empty one is left out. */
export function lateBlocks(produce: () => readonly object[]): IResolvable {
  return Lazy.anyValue(
    { produce: (context) => duringPreparation(context, produce, []) },
    { omitEmptyArray: true },
  );
}

/** A text that is known when everything is declared. */
export function lateText(produce: () => string): string {
  return Lazy.stringValue({
    produce: (context) => duringPreparation(context, produce, ""),
  });
}

/**
 * The framework resolves everything once to find references between stacks, before it runs the validations. Bad input is
 * left to those, which report all of it, with the paths of the constructs to change.
 */
function duringPreparation<T>(
  context: IResolveContext,
  produce: () => T,
  otherwise: T,
): T {
  try {
    return produce();
  } catch (error) {
    if (context.preparing && error instanceof InvalidInputError) {
      return otherwise;
    }
    throw error;
  }
}
