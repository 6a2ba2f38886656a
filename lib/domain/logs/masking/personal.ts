import {
  EDGE,
  ESCAPE,
  GROUP_SEPARATOR,
  SEVEN_DIGITS,
  type MaskingPattern,
} from "./pattern";

/** Stands for the `@` of what is no address, as long as addresses are masked. */
const NO_ADDRESS = "\uf0f3";

const AT = String.raw`(?:[@＠]|%(?:25){0,4}40|&#(?:64|x40);|\\{1,4}u0040)`;

/** Of all that may hold an `@`. */
export const WITH_AT = {
  near: ["@", "%40", "2540", "u0040", "&#", "＠"],
};

/** A part of a name of a host, in any alphabet; short numbers are parts of versions. */
function hostWith(letter: string): string {
  const label = `(?:[0-9-]*${letter}(?:[0-9-]|${letter})*|[0-9]{3,})`;
  return String.raw`(?:${label}\.)+(?:xn--[A-Za-z0-9-]{2,59}|${letter}(?:-?${letter}|[0-9]){1,23})`;
}

/** All letters of any alphabet, and those with encoded ones. */
const LETTER = String.raw`[^\x00-\x40\[-\x60{-\x7f]`;
const ENCODED_LETTER = `(?:${LETTER}|%[89a-fA-F][0-9a-fA-F])`;

const ENCODED_HOST = hostWith(ENCODED_LETTER);

/** What no name of an address has outside of quotes. */
const NO_NAME = String.raw`\s@＠"'\\<>()\[\]{},;:=&?/|%\x60${NO_ADDRESS}`;
const BEFORE_NAME = `${ESCAPE}(?:[A-Za-z]{1,20}')?`;

const ADDRESS_OF_IP = String.raw`\[(?:IPv6:)?[0-9a-fA-F:.]+\]`;

/** Addresses as they are written in practice, also with an encoded `@`, with a quoted name, and with other alphabets. */
export const EMAILS: readonly MaskingPattern[] = [
  // Units of systemd, such as getty@tty1.service, and pictures for displays with small dots, such as icon@2x.png.
  email(
    String.raw`@((?:[A-Za-z0-9:_.-]+\.(?:service|socket|timer|target|slice|scope|mount|swap|path|device)|[1-9]x\.(?:[A-Za-z0-9_-]+\.)?(?:png|jpe?g|gif|webp|avif|svg|ico))(?:[^A-Za-z0-9.-]|$))`,
    `${NO_ADDRESS}$1`,
  ),
  // What is encoded or in quotes takes the collector five times as long to find.
  email(
    String.raw`(?:\\*"|%22)[^"\\@\s][^"\\]{0,62}(?:\\*"|%22)${AT}${ENCODED_HOST}`,
    "[email]",
    [`"@`, "%", "u0040", "&#"],
  ),
  email(
    `${BEFORE_NAME}(?:[^${NO_NAME}]|%[89a-fA-F][0-9a-fA-F]|%2[bB]){1,64}${AT}(?:${ENCODED_HOST}|${ADDRESS_OF_IP})`,
    "$1[email]",
    ["%", "u0040", "&#", "＠"],
  ),
  email(
    `${BEFORE_NAME}[^${NO_NAME}]{1,64}@(?:${hostWith(LETTER)}|${ADDRESS_OF_IP})`,
    "$1[email]",
    ["@"],
  ),
  email(NO_ADDRESS, "@"),
  // ann [at] example [dot] com
  {
    name: "email",
    pattern: String.raw`[A-Za-z0-9_.+-]{1,64}\s?[\[(](?:at|AT)[\])]\s?[A-Za-z0-9-]{1,63}(?:(?:\.|\s?[\[(]\s?(?:dot|DOT)\s?[\])]\s?)[A-Za-z0-9-]{1,63}){1,4}`,
    replacement: "[email]",
    guards: [String.raw`\[at\]`, String.raw`\(at\)`],
  },
];

/** @param guards whether there may be one of these, where there is any `@`; default: yes */
function email(
  pattern: string,
  replacement: string,
  guards?: readonly string[],
): MaskingPattern {
  return {
    name: "email",
    pattern,
    replacement,
    ...WITH_AT,
    ...(guards && { guards }),
  };
}

