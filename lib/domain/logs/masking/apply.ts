import type { MaskingPattern } from "./pattern";

/** Masks one text as the collector does; for the check of own rules, and for programs that mask their own lines. */
export function maskText(
  text: string,
  patterns: readonly MaskingPattern[],
): string {
  let masked = text;
  let small = text.toLowerCase();
  for (const pattern of patterns) {
    if (pattern.needs?.some((needed) => small.includes(needed)) === false) {
      continue;
    }
    const before = masked;
    masked = applyPattern(masked, pattern);
    if (masked !== before) {
      small = masked.toLowerCase();
    }
  }
  return masked;
}

function applyPattern(text: string, pattern: MaskingPattern): string {
  const expression = expressionOf(pattern);
  if (pattern.check === undefined) {
    return text.replace(expression, pattern.replacement);
  }
  return text.replace(
    expression,
    (whole: string, before: string, digits: string) =>
      hasCheckDigit(digits)
        ? pattern.replacement.replace("$1", () => before)
        : whole,
  );
}

const compiled = new WeakMap<MaskingPattern, RegExp>();

function expressionOf(pattern: MaskingPattern): RegExp {
  const known = compiled.get(pattern);
  if (known !== undefined) {
    return known;
  }
  const expression = new RegExp(
    pattern.pattern,
    pattern.ignoreCase === true ? "gi" : "g",
  );
  compiled.set(pattern, expression);
  return expression;
}

/** Luhn's formula: from the right, each second digit counts double, and the digits of all sum up to a multiple of ten. */
export function hasCheckDigit(text: string): boolean {
  const digits = [...text.replace(/%20|\D/g, "")].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const counted = index % 2 === 0 ? digit : digit * 2;
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return digits.length > 0 && sum % 10 === 0;
}
