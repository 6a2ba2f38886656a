import { InvalidInputError } from "../problem";
import { requireKind } from "../shape";
import { shown } from "../shown";
import { requireEmail } from "./receiver-input";

/** Longest name that is shown whole in lists; also keeps whole texts out of names. */
const LONGEST_NAME = 200;

/** @throws InvalidInputError for a name that is empty, begins or ends with a space, or has characters that nobody sees */
export function requireOnCallName(what: string, name: string): string {
  requireKind(`name of ${what}`, name, "text");
  if (
    name === "" ||
    name.trim() !== name ||
    name.length > LONGEST_NAME ||
    /\p{C}/u.test(name)
  ) {
    throw new InvalidInputError(
      "on-call-name",
      `name of ${what} must be 1 to ${LONGEST_NAME} printable characters without a space at either end, got ${shown(name)}; write it as people should read it`,
    );
  }
  return name;
}

/** @throws InvalidInputError for no address, and for what is none */
export function requireUsers(
  what: string,
  users: string | readonly string[],
): readonly string[] {
  const list = [users ?? []].flat();
  if (list.length === 0) {
    throw new InvalidInputError(
      "on-call-users",
      `${what} must have at least one user, got none; name the e-mail addresses of their accounts`,
    );
  }
  return list.map((each) => requireEmail(`user of ${what}`, each));
}

/** @throws InvalidInputError unless it is a whole number in the range */
export function requireWhole(
  what: string,
  value: number,
  [least, most]: readonly [number, number],
): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new InvalidInputError(
      "on-call-number",
      `${what} must be a whole number from ${least} to ${most}, got ${shown(value)}; use one in that range`,
    );
  }
  return value;
}