const GAP = `${GROUP_SEPARATOR}{0,2}`;
const FOUR = "[0-9]{4}";

const CARD_GUARDS = [
  ...Array.from(
    "2456",
    (digit) => `${digit}[0-9]{3}${GAP}${FOUR}${GAP}${FOUR}`,
  ),
  `3[0-9]{3}${GAP}${FOUR}(?:${GAP}|[0-9]{2}${GAP})${FOUR}`,
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
    guards: CARD_GUARDS,
    near: SEVEN_DIGITS,
  },
  // A number of JSON has no quotes that the replacement could stand in.
  quoted(""),
  ...Array.from({ length: 3 }, () =>
    quoted(
      String.raw`\[\s*(?:(?:-?[0-9][0-9.eE+-]*|\\*"\[card\]\\*")\s*,\s*)*`,
    ),
  ),
];

/** The first of these is `[card]`: in a value, or in a list behind numbers. */
function quoted(list: string): MaskingPattern {
  return {
    name: "card",
    pattern: String.raw`((\\*)"\s*:\s*${list})\[card\]`,
    replacement: `$1$2"[card]$2"`,
    guards: CARD_GUARDS,
    near: SEVEN_DIGITS,
  };
}

function cards(): string {
  const visa = "4[0-9]{3}";
  // China UnionPay, Discover, Maestro: up to 19 digits.
  const long =
    "(?:62[0-9]{2}|6011|64[4-9][0-9]|65[0-9]{2}|5018|5020|5038|5[68]93|6304|67(?:59|6[1-3]))";
  const sixteen =
    "(?:5[1-5][0-9]{2}|2(?:20[0-4]|2[2-9][0-9]|[3-6][0-9]{2}|7[0-2][0-9])|35[2-8][0-9])";
  const group = GAP + FOUR;
  const three = group + group + group;
  const fifteen = `3[47][0-9]{2}${GAP}[0-9]{6}${GAP}[0-9]{5}`;
  const fourteen = `3(?:0[0-59]|[689][0-9])[0-9]${GAP}[0-9]{6}${GAP}[0-9]{4}`;
  return String.raw`((?:${visa}|${long})${three}(?:${GAP}[0-9]{3})?|${sixteen}${three}|${fifteen}|${fourteen})\b`;
}

/** Between the groups of a telephone number, also in a URL, and a digit with what may stand before it. */
const SPACE = "(?:[ +\u00a0\u202f]|%20)";
const GAPS = "(?:[ ./()+\u00a0\u2010-\u2015\u202f-]|%20|\\\\{1,4}u00[aA]0)";
const REST = `(?:${GAPS}{0,3}[0-9])`;

/**
 * Numbers with a country code, and national ones that their signs tell from other numbers: North America with hyphens, dots
 * or brackets, and those with a leading zero of Europe in groups; any number in a field that is called so.
 * @see https://www.itu.int/rec/T-REC-E.164
 */
