import { InvalidInputError } from "./problem";
import { typeOf } from "./shown";

const SECRET_NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/**
 * Names a secret without holding it. The platform puts the content where the program that needs it can read it as a file;
 * it never passes through Terraform.
 */
export class SecretRef {
  private constructor(
    /** Name of the secret in the platform's secret store. */
    readonly name: string,
  ) {}

  /**
   * A secret that is kept as a file of this name in the platform's secret store.
   *
   * @throws InvalidInputError when the name is not a plain file name
   */
  static file(name: string): SecretRef {
    // What was given instead of a name may be the secret itself, so only its kind is told.
    if (typeof name !== "string" || !SECRET_NAME.test(name)) {
      throw new InvalidInputError(
        "secret-name",
        `secret name must be a plain file name of lower-case letters, digits, ".", "_" and "-", got ${typeOf(name)}; name the file in the secret store, not its content or path`,
      );
    }
    return new SecretRef(name);
  }
}

/**
 * Checks that `value` is a reference and not the secret itself.
 *
 * @throws InvalidInputError whose message does not repeat the value
 */
export function requireSecretRef(what: string, value: unknown): SecretRef {
  if (value instanceof SecretRef) {
    return value;
  }
  throw new InvalidInputError(
    "secret-literal",
    `${what} must be a SecretRef, got ${typeOf(value)}; put the secret in a file of the secret store and pass SecretRef.file("its-name")`,
  );
}
