import {
  EDGE,
  GROUP_SEPARATOR,
  SEVEN_DIGITS,
  type MaskingPattern,
} from "./pattern";

/**
 * What follows country and check digits: digits (n), capitals (a), either (c), and the countries that have it.
 * @see https://www.swift.com/resource/iban-registry-pdf
 */
const STRUCTURES: Readonly<Record<string, string>> = {
  "11n": "NO",
  "12n": "BE",
  "14n": "DK FI FO GL SD",
  "15n": "SI",
  "16n": "AT BA EE LT MN XK",
  "17n": "HR",
  "18n": "CR DE ME RS VA",
  "19n": "AE IL SO TL",
  "20n": "CZ ES SE SK TN",
  "21n": "LY PT ST",
  "22n": "IS",
  "23n": "BI DJ MR",
  "24n": "HU PL",
  "25n": "EG",
  "1a10n12c": "IT SM",
  "2a12n": "FK",
  "2a16n": "GE",
  "2n18c": "SA",
  "3n10c2n": "MK",
  "3n13c": "KZ LU",
  "3n16c": "OM",
  "4a10n": "NL",
  "4a13c": "LV",
  "4a14c": "BH",
  "4a14n": "GB IE",
  "4a15c": "GI",
  "4a15n": "IQ",
  "4a16c": "PK RO",
  "4a16n": "VG",
  "4a19n3a": "MU",
  "4a20c": "AZ",
  "4a20n": "HN NI SV",
  "4a20n3a": "SC",
  "4a21c": "PS QA",
  "4a22c": "KW",
  "4a24c": "LC",
  "4a4n18c": "JO YE",
  "4a5n18c": "MT",
  "4a6n8c": "BG",
  "4c20n": "DO",
  "4c4n16c": "BY",
  "4n20c": "LB",
  "5n12c": "CH LI",
  "6n16c": "TR",
  "6n19c": "UA",
  "7n16c": "GR",
  "8n12c": "AD",
  "8n16c": "AL CY",
  "10n11c2n": "FR MC",
  "14n15c": "RU",
  "20c": "MD",
  "23n1a1c": "BR",
  "24c": "GT",
};

const SIGNS: Readonly<Record<string, string>> = {
  n: "[0-9]",
  a: "[A-Z]",
  c: "[A-Z0-9]",
};

/** What may stand before it in small letters, any country, check digits and the next eight: all countries take 20 times as long. */
const GUARDS = [
  String.raw`(?:^|[^a-z0-9_.-]|\\[bfnrt]|u[0-9a-f]{4}|\x1b\[[0-9;]*m|u001b\[[0-9;]*m|%[0-9a-f]{2}|iban)[a-z]{2}[0-9]{2}(?:${GROUP_SEPARATOR}?[a-z0-9]{4}){2}`,
];

/**
 * Account numbers of the structure of their country, in one piece or in groups of four; check digits are not checked. Where
 * letters are allowed there must be seven digits in a row all the same, as banks have them.
 */
export const IBANS: readonly MaskingPattern[] = [inOnePiece(), inGroups()].map(
  (numbers) => ({
    name: "iban",
    pattern: `${EDGE}(?:IBAN)?(?:${numbers.join("|")})\\b`,
    ignoreCase: true,
    replacement: "$1[iban]",
    near: SEVEN_DIGITS,
    guards: GUARDS,
  }),
);

function inOnePiece(): readonly string[] {
  return Object.entries(STRUCTURES).map(
    ([structure, countries]) =>
      start(countries) +
      structure.replace(
        /(\d+)([nac])/g,
        (_, length: string, kind: string) => `${SIGNS[kind] ?? ""}{${length}}`,
      ),
  );
}

/** By length only: the collector would take ten times as long to read the structure of each country. */
function inGroups(): readonly string[] {
  const byLength = new Map<number, string[]>();
  for (const [structure, countries] of Object.entries(STRUCTURES)) {
    const length = [...structure.matchAll(/\d+/g)].reduce(
      (sum, [digits]) => sum + Number(digits),
      0,
    );
    byLength.set(length, [...(byLength.get(length) ?? []), countries]);
  }
  return [...byLength].map(([length, countries]) => {
    const rest = length % 4;
    const last = rest === 0 ? "" : `${GROUP_SEPARATOR}[A-Z0-9]{${rest}}`;
    return `${start(countries.join(" "))}(?:${GROUP_SEPARATOR}[A-Z0-9]{4}){${Math.floor(length / 4)}}${last}`;
  });
}

function start(countries: string): string {
  return `(?:${countries.replaceAll(" ", "|")})[0-9]{2}`;
}
