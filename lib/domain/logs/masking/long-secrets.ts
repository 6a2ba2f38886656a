import type { MaskingPattern } from "./pattern";

/** The end of a name, and what stands between it and its value. */
const IS = String.raw`(?:\\*["'])?\s*(?:=>|[:=])\s*\[?\s*(?:\\*["'])?`;

/** A value that is too long for a word or a number. */
const LONG =
  "(?:[a-z%]{0,40}[0-9][a-z0-9%._~+/=-]{14,}|[a-z0-9%]{16}[a-z0-9%._~+/=-]*)";

/** Names whose short values are states and numbers, such as `session=3` and `auth=basic`. */
const NAMES: readonly string[] = [
  "sid",
  "sess(?:ion)?(?:[ _-]?id)?",
  "auth",
  "[cx]srf(?:[_-]?[a-z]{1,20})?",
  "assertion",
  "signature",
];

const PASS = String.raw`(?:^|[^a-z0-9])p(?:ass|w)(?:\\*["'])?`;

const PIN = "(?:^|[^a-z0-9])(?:[a-z]{1,10}_)?pin";

/** What ends a value without quotes. */
const END = String.raw`\s&"'\\<>;,|()\[\]{}`;

/** Values of fields of which only the length tells that they are secret, and short ones whose form does. */
export const LONG_SECRETS: readonly MaskingPattern[] = [
  {
    name: "secret",
    pattern: `((?:^|[^a-z0-9])(?:[a-z0-9]{1,20}[_.-])?(?:php)?(?:${NAMES.join("|")})${IS})${LONG}`,
    ignoreCase: true,
    replacement: "$1[secret]",
    near: ["sid", "sess", "auth", "srf", "ssertion", "signature"],
    guards: NAMES.map(
      (name) => `${name.replace("[cx]srf", "srf")}${IS}[a-z0-9%]{8}`,
    ),
  },
  {
    name: "secret",
    pattern: String.raw`([?&]code=)[A-Za-z0-9%._~+/-]{16,}`,
    replacement: "$1[secret]",
    guards: ["code="],
  },
  // What passwords are stored as.
  ...[
    String.raw`\$(?:2[abxy]?|[156y]|apr1|argon2(?:id?|d)|scrypt)\$[A-Za-z0-9./+=,$-]{20,}`,
    String.raw`pbkdf2_\w{1,20}\$[0-9]+\$[A-Za-z0-9./+=$-]{20,}`,
  ].map((pattern) => ({
    name: "secret",
    pattern,
    replacement: "[secret]",
    guards: [String.raw`\$[a-z0-9./+=,-]{20}`],
  })),
  // "123456 is your login code"
  {
    name: "secret",
    pattern: String.raw`\b[0-9]{4,8}(\s+is\s+your\s+(?:\w{1,20}\s+){0,4}(?:code|otp|pin|password))`,
    ignoreCase: true,
    replacement: "[secret]$1",
    guards: ["is your "],
  },
  // pass=..., unlike pass=3 and pass: ok.
  ...[
    String.raw`(${PASS}\s?(?:=>|[:=])\s?\\*["'])[^"'\\\[]+`,
    String.raw`(${PASS}(?:=|\s=\s))(?:[a-z][^${END}]{5,}|[0-9]+[a-z!#$*?@^~][^${END}]{4,}|[!#$%*@^~][^${END}]{5,})`,
    String.raw`(${PASS}:\s?)(?:[a-z]+[0-9!#$*?@^~]|[0-9]+[a-z!#$*?@^~])[^${END}]{4,}`,
  ].map((pattern) => ({
    name: "secret",
    pattern,
    ignoreCase: true,
    replacement: "$1[secret]",
    near: ["pass", "pw"],
    guards: [String.raw`pass[\\"' :=]`, String.raw`pw[\\"' :=]`],
  })),
  // pin=1234, and as a number of JSON.
  ...[
    [String.raw`(${PIN}(\\*)"\s*:\s*)[0-9]{4,8}\b`, `$1$2"[secret]$2"`],
    [
      String.raw`(${PIN}(?:\\*["'])?(?:\s?[:=]\s?|\s+is:?\s+)(?:\\*["'])?)[0-9]{4,8}\b`,
      "$1[secret]",
    ],
  ].map(([pattern = "", replacement = ""]) => ({
    name: "secret",
    pattern,
    ignoreCase: true,
    replacement,
    near: ["pin"],
    guards: [String.raw`pin(?:\\*["'])?(?:\s?[:=]| is)[\s\\"':]*[0-9]{4}`],
  })),
];
