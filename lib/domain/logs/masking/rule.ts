import { InvalidInputError } from "../../problem";
import { requireOptions, requireShape } from "../../shape";
import { shown } from "../../shown";
import { requireSafeRegex } from "../source-regex";
import { maskText } from "./apply";
import type { MaskingPattern } from "./pattern";
import { HARMLESS_LINES } from "./sample";

/** A rule of masking of one's own. */
export interface MaskingRule {
  /** Small letters, digits and hyphens, unique. */
  readonly name: string;
  /** A regular expression that RE2 and JavaScript read alike. */
  readonly pattern: string;
  /** What stands there afterwards; `$1` to `$9` are groups of the pattern. */
  readonly replacement: string;
  /**
   * Whether capital and small letters are the same.
   * @default false
   */
  readonly ignoreCase?: boolean;
}

/** Factories for what is masked. */
export const Masking = {
  /**
   * Masks what an expression finds, such as `{ name: "customer", pattern: "\\bCUST-[0-9]{6}\\b" }`.
   *
   * Refused for an expression that RE2 or JavaScript refuses, that explodes, or that masks nearly everything; told by the
   * stack or host that has it.
   *
   * @param rule.replacement default: the name in brackets
   */
  rule(
    rule: Omit<MaskingRule, "replacement"> &
      Partial<Pick<MaskingRule, "replacement">>,
  ): MaskingRule {
    const { name } = Object(rule) as Partial<MaskingRule>;
    return {
      replacement: `[${typeof name === "string" ? name : ""}]`,
      ...rule,
    };
  },
};

const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** Longer ones make lines longer that have many of what is masked. */
const LONGEST_REPLACEMENT = 100;

/** More of a harmless line than that, and logs are of no use any more. */
const MOST_MASKED = 0.5;

/**
 * @throws InvalidInputError for an unknown option, and an expression that RE2 or JavaScript refuses, that explodes, or that
 *   masks nearly everything
 */
export function requireMaskingRule(rule: MaskingRule): void {
  requireOptions("a masking rule", rule, [
    "name",
    "pattern",
    "replacement",
    "ignoreCase",
  ]);
  requireShape("a masking rule", rule, {
    name: "text",
    pattern: "text",
    replacement: "text",
    ignoreCase: "flag?",
  });
  if (!NAME.test(rule.name)) {
    throw new InvalidInputError(
      "masking-rule-name",
      `name of a masking rule must be of small letters, digits and "-", got ${shown(rule.name)}; begin it with a letter`,
    );
  }
  const what = `pattern of masking rule "${rule.name}"`;
  requireSafeRegex(what, rule.pattern);
  requireJavaScript(what, rule.pattern);
  requireReplacement(rule);
  requireModesty(what, rule);
}

/** What RE2 knows, and JavaScript reads as something else: classes by name, and its own escape sequences. */
const OF_RE2 = /\\\\|\\(?:[pPQEAzCa]|x\{)|\[\[?\^?\[?:\^?[a-z]+:\]/g;

function requireJavaScript(what: string, pattern: string): void {
  const other = [...pattern.matchAll(OF_RE2)].find(([text]) => text !== "\\\\");
  if (other !== undefined || !isJavaScript(pattern)) {
    throw new InvalidInputError(
      "masking-rule-pattern",
      `${what} must be read alike by RE2 and JavaScript, got ${shown(other?.[0] ?? pattern)}; write ignoreCase: true for (?i), (...) for (?P<name>...), and [a-z] for classes by name`,
    );
  }
}

function isJavaScript(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

function requireReplacement({ name, pattern, replacement }: MaskingRule): void {
  const what = `replacement of masking rule "${name}"`;
  if (/["'\\\x00-\x1f]/.test(replacement)) {
    throw new InvalidInputError(
      "masking-rule-replacement",
      `${what} must be without quotes, backslashes, control characters and line ends, got ${shown(replacement)}; a line of JSON would be none any more`,
    );
  }
  if (replacement.length > LONGEST_REPLACEMENT) {
    throw new InvalidInputError(
      "masking-rule-replacement",
      `${what} must have at most ${LONGEST_REPLACEMENT} characters, got ${replacement.length}; say what was there, not more`,
    );
  }
  const groups = (new RegExp(`${pattern}|`).exec("")?.length ?? 1) - 1;
  const wrong = [...replacement.matchAll(/\$([1-9])?(\w?)/g)].find(
    ([, group, next]) =>
      group === undefined || Number(group) > groups || next !== "",
  )?.[0];
  if (wrong !== undefined) {
    throw new InvalidInputError(
      "masking-rule-replacement",
      `${what} must use "$" with the number of a group of the pattern (${groups}) and no letter or digit behind it, got ${shown(replacement)}; leave "$" out or add a group`,
    );
  }
}

function requireModesty(what: string, rule: MaskingPattern): void {
  const expression = new RegExp(rule.pattern, "g");
  if (
    ["", ...HARMLESS_LINES].some((line) =>
      [...line.matchAll(expression)].some(([text]) => text === ""),
    )
  ) {
    throw new InvalidInputError(
      "masking-rule-everything",
      `${what} must not match the empty text, got ${shown(rule.pattern)}; it would be found between any two letters: use + for *`,
    );
  }
  const marked = { ...rule, replacement: "" };
  const kept = HARMLESS_LINES.map(
    (line) => maskText(line, [marked]).length / line.length,
  );
  const masked = 1 - kept.reduce((sum, part) => sum + part, 0) / kept.length;
  if (masked > MOST_MASKED) {
    throw new InvalidInputError(
      "masking-rule-everything",
      `${what} must leave at least ${100 * (1 - MOST_MASKED)} % of harmless lines readable, got ${shown(rule.pattern)}, which masks ${Math.round(100 * masked)} % of their letters; say what stands before or after what is private`,
    );
  }
}
