import {
  alike,
  CHECKED,
  NO_DIGITS,
  PSEUDONYM_DIGITS,
  type MaskingPattern,
} from "../../domain/logs/masking/pattern";
import { escapeRegexp } from "../../domain/promql/regexp";
import { mayMatch } from "./masking-search";
import { literal } from "./operators";

/** Candidates of one text whose check digit is checked; what comes after them is masked without a check. */
const MOST_CHECKED = 4;

/** A text to be masked, and where to keep what lies between two steps. */
export interface Target {
  readonly text: string;
  readonly cache: (name: string) => string;
}

/** Statements that mask one text. */
export function masked(
  { text, cache }: Target,
  patterns: readonly MaskingPattern[],
): readonly string[] {
  const small = cache("small");
  const may = cache("may");
  return [
    `set(${small}, ToLowerCase(${text}))`,
    ...alike(patterns).flatMap((group) => [
      `set(${may}, false)`,
      `set(${may}, true)${where(mayMatch(group[0], small))}`,
      ...group.flatMap((pattern) =>
        step({ text, cache }, pattern, `${may} == true`),
      ),
    ]),
  ];
}

function step(
  target: Target,
  pattern: MaskingPattern,
  condition: string,
): readonly string[] {
  if (pattern.check !== undefined) {
    return checked(target, pattern, condition);
  }
  if (pattern.pseudonym !== undefined) {
    return pseudonyms(target.text, pattern, pattern.pseudonym, condition);
  }
  return [replace(target.text, pattern, [condition])];
}

/** The whole number first, of which only the beginning is left. */
function pseudonyms(
  text: string,
  pattern: MaskingPattern,
  before: string,
  condition: string,
): readonly string[] {
  const rest = 64 - PSEUDONYM_DIGITS;
  const [start = "", end = ""] = pattern.replacement.split("#");
  const long = String.raw`(${escapeRegexp(start)}[0-9a-f]{${PSEUDONYM_DIGITS}})[0-9a-f]{${rest}}(${escapeRegexp(end)})`;
  return [
    `replace_pattern(${text}, ${literal(source(pattern))}, ${literal(`${before}$1`)}, SHA256, ${literal(pattern.replacement.replace("#", "%s"))})${where([condition])}`,
    `replace_pattern(${text}, ${literal(long)}, "$1$2")${where([condition])}`,
  ];
}

/** The statement that applies one pattern to a text. */
export function replace(
  text: string,
  pattern: MaskingPattern,
  conditions: readonly string[] = [],
): string {
  return `replace_pattern(${text}, ${literal(source(pattern))}, ${literal(pattern.replacement)})${where(conditions)}`;
}

/**
 * One candidate after the other is taken out and masked if its check digit is right; otherwise it gets a sign in front, so
 * that it is not found again.
 */
function checked(
  { text, cache }: Target,
  pattern: MaskingPattern,
  condition: string,
): readonly string[] {
  const isFound = `${cache("found")} == true`;
  const digits = cache("digits");
  const first = `^((?s:.*?))(?:${pattern.pattern})`;
  // The groups of the pattern are now the second and the third.
  const masking = `$1${pattern.replacement.replace("$1", "$2")}`;
  const rounds = Array.from({ length: MOST_CHECKED }, () => [
    `set(${cache("found")}, IsMatch(${text}, ${literal(pattern.pattern)})) where ${isFound}`,
    `set(${digits}, ${text}) where ${isFound}`,
    `replace_pattern(${digits}, ${literal(`(?s)${first}.*$`)}, "$3") where ${isFound}`,
    `replace_pattern(${digits}, ${literal(NO_DIGITS)}, "") where ${isFound}`,
    `replace_pattern(${text}, ${literal(first)}, ${literal(masking)}) where ${isFound} and IsValidLuhn(${digits})`,
    `replace_pattern(${text}, ${literal(first)}, ${literal(`$1$2${CHECKED}$3`)}) where ${isFound} and not IsValidLuhn(${digits})`,
  ]).flat();
  return [
    `set(${cache("found")}, false)`,
    `set(${cache("found")}, true) where ${condition}`,
    `replace_pattern(${text}, ${literal(CHECKED)}, "") where ${isFound}`,
    ...rounds,
    replace(text, pattern, [isFound]),
    `replace_pattern(${text}, ${literal(CHECKED)}, "") where ${condition}`,
  ];
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
}

/** The expression of a pattern, in the language of the collector. */
export function source({ pattern, ignoreCase }: MaskingPattern): string {
  return ignoreCase === true ? `(?i)${pattern}` : pattern;
}
