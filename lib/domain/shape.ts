import { suggestion } from "./names";
import { InvalidInputError } from "./problem";
import { shown, typeOf } from "./shown";
import { Bytes, Duration } from "./units";

/** Values that a program without type checks gets wrong most easily, and how to mend them. */
const KINDS = {
  text: {
    noun: "a text",
    is: (value: unknown) => typeof value === "string",
    remedy: "write it in quotes",
  },
  number: {
    noun: "a number",
    is: (value: unknown) => typeof value === "number" && !Number.isNaN(value),
    remedy: "write it in digits, without quotes",
  },
  flag: {
    noun: "true or false",
    is: (value: unknown) => typeof value === "boolean",
    remedy: "write it without quotes",
  },
  duration: {
    noun: "a Duration",
    is: (value: unknown) => value instanceof Duration,
    remedy: 'write it like Duration.minutes(5) or Duration.parse("5m")',
  },
  size: {
    noun: "an amount of Bytes",
    is: (value: unknown) => value instanceof Bytes,
    remedy: 'write it like Bytes.gibibytes(8) or Bytes.parse("8GiB")',
  },
  list: {
    noun: "a list",
    is: (value: unknown) => Array.isArray(value),
    remedy: "put it in [ ]",
  },
  texts: {
    noun: "a list of texts",
    is: (value: unknown) =>
      Array.isArray(value) && value.every((each) => typeof each === "string"),
    remedy: "put texts in quotes into [ ]",
  },
  record: {
    noun: "an object",
    is: (value: unknown) => typeOf(value) === "an object",
    remedy: "put its properties into { }",
  },
  /** Something that a check of its own is for. */
  any: {
    noun: "anything",
    is: () => true,
    remedy: "",
  },
  function: {
    noun: "a function",
    is: (value: unknown) => typeof value === "function",
    remedy: "pass what the documentation names",
  },
} as const;

export type Kind = keyof typeof KINDS;

/** The kind of each property; "?" allows to leave it out. */
export type Shape<T> = {
  readonly [Property in keyof T]?: Kind | `${Kind}?`;
};

/**
 * Checks at run time what types promise, because a program in JavaScript, or one with a cast, may break the promise.
 *
 * @param what names the value in messages, such as `an objective`
 * @throws InvalidInputError for the first property of another kind
 */
export function requireShape<T extends object>(
  what: string,
  value: T,
  shape: Shape<T>,
): void {
  requireKind(what, value, "record");
  const kinds = Object.entries(shape) as [string & keyof T, string][];
  for (const [property, kind] of kinds) {
    const given: unknown = value[property];
    const optional = kind.endsWith("?");
    const plain = (optional ? kind.slice(0, -1) : kind) as Kind;
    // The name of the property is put together only for a message.
    if (!(optional && given === undefined) && !KINDS[plain].is(given)) {
      requireKind(`${property} of ${what}`, given, plain);
    }
  }
}

/**
 * Checks options by a shape that names all there are.
 *
 * @param what whose options they are, such as `a Service`
 * @throws InvalidInputError for an unknown option, and for the first one of another kind
 */
export function requireProperties<T extends object>(
  what: string,
  options: T,
  shape: { readonly [Property in keyof Required<T>]: Kind | `${Kind}?` },
): void {
  requireOptions(what, options, Object.keys(shape));
  requireShape<T>(what, options, shape);
}

/**
 * @param what names the value in messages, such as `sources of the rule`
 * @throws InvalidInputError when `value` is not of that kind
 */
export function requireKind(what: string, value: unknown, kind: Kind): void {
  const { noun, is, remedy } = KINDS[kind];
  if (!is(value)) {
    // A text where an object is meant may be a secret.
    const got = ["record", "list", "texts", "function"].includes(kind)
      ? typeOf(value)
      : shown(value);
    throw new InvalidInputError(
      "wrong-type",
      `${what} must be ${noun}, got ${got}; ${remedy}`,
    );
  }
}

/**
 * A misspelt option would silently mean its default.
 *
 * @param what whose options they are, such as `a Service`
 * @throws InvalidInputError when `options` are no object, and for an option that is not among `known`
 */
export function requireOptions(
  what: string,
  options: object,
  known: readonly string[],
): void {
  requireNames(`options of ${what}`, options, known);
}

/**
 * The same for what has names of its own, such as `thresholds of hostAlerts`.
 *
 * @throws InvalidInputError when `given` is no object, and for a name that is not among `known`
 */
export function requireNames(
  what: string,
  given: object,
  known: readonly string[],
): void {
  requireKind(what, given, "record");
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InvalidInputError(
      "option-unknown",
      `${what} must have known names, got ${shown(unknown)}; ${suggestion(unknown, known, `there are ${known.join(", ")}`)}`,
    );
  }
}

/** @throws InvalidInputError when `value` is none of `choices` */
export function requireOneOf(
  what: string,
  value: unknown,
  choices: readonly string[],
): void {
  if (!choices.some((choice) => choice === value)) {
    throw new InvalidInputError(
      "unknown-choice",
      `${what} must be one of ${choices.join(", ")}, got ${shown(value)}; choose one of them`,
    );
  }
}