export const PHONES: readonly MaskingPattern[] = [
  international(String.raw`\+`, [String.raw`\+\(?[1-9]`]),
  international("%2[Bb]", ["%2b"]),
  international(String.raw`\\{1,4}u002[bB]`, ["u002b"]),
  phone(`00[1-9][0-9]{0,2}${GAPS}${REST}{6,12}`, [`00[1-9][0-9]{0,2}${GAPS}`]),
  phone(
    String.raw`(?:1[ .-])?(?:\([2-9][0-9]{2}\)${SPACE}?|[2-9][0-9]{2}[.-])[0-9]{3}(?:[.-]|${SPACE})[0-9]{4}`,
    [")", ".", "-"].map(
      (sign) =>
        `${sign === "-" ? "" : "\\"}${sign}${sign === ")" ? `${SPACE}?` : ""}[0-9]{3}(?:[.-]|${SPACE})[0-9]{4}`,
    ),
  ),
  phone(
    String.raw`(?:(?:\(0[1-9][0-9]{1,4}\)${SPACE}?|0[1-9][0-9]{1,4}(?:[/-]|%2[fF]|${SPACE}))[0-9]{3,4}(?:-|${SPACE})?[0-9]{3,5}|06[ -][1-9][0-9]{7})`,
    [
      String.raw`0[1-9][0-9]{0,4}(?:[/)-]|%2f|${SPACE})${SPACE}?[0-9]{3,4}(?:-|${SPACE})?[0-9]{3}`,
    ],
  ),
  phone(`0[1-9](?:(?:[.]|${SPACE})[0-9]{2}){4}`, [
    `0[1-9](?:[.]|${SPACE})[0-9]{2}(?:[.]|${SPACE})[0-9]{2}`,
  ]),
  phone(
    `0[1-9][0-9]{0,2}(?:-|${SPACE})[0-9]{3}(?:-|${SPACE})[0-9]{2}(?:-|${SPACE})[0-9]{2}`,
    [
      `0[1-9][0-9]{0,2}(?:-|${SPACE})[0-9]{3}(?:-|${SPACE})[0-9]{2}(?:-|${SPACE})`,
    ],
  ),
  phone(String.raw`\([1-9][0-9]\)${SPACE}?9?[0-9]{4}-[0-9]{4}`, [
    String.raw`\)${SPACE}?9?[0-9]{4}-[0-9]{4}`,
  ]),
  // Japan, Australia, Russia, Turkey.
  phone("0[1-9][0-9]{0,3}-[0-9]{3,4}-[0-9]{4}", [
    "0[1-9][0-9]{0,3}-[0-9]{3,4}-[0-9]{4}",
  ]),
  phone(String.raw`\(0[1-9]\)${SPACE}?[0-9]{3,4}${SPACE}[0-9]{4}`, [
    String.raw`\(0[1-9]\)${SPACE}?[0-9]{3,4}${SPACE}[0-9]{4}`,
  ]),
  phone(
    String.raw`(?:[08]${SPACE}?)?\([0-9]{3}\)${SPACE}?[0-9]{3}(?:-|${SPACE})[0-9]{2}(?:-|${SPACE})[0-9]{2}`,
    [
      String.raw`\)${SPACE}?[0-9]{3}(?:-|${SPACE})[0-9]{2}(?:-|${SPACE})[0-9]{2}`,
    ],
  ),
  ...called(),
];

function international(
  plus: string,
  guards: readonly string[],
): MaskingPattern {
  return {
    name: "phone",
    pattern: String.raw`${ESCAPE}${plus}\(?[1-9]${REST}{7,14}\b`,
    replacement: "$1[phone]",
    guards,
  };
}

function phone(pattern: string, guards: readonly string[]): MaskingPattern {
  return {
    name: "phone",
    pattern: `${EDGE}${pattern}\\b`,
    replacement: "$1[phone]",
    guards,
  };
}

/** Fields whose name says what they hold, as text, as number of JSON, and as `key=value`. */
function called(): readonly MaskingPattern[] {
  const name =
    "(?:phone|mobile|msisdn|cell|telefon[oe]?|whatsapp|(?:^|[^a-z])(?:tel|fax|handy|caller(?:_?id)?))(?:[_ -]?(?:number|num|no|nr))?";
  const number = String.raw`\+?[0-9](?:[ ./()-]{0,2}[0-9]){5,18}`;
  const near = [
    "phone",
    "mobile",
    "msisdn",
    "cell",
    "telefon",
    "whatsapp",
    "tel",
    "fax",
    "handy",
    "caller",
  ];
  const guards = near.map(
    (each) =>
      String.raw`${each}[oe]?(?:[_ -]?(?:number|num|no|nr|id))?[.]?(?:\\*["']|[=:\s]|%3d)[^a-z]{0,8}[0-9]`,
  );
  const step = (pattern: string, replacement: string): MaskingPattern => ({
    name: "phone",
    pattern,
    ignoreCase: true,
    replacement,
    near,
    guards,
  });
  return [
    step(String.raw`(${name}(\\*)"\s*:\s*)[0-9]{6,19}\b`, `$1$2"[phone]$2"`),
    step(
      String.raw`(${name}[.]?(?:\\*["'])?\s*(?:[:=]|%3d)\s*(?:\\*["'])?)${number}`,
      "$1[phone]",
    ),
    step(
      String.raw`((?:phone|mobile|tel|fax|whatsapp)[.]?\s)\+?[0-9](?:[ ./()-]{0,2}[0-9]){8,14}\b`,
      "$1[phone]",
    ),
  ];
}
