import {
  EDGE,
  ESCAPE,
  GROUP_SEPARATOR,
  NUMBER,
  type MaskingPattern,
} from "./pattern";

/** Addresses as they are written in practice, quoted local parts excepted; also with an encoded `@`. */
export const EMAILS: readonly MaskingPattern[] = [
  {
    name: "email",
    pattern: String.raw`${ESCAPE}[^\s@"'\\<>()\[\]{},;:=&?/|%]{1,64}(?:@|%40)(?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]{1,23}`,
    replacement: "$1[email]",
    needs: ["@", "%40"],
  },
];

/**
 * Numbers of the lengths and first digits that issuers use, in one piece or in groups, with a valid check digit.
 * @see https://www.iso.org/standard/70484.html
 */
export const CARDS: readonly MaskingPattern[] = [
  {
    name: "card",
    pattern: EDGE + cards(),
    check: "luhn",
    replacement: "$1[card]",
    guard: NUMBER,
  },
  // A number of JSON has no quotes that the replacement could stand in.
  {
    name: "card",
    pattern: String.raw`((\\*)"\s*:\s*)\[card\]`,
    replacement: `$1$2"[card]$2"`,
    guard: String.raw`\[card\]`,
  },
];

function cards(): string {
  const sixteen =
    "(?:4[0-9]{3}|5[1-5][0-9]{2}|2(?:2[2-9]|[3-6][0-9]|7[0-2])[0-9]|6(?:011|4[4-9][0-9]|5[0-9]{2}|2[0-9]{2})|35[2-8][0-9])";
  const gap = `${GROUP_SEPARATOR}?`;
  const group = `${gap}[0-9]{4}`;
  const fifteen = `3[47][0-9]{2}${gap}[0-9]{6}${gap}[0-9]{5}`;
  const fourteen = `3(?:0[0-5]|[68][0-9])[0-9]${gap}[0-9]{6}${gap}[0-9]{4}`;
  return String.raw`(${sixteen}${group}${group}${group}|${fifteen}|${fourteen})\b`;
}

/** Between the groups of a telephone number, also in a URL, and a digit with what may stand before it. */
const SPACE = "(?:[ +]|%20)";
const GAP = "(?:[ ./()+-]|%20)";
const REST = `(?:${GAP}{0,3}[0-9])`;

/**
 * Numbers with a country code, and national ones that their signs tell from other numbers: North America with hyphens, dots
 * or brackets, and those with a leading zero of Europe in groups.
 * @see https://www.itu.int/rec/T-REC-E.164
 */
export const PHONES: readonly MaskingPattern[] = [
  international(String.raw`\+`, "+"),
  international("%2[Bb]", "%2b"),
  phone(`00[1-9][0-9]{0,2}${GAP}${REST}{6,12}`, `00[1-9][0-9]{0,2}${GAP}`),
  phone(
    String.raw`(?:1[ .-])?(?:\([2-9][0-9]{2}\)${SPACE}?|[2-9][0-9]{2}[.-])[0-9]{3}(?:[.-]|${SPACE})[0-9]{4}`,
    NUMBER,
  ),
  phone(
    String.raw`(?:\(0[1-9][0-9]{1,4}\)${SPACE}?|0[1-9][0-9]{1,4}(?:[/-]|${SPACE}))[0-9]{3,4}(?:-|${SPACE})?[0-9]{3,5}`,
    "0[1-9][0-9]{1,4}(?:[ /)-]|%20)(?: |%20)?[0-9]{3,4}(?:[ -]|%20)?[0-9]{3}",
  ),
  phone(
    `0[1-9](?:(?:[.]|${SPACE})[0-9]{2}){4}`,
    "0[1-9](?:[ .]|%20)[0-9]{2}(?:[ .]|%20)[0-9]{2}",
  ),
];

function international(plus: string, needed: string): MaskingPattern {
  return {
    name: "phone",
    pattern: String.raw`${ESCAPE}${plus}[1-9]${REST}{7,14}\b`,
    replacement: "$1[phone]",
    needs: [needed],
  };
}

function phone(pattern: string, guard: string): MaskingPattern {
  return {
    name: "phone",
    pattern: `${EDGE}${pattern}\\b`,
    replacement: "$1[phone]",
    guard,
  };
}
