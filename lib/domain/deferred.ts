import { InvalidInputError } from "./problem";

/**
 * A value of a factory, or, when its input is malformed, one that tells so when its kind is asked for: whoever it is given to
 * can name the place, which the factory does not know.
 *
 * @throws what else than InvalidInputError `make` throws
 */
export function deferred<T extends { readonly kind: string }>(
  make: () => T,
): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) {
      throw error;
    }
    const told = error;
    // Nothing but its kind is asked for before that throws.
    return {
      get kind(): never {
        throw told;
      },
    } as unknown as T;
  }
}
