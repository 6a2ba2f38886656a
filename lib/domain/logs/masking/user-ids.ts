import type { MaskingPattern } from "./pattern";

/** Signs of no text, between which an id stands until it gets its pseudonym. */
const BEGIN = "\uf0f1";
const END = "\uf0f2";

/** A sign of no text behind the name of a field, so that what comes after a name is found fast. */
const MARK = "\ufdd3";

const LETTERS = "[iI][dD]";

/** What stands between the name of a field and its value, in JSON as often escaped as it may be, `key=value`, headers, SQL. */
const IS = String.raw`(?:\\*["'\x60])?\)?\s*(?:=>|:=|[:=]|%3[dD])\s*\(?`;

/** An id in quotes begins like no pseudonym, and is not the "-" that stands for none. */
const FIRST = String.raw`[^"'\\\[${BEGIN}-]|-[^"'\\]|\[(?:[^"'\\u]|u[^"'\\s])`;

/** A value without quotes; what begins with a sign of a language stands for a value, as in SQL. */
const BARE = (() => {
  const none = String.raw`\s&"'\x60\\<>;,(){}\[\]|`;
  const first = String.raw`(?:[^${none}$?*:%${BEGIN}-]|%[0-9a-fA-F]{2}|-[0-9])`;
  return `${first}(?:[^${none}]*[^${none}.])?`;
})();

/** The field `id` of what is called so far, by its name and inside of it. */
const ITS_ID = `[._ -]?${LETTERS}`;
const ID_IN_IT = String.raw`\\*["']\s*:\s*\{(?:[^{}]|\{[^{}]*\})*?["']_?${LETTERS}`;

const USERS = ["us(?:er|r)", "U(?:ser|SER|sr|SR)"];

const USER_GUARDS = [String.raw`us(?:e?r[._ -]?id|e?r\\*["']\s*:\s*\{)`];
const REMOTE_USER_GUARDS = ["remote_user"];
const UID_GUARDS = [String.raw`uids?(?:\\*["'\x60]|[:=)\s]|%3d)`];

/** The ways in which a value is given to a field. */
const VALUES = [
  // Numbers and lists of JSON have no quotes to stay in.
  [
    String.raw`(${MARK}(\\*)"\s*:\s*)(-?[0-9][0-9.eE+-]*)`,
    `$1$2"${BEGIN}$3${END}$2"`,
  ],
  [
    String.raw`(${MARK}(\\*)"\s*:\s*)\[([^\[\]]+)\]`,
    `$1[$2"${BEGIN}$3${END}$2"]`,
  ],
  [
    String.raw`(${MARK}"\s*[:=]\s*")((?:${FIRST}|\\.)(?:[^"\\]|\\.)*)`,
    `$1${BEGIN}$2${END}`,
  ],
  [
    String.raw`(${MARK}${IS}\\*)(?:(")((?:${FIRST}|')(?:[^"\\]|\\+[^"\\])*)|(')((?:${FIRST}|")(?:[^'\\]|\\+[^'\\])*))`,
    `$1$2$4${BEGIN}$3$5${END}`,
  ],
  [String.raw`(${MARK}${IS})(${BARE})`, `$1${BEGIN}$2${END}`],
  [String.raw`(${MARK}\s+(?:in|IN)\s*\()([^()\[\]]+)`, `$1${BEGIN}$2${END}`],
] as const;

/**
 * Ids of users, so that they can still be told apart and found again: in fields that are called like that, as text, number or
 * list, as `id` of a user, and as the third word of a line of an access log. A name without any key is no secret to whoever can
 * guess ids: it hides them from readers, not from who tries out all numbers.
 *
 * Accounts of the operating system (`uid=0` beside `gid` or `auid`) and of databases are left: audits are about them.
 */
export const USER_IDS: readonly MaskingPattern[] = [
  ...[ITS_ID, ID_IN_IT].flatMap((id) =>
    USERS.map((user) => step(`(${user}${id}s?)`, `$1${MARK}`, USER_GUARDS)),
  ),
  step("(remote_users?)", `$1${MARK}`, REMOTE_USER_GUARDS),
  {
    ...step(
      "((?:^|[^A-Za-z0-9_.-]|%[0-9a-fA-F]{2})(?:uid|UID)s?)",
      `$1${MARK}`,
      UID_GUARDS,
    ),
    unless: ["auid=", "euid=", "gid=", "(uid="],
  },
  ...[...VALUES, [MARK, ""] as const].map(([pattern, replacement]) =>
    step(pattern, replacement, [
      ...USER_GUARDS,
      ...REMOTE_USER_GUARDS,
      ...UID_GUARDS,
    ]),
  ),
  step(
    String.raw`( - )((?:[^\s\[-]|-[^\s])[^\s]*)( \[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:)`,
    `$1${BEGIN}$2${END}$3`,
    [String.raw` - [^ ]+ \[[0-9]`],
  ),
  {
    name: "user-id",
    pattern: `${BEGIN}([^${BEGIN}${END}]*)${END}`,
    replacement: "[user-#]",
    pseudonym: "user:",
  },
];

function step(
  pattern: string,
  replacement: string,
  guards: readonly string[],
): MaskingPattern {
  return { name: "user-id", pattern, replacement, guards };
}
