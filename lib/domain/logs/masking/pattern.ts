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
   * Texts of small letters; a text that has none of them when its letters are made small cannot match. They spare most lines
   * the search. Default: any text may match.
   */
  readonly needs?: readonly string[];
  /**
   * A cheaper expression that finds something wherever `pattern` does, in the text of small letters where `ignoreCase` holds.
   * Default: none.
   */
  readonly guard?: string;
  /**
   * Whether the digits of the second group must have a valid check digit; the first group is what stands before.
   * @see https://www.iso.org/standard/70484.html annex B (Luhn)
   */
  readonly check?: "luhn";
}

/**
 * Stands before a number whose check digit was found wrong, as long as a text is masked step by step. Being no sign of any
 * text, it also tells the end of nothing.
 */
export const CHECKED = "\x1f";

/**
 * What may stand before data: the start, a sign that is no part of a word, or an escape sequence of JSON or of a URL, whose
 * last sign looks like a part of the data. It is a group, because nothing else can look back in RE2.
 */
export const EDGE = String.raw`(^|[^A-Za-z0-9_.\\\x1f-]|\\[bfnrt]|\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}|\\)`;

/** The escape sequence that data may follow, where the start of the data is clear by itself. */
export const ESCAPE = String.raw`(\\[bfnrt]|\\u[0-9a-fA-F]{4}|)`;

/** What stands between groups of digits, also in a URL. */
export const GROUP_SEPARATOR = "(?:[ +-]|%20)";

/**
 * Finds something in every card, account and telephone number that begins with a digit from 2 or a capital. One search for all
 * of them, since a search that begins with a class of signs takes much longer than one that begins with a certain sign.
 */
export const NUMBER =
  "[2-9A-Z][0-9A-Z][0-9]{1,2}(?:[ ).+-]|%20)?(?:[ +]|%20)?[0-9A-Z]{3,4}(?:[ .+-]|%20)?[0-9A-Z]{2}";
