/**
 * What one step of masking looks for and puts there instead: pure data, for the collector and for programs that mask their
 * own lines. Steps are applied in their order, each everywhere in the text.
 */
export interface MaskingPattern {
  /** Kind of data, or name of an own rule. */
  readonly name: string;
  /** A regular expression that RE2 and JavaScript read alike: no look-around, no back reference, no inline flag. */
  readonly pattern: string;
  /** Whether capital and small letters are the same. Default: false. */
  readonly ignoreCase?: boolean;
  /** What stands there afterwards; `$1` to `$9` are groups of the pattern. */
  readonly replacement: string;
  /**
   * Cheap expressions for the text in small letters, as it was before this kind was masked: where none of them finds something,
   * `pattern` does not either. Each begins with a certain sign, which the collector finds fast; one without any special sign
   * is the cheapest. Neighbours of one kind with the same guards are asked for once. Default: any text may match.
   */
  readonly guards?: readonly string[];
  /** Cheaper ones: where none of these finds something, the guards are not asked. Default: the guards are asked. */
  readonly near?: readonly string[];
  /** Small letters: a text that has one of these is left as it is. Default: none. */
  readonly unless?: readonly string[];
  /**
   * Whether the digits of the second group must have a valid check digit; the first group is what stands before.
   * @see https://www.iso.org/standard/70484.html annex B (Luhn)
   */
  readonly check?: "luhn";
  /**
   * The first group becomes a number that tells no one what it was, and is the same for the same text: `#` of `replacement` is
   * the start of its SHA-256, with this before it.
   */
  readonly pseudonym?: string;
}

/** Digits of a pseudonym: 64 bits, so that two of a billion users rarely share one. */
export const PSEUDONYM_DIGITS = 16;

/** Whether a guard is a text, and no expression. */
export function isPlain(guard: string): boolean {
  return !/[.+*?()[\]{}|^$\\]/.test(guard);
}

/** Neighbours of one kind that are looked for under the same conditions. */
export function alike(
  patterns: readonly MaskingPattern[],
): readonly (readonly [MaskingPattern, ...MaskingPattern[]])[] {
  const groups: [MaskingPattern, ...MaskingPattern[]][] = [];
  for (const pattern of patterns) {
    const last = groups.at(-1);
    if (last !== undefined && conditions(last[0]) === conditions(pattern)) {
      last.push(pattern);
    } else {
      groups.push([pattern]);
    }
  }
  return groups;
}

function conditions(pattern: MaskingPattern): string {
  const { name, near, guards, unless } = pattern;
  return JSON.stringify([name, near, guards, unless]);
}

/**
 * Stands before a number whose check digit was found wrong, as long as a text is masked step by step. Being no sign of any
 * text, it also tells the end of nothing.
 */
export const CHECKED = "\x1f";

/**
 * What may stand before data: the start, a sign that is no part of a word, or an escape sequence of JSON, a terminal or a URL,
 * whose last sign looks like a part of the data. It is a group, because nothing else can look back in RE2.
 */
export const EDGE = String.raw`(^|[^A-Za-z0-9_.\\\x1f-]|\\[bfnrt]|\\u[0-9a-fA-F]{4}|(?:\x1b|\\u001[bB])\[[0-9;]*m|%B|%[0-9a-fA-F]{2}|\\)`;

/** The escape sequence that data may follow, where the start of the data is clear by itself. */
export const ESCAPE = String.raw`(\\[bfnrt]|\\u[0-9a-fA-F]{4}|)`;

/** The digits of encoded spaces, and all other signs that are no digit. */
export const NO_DIGITS = "%20|%[cC]2%[aA]0|u00[aA]0|[^0-9]";

/** What stands between groups of digits, also in a URL. */
export const GROUP_SEPARATOR =
  "(?:[ +.\u00a0\u2009-\u2015\u202f-]|%20|%[cC]2%[aA]0|\\\\{1,4}u00[aA]0)";

/**
 * One of them finds something in every number that has seven digits in a row, or a separator behind the fourth: an expression
 * for each first digit, since one that begins with a class of signs takes three times as long as all of them.
 */
export const SEVEN_DIGITS: readonly string[] = Array.from(
  "0123456789",
  (digit) => `${digit}[0-9]{3}${GROUP_SEPARATOR}{0,2}[0-9]{3}`,
);
