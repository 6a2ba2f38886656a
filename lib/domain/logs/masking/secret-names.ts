import type { MaskingPattern } from "./pattern";

/** Whose keys are meant in names such as `aws_secret_access_key` and `AccountKey`. */
const KEY_OF =
  "(?:api|access|private|secret|account|encryption|signing|master|auth|app|storage|subscription|webhook|license|session|functions|fastly|instrumentation|ssh|aes|hmac)";

/** What stands behind such a name, such as `SECRET_KEY_BASE`. */
const OF_KEY = "(?:[._-]?(?:base|pem|b64|base64|secret|data))?";

/** Which of several passwords it is, such as `password_confirmation` and `password2`. */
const WHICH =
  "(?:[._-]?(?:confirm(?:ation)?|again|repeat|old|new|current|digest|plain|raw|enc(?:rypted)?|value|[0-9]{1,2}))?";

/** What codes are called that are asked for once. */
const CODES = "(?:otp|mfa|pin|recovery|verification|security)[._ -]?codes?";

/**
 * Signs of no text, which stand behind the names of fields with secret values, so that what comes after a name is found fast:
 * the first behind all of them, the second between it and names that are followed by nothing but a secret.
 */
export const MARK = "\ufdd4";
export const STRONG = "\ufdd5";

/** What a password is called in other languages. */
const FOREIGN = String.raw`kennwort|contrase(?:ñ|n|\\u00f1|%c3%b1)a|mot[._ -]?de[._ -]?passe|(?:\b|_)mdp|senha|wachtwoord|l(?:ö|o)senord|has(?:ł|l)o|salasana|heslo|adgangskode|(?:ş|s)ifre|пароль|密码|パスワード|비밀번호`;

/** Ends of such names, such as `db_password`; none may be the beginning of another one. */
export const NAMES = String.raw`passwords|cookies|${CODES}|(?:code|oauth)_verifier|\.pass(?:words?|wd|code|phrase)?|secrets|token|credentials?|authorization|cookie|otp|cvv2?|cvc2?`;
export const STRONG_NAMES = String.raw`${KEY_OF}[._ -]?key${OF_KEY}|client-key-data|(?:pass(?:word|wd)?|pwd)[._-]?hash|(?:[_-]|db|user|root|admin|ssh|store|key|bind|vault)pass(?:[_-]?word${WHICH}|wd|code|phrase)?|pass(?:[_-]?word${WHICH}|wd|code|phrase|wort|ord|key)|pwd|(?:root|[_-])pwd?|secret(?:[._-]?(?:string|value|text))?|sess(?:ion)?[._-]?id|${FOREIGN}|x-[\w${MARK}-]{0,40}token`;

/** Something of what stands between such a name and its value. */
const AFTER = String.raw`(?:[\\"'\x60:=：＝\s()>\]\[<&*},\x1b→]|->|%2[25]|%3d|%5d)`;

/** One of these finds the end of each name, and what comes after it. */
const GUARDS = [
  `pass(?:[_-]?words?${WHICH}|wd|code|phrase|wort|ord|key)?`,
  "pass(?:word|wd)?[._-]?hash",
  "pwd[._-]?hash",
  "rootpw",
  "_pw",
  "-pw",
  ...["otp", "mfa", "pin", "recovery", "verification", "security"].map(
    (what) => `${what}[._ -]?codes?`,
  ),
  "verifier",
  "pwd",
  "secrets?(?:[._-]?(?:string|value|text))?",
  "token",
  `key${OF_KEY}`,
  "credentials?",
  "authorization",
  "sess(?:ion)?[._-]?id",
  "cookies?",
  "cv[vc]2?",
  "otp",
]
  .map((word) => word + AFTER)
  .concat(
    "kennwort",
    "contrase",
    "de[._ -]?passe",
    "mdp",
    "senha",
    "wachtwoord",
    "senord",
    "has[łl]o",
    "salasana",
    "heslo",
    "adgangskode",
    "ifre",
    "пароль",
    "密码",
    "パスワード",
    "비밀번호",
  );

/** A digit tells a token from a word. */
export const TOKEN = String.raw`(?:[A-Za-z._~+/-]*[0-9][A-Za-z0-9._~+/-]{6,}|[A-Za-z0-9._~+/-]{8,}[0-9][A-Za-z0-9._~+/-]*)=*`;

/** What may find something only where a name of secrets stands. */
export function secret(pattern: string, replacement: string): MaskingPattern {
  return {
    name: "secret",
    pattern,
    ignoreCase: true,
    replacement,
    guards: GUARDS,
  };
}

/** What begins with a mark is found faster when capital letters are others. */
export function exact(pattern: string, replacement: string): MaskingPattern {
  return { name: "secret", pattern, replacement, guards: GUARDS };
}
