import {
  alike,
  isPlain,
  NO_DIGITS,
  PSEUDONYM_DIGITS,
  type MaskingPattern,
} from "./pattern";
import { sha256 } from "./sha256";

/** Masks one text as the collector does; for the check of own rules, and for programs that mask their own lines. */
export function maskText(
  text: string,
  patterns: readonly MaskingPattern[],
): string {
  let masked = text;
  let small = text.toLowerCase();
  let known = { kind: "", text };
  for (const { kind, near, guards, unless, steps } of prepared(patterns)) {
    if (kind !== known.kind) {
      small = masked === known.text ? small : masked.toLowerCase();
      known = { kind, text: masked };
    }
    if (
      near?.some((guard) => found(guard, small)) === false ||
      guards?.some((guard) => found(guard, small)) === false ||
      unless.some((other) => small.includes(other))
    ) {
      continue;
    }
    for (const step of steps) {
      masked = step(masked);
    }
  }
  return masked;
}

type Guards = readonly (string | RegExp)[] | undefined;

interface Prepared {
  readonly kind: string;
  readonly near: Guards;
  readonly guards: Guards;
  readonly unless: readonly string[];
  readonly steps: readonly ((text: string) => string)[];
}

const known = new WeakMap<readonly MaskingPattern[], readonly Prepared[]>();

function prepared(patterns: readonly MaskingPattern[]): readonly Prepared[] {
  const before = known.get(patterns);
  if (before !== undefined) {
    return before;
  }
  const groups = alike(patterns).map((group): Prepared => ({
    kind: group[0].name,
    near: group[0].near?.map(compiled),
    guards: group[0].guards?.map(compiled),
    unless: group[0].unless ?? [],
    steps: group.map(step),
  }));
  known.set(patterns, groups);
  return groups;
}

function compiled(guard: string): string | RegExp {
  return isPlain(guard) ? guard : new RegExp(guard);
}

function found(guard: string | RegExp, small: string): boolean {
  return typeof guard === "string" ? small.includes(guard) : guard.test(small);
}

function step(pattern: MaskingPattern): (text: string) => string {
  const { pseudonym, replacement } = pattern;
  const expression = new RegExp(
    pattern.pattern,
    pattern.ignoreCase === true ? "gi" : "g",
  );
  if (pseudonym !== undefined) {
    return (text) =>
      text.replace(expression, (_, known: string) =>
        replacement.replace("#", pseudonymOf(pseudonym + known)),
      );
  }
  if (pattern.check === undefined) {
    return (text) => text.replace(expression, replacement);
  }
  return (text) =>
    text.replace(expression, (whole: string, before: string, digits: string) =>
      hasCheckDigit(digits) ? replacement.replace("$1", () => before) : whole,
    );
}

function pseudonymOf(text: string): string {
  return sha256(text).slice(0, PSEUDONYM_DIGITS);
}

const SIGNS = new RegExp(NO_DIGITS, "g");

/** Luhn's formula: from the right, each second digit counts double, and the digits of all sum up to a multiple of ten. */
export function hasCheckDigit(text: string): boolean {
  const digits = [...text.replace(SIGNS, "")].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const counted = index % 2 === 0 ? digit : digit * 2;
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return digits.length > 0 && sum % 10 === 0;
}
