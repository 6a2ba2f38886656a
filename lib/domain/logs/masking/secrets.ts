import type { MaskingPattern } from "./pattern";
import { WITH_AT } from "./personal";

/** Whose keys are meant in names such as `aws_secret_access_key` and `AccountKey`. */
const KEY_OF =
  "(?:api|access|private|secret|account|encryption|signing|master|auth|app|storage|subscription|webhook|license|ssh|aes|hmac)";

/**
 * Signs of no text, which stand behind the names of fields with secret values, so that what comes after a name is found fast:
 * the first behind all of them, the second between it and names that are followed by nothing but a secret.
 */
const MARK = "\ufdd4";
const STRONG = "\ufdd5";

/** What a password is called in other languages. */
const FOREIGN = String.raw`kennwort|contrase(?:ñ|n|\\u00f1|%c3%b1)a|mot[._ -]?de[._ -]?passe|(?:\b|_)mdp|senha|wachtwoord|l(?:ö|o)senord|has(?:ł|l)o|salasana|heslo|adgangskode|(?:ş|s)ifre|пароль|密码|パスワード|비밀번호`;

/** Ends of such names, such as `db_password`; none may be the beginning of another one. */
const NAMES = String.raw`passwords|cookies|(?:otp|mfa|pin|recovery|verification|security)[._ -]?code|(?:code|oauth)_verifier|\.pass(?:words?|wd|code|phrase)?|secrets|token|credentials?|authorization|cookie|otp|cvv2?|cvc2?`;
const STRONG_NAMES = String.raw`${KEY_OF}[._ -]?key|(?:pass(?:word|wd)?|pwd)[._-]?hash|(?:[_-]|db|user|root|admin)pass(?:word|wd|code|phrase)?|pass(?:word|wd|code|phrase|wort|ord|key)|pwd|(?:root|[_-])pwd?|secret|sess(?:ion)?[._-]?id|${FOREIGN}|x-[\w${MARK}-]{0,40}token`;

/** Something of what stands between such a name and its value. */
const AFTER = String.raw`(?:[\\"'\x60:=：＝\s)>\]<&\x1b→]|->|%2[25]|%3d)`;

/** One of these finds the end of each name, and what comes after it. */
const GUARDS = [
  "pass(?:words?|wd|code|phrase|wort|ord|key)?",
  "pass(?:word|wd)?[._-]?hash",
  "pwd[._-]?hash",
  "rootpw",
  "_pw",
  "-pw",
  ...["otp", "mfa", "pin", "recovery", "verification", "security"].map(
    (what) => `${what}[._ -]?code`,
  ),
  "verifier",
  "pwd",
  "secrets?",
  "token",
  "key",
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

/** The end of a name in quotes. */
const CLOSED = String.raw`(?:\\*["'\x60])?`;

/** A digit tells a token from a word. */
const TOKEN = String.raw`(?:[a-z._~+/-]*[0-9][a-z0-9._~+/-]{6,}|[a-z0-9._~+/-]{8,}[0-9][a-z0-9._~+/-]*)=*`;

/** Colours of a terminal, as they are and in JSON. */
const COLOUR = String.raw`(?:(?:\x1b|\\u001[bB])\[[0-9;]*m)*`;

/** What may be between the beginning of an option or an element and the mark of its name. */
const REST_OF_NAME = String.raw`[\w:${MARK}${STRONG}-]{0,40}`;

/** Values of fields of JSON, of JSON within a text of JSON, of `key=value`, queries of URLs and options of commands. */
export const KEYED_SECRETS: readonly MaskingPattern[] = [
  // Cookie: a=b; c=d, and Set-Cookie.
  secret(String.raw`(cookie:\s*)[^\r\n"'\\\[][^\r\n"'\\]*`, "$1[secret]"),
  secret(
    String.raw`((?:token|credentials?|password(?: is| was))(?:\s?:\s*|\s+))${TOKEN}`,
    "$1[secret]",
  ),
  // Names and values of headers in one list.
  secret(
    String.raw`((?:cookie|authorization|x-[\w-]{0,40}(?:key|token))\\*"\s*,\s*\\*")[^"\\\[]+`,
    "$1[secret]",
  ),
  secret(`(${NAMES})`, `$1${MARK}`),
  secret(`(${STRONG_NAMES})`, `$1${STRONG}${MARK}`),
  // PWD=/home/ann tells where sudo was called, and is no password.
  exact(
    String.raw`((?:^|[^_-])PWD)${STRONG}${MARK}((?:=|%3[dD]|(?:\s|\\t)=(?:\s|\\t)|\s?=>\s?)/)`,
    // A letter behind $1 would be read as a part of its name.
    "$1$2",
  ),
  ...[
    // Values with a function or a type around them.
    String.raw`(${MARK}${CLOSED}\s*[:=]\s*\w{1,20}\(\\*["'])[^"'\\\[]+`,
    String.raw`(${STRONG}${MARK}+\(\\*["'])[^"'\\\[]+`,
    String.raw`(${MARK}\s+(?:in|IN)\s*\(')[^'\[]+`,
    String.raw`(${MARK}\s*:\s*\{\s*\w{1,20}\s*:\s*")[^"\\\[]+`,
    String.raw`(${MARK}\s*=\s*\{)[^{}\[]+`,
    String.raw`(${MARK}:\[)[^\[\]"'\\]+`,
    // The next line of YAML, and parts of forms.
    String.raw`(${STRONG}${MARK}+:[^\S\n]*[|>][+-]?[^\S\n]*\n\s+)[^\n\[]+`,
    String.raw`(name=\\*"${REST_OF_NAME}${MARK}\\*"(?:\r|\n|\\r|\\n){2,4})[^\r\n\\\[]+`,
    // Quotes of URLs, of HTML, and escaped ones.
    String.raw`(${MARK}%22%3[aA](?:%20|\+)?%22)(?:[^%\s"&\[]|%[013-9a-fA-F][0-9a-fA-F]|%2[013-9a-fA-F])+`,
    String.raw`(${MARK}&(?:quot|#34|#x22);\s*[:=]\s*&(?:quot|#34|#x22);)[^&\s\[]+`,
    String.raw`(${MARK}\\+u0022\s*:\s*\\+u0022)[^\\"\[]+`,
    // "password":"...", whose value may hold escaped quotes, and may be cut.
    String.raw`(${MARK}${CLOSED}\s*:\s*")(?:[^"\\]|\\.)+`,
    // \"password\":\"...\": the same, escaped once.
    String.raw`(${MARK}${CLOSED}\s*:\s*\\")(?:[^"\\]|\\\\(?:\\\\|\\"|[^"\\])|\\[^"\\])+`,
    // Escaped more than once.
    String.raw`(${MARK}${CLOSED}\s*:\s*\\{2,}")(?:[^"\\]|\\{1,2}[^"\\]|\\{4,}(?:"|[^"\\]))+`,
    // 'password': '...', and PASSWORD '...' of SQL.
    String.raw`(${MARK}${CLOSED}\)?\s*(?:=>|[:=])\s*\(?[bBuU]?')(?:[^'\\]|\\.)+`,
    String.raw`(${STRONG}${MARK}+\s+')(?:[^'\\]|\\.)+`,
    String.raw`(${STRONG}${MARK}+\s+\\*")[^"\\\[]+`,
    // password="..." of logfmt and XML, as it is and escaped.
    String.raw`(${MARK}['"\x60]?\]?\s*(?:=>|=)\s*")(?:[^"\\]|\\.)+`,
    String.raw`(${MARK}(?:\\+")?\s*(?:=>|=)\s*\\+")(?:[^"\\]|\\{3,}"|\\+[^"\\])+`,
    // {"name":"password","value":"..."}
    String.raw`(${MARK}\\*"\s*,\s*\\*"[vV](?:alue|ALUE)\\*"\s*:\s*\\*")[^"\\\[]+`,
    // password=..., ?token=...&, --password ..., and password: ... of YAML.
    String.raw`(${MARK}${COLOUR}(?:=|%(?:25)*3[dD])${COLOUR})[^\s&"'\\<>;\[]+`,
    String.raw`(${MARK}\s*(?:->|[→：＝])\s*)[^\s&"'\\<>;\[]+`,
    // With spaces, as in SQL, where $1, ? and :name stand for a value.
    String.raw`(${MARK}[)\]]?(?:(?:\s|\\t){1,4}=(?:\s|\\t){1,4}|\s?=>\s?))[^\s&"'\\<>;\[$?:=][^\s&"'\\<>;\[]*`,
    String.raw`(--?${REST_OF_NAME}${MARK}\s+)[^\s"'\\<>;\[-][^\s"'\\<>;]*`,
    String.raw`(${STRONG}${MARK}+\s?:\s*)[^\s&"'\\<>;,{}\[\]]+`,
    // Key (password)=(...) of PostgreSQL.
    String.raw`(${MARK}\)=\()[^)\[]+`,
    // <password>...</password>, and keys and values of XML.
    String.raw`(<${REST_OF_NAME}${MARK}(?:\s[^<>]{0,200})?>(?:<!\[CDATA\[)?)[^<\[]+`,
    String.raw`(${MARK}"\s+value=")[^"\\\[]+`,
    String.raw`(${MARK}</key>\s*<string>)[^<\[]+`,
  ].map((pattern) => exact(pattern, "$1[secret]")),
  // A number has no quotes to stay in, and a list as a whole becomes a text.
  exact(
    String.raw`(${MARK}(\\*)"\s*:\s*)(?:-?\d[\d.eE+-]*|\[[^\[\]]+\]|\{(?:[^{}]|\{[^{}]*\})+\})`,
    `$1$2"[secret]$2"`,
  ),
  exact(MARK, ""),
  exact(STRONG, ""),
  secret(String.raw`("pass\\*"\s*:\s*\\*")[^"\\\[]+`, "$1[secret]"),
  {
    name: "secret",
    pattern: String.raw`(identified\s+by\s+')(?:[^'\\]|\\.)+`,
    ignoreCase: true,
    replacement: "$1[secret]",
    guards: ["identified"],
  },
  // Signatures of addresses that give access to whoever has them.
  {
    name: "secret",
    pattern: String.raw`([?&](?:sig|signature|x-amz-signature|x-goog-signature|pass|pw|key)=)[^\s&"'\\<>;\[]+`,
    ignoreCase: true,
    replacement: "$1[secret]",
    guards: ["sig(?:nature)?=", "pass=", "pw=", "key="],
  },
  {
    name: "secret",
    pattern: String.raw`((?:sshpass\s+-p\s*|redis-cli\s[^|;\n"]{0,80}?-a\s+|mysql\w{0,9}\s(?:[^|;\n"]{0,80}?\s)?-p))[^\s"'\\\[]+`,
    replacement: "$1[secret]",
    near: [" -p", " -a"],
    guards: ["sshpass", "redis-cli", "mysql"],
  },
  {
    name: "secret",
    pattern: String.raw`((?:(?:docker|podman|helm|oc)\s[^|;\n"]{0,40}?login|mongo\w{0,9}|ldap\w{1,12})\s(?:[^|;\n"]{0,120}?\s)?-[pw]\s+)[^\s"'\\\[]+`,
    replacement: "$1[secret]",
    near: [" -p ", " -w "],
    guards: ["login", "mongo", "ldap"],
  },
  {
    name: "secret",
    pattern: String.raw`((?:sqlplus\s+|oracle:thin:)[^\s/@"]{1,64}/)[^\s@"'\\\[]+@`,
    replacement: "$1[secret]@",
    guards: ["sqlplus", "oracle:thin:"],
  },
  // The MySQL driver of Go.
  {
    name: "secret",
    pattern: String.raw`(:)[^\s@"'\\:/\[]+(@(?:tcp|unix)\()`,
    replacement: "$1[secret]$2",
    guards: [String.raw`@(?:tcp|unix)\(`],
  },
  // "AUTH" "..." of Redis, with and without the name of the user, AUTH of mail, and settings of Redis.
  {
    name: "secret",
    pattern: String.raw`("(?:AUTH|auth)\\*"\s+(?:\\*"[^"\\\s]{1,64}\\*"\s+)?\\*")[^"\\\[]+`,
    replacement: "$1[secret]",
    guards: [String.raw`"auth\\*"\s`],
  },
  {
    name: "secret",
    pattern: String.raw`(\bAUTH(?:\s+PLAIN|\s+LOGIN)?\s+)(?:[a-zA-Z._~+/-]*[0-9][a-zA-Z0-9._~+/-]{6,}|[a-zA-Z0-9._~+/-]{8,}[0-9][a-zA-Z0-9._~+/-]*)=*`,
    replacement: "$1[secret]",
    guards: [String.raw`auth\s`],
  },
  {
    name: "secret",
    pattern: String.raw`((?:requirepass|masterauth)\\*"?\s+\\*"?)[^\s"\\\[]+`,
    ignoreCase: true,
    replacement: "$1[secret]",
    guards: ["requirepass", "masterauth"],
  },
  // curl -u user:password
  {
    name: "secret",
    pattern: String.raw`(\s(?:-u|--user|--proxy-user)[ =]["']?[^\s:"'\\/]+:)[^\s"'\\\[]+`,
    replacement: "$1[secret]",
    guards: ["-(?:u|-user|-proxy-user)[ =]"],
  },
];

function secret(pattern: string, replacement: string): MaskingPattern {
  return {
    name: "secret",
    pattern,
    ignoreCase: true,
    replacement,
    guards: GUARDS,
  };
}

/** What begins with a mark is found faster when capital letters are others. */
function exact(pattern: string, replacement: string): MaskingPattern {
  return { name: "secret", pattern, replacement, guards: GUARDS };
}

/** `user:password@` of URLs; the user stays. */
export const URL_PASSWORDS: readonly MaskingPattern[] = [
  {
    name: "url-password",
    pattern: String.raw`(:(?:\\?/){2}[^\s/?#@:"'\\<>]*:)[^\s/"'\\<>]+@`,
    replacement: "$1[secret]@",
    ...WITH_AT,
  },
  // In a query, encoded as a whole.
  {
    name: "url-password",
    pattern: String.raw`(%3[aA](?:%2[fF]){2}[^\s/?#@:"'\\<>%&]*%3[aA])(?:[^\s/"'\\<>&%]|%[0-35-9a-fA-F][0-9a-fA-F]|%4[1-9a-fA-F])+(%40)`,
    replacement: "$1[secret]$2",
    ...WITH_AT,
  },
];

/** `Authorization` of HTTP and whatever follows `Bearer` or `Basic`. */
export const BEARER_TOKENS: readonly MaskingPattern[] = [
  // Schemes with many parts, all of which are left out.
  bearer(
    String.raw`(authorization(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?(?:(?:digest|hawk|oauth|aws4-hmac-sha256)(?:\s+|%20)|token\s+token=))(?:[^\r\n"'\\]|\\+["']|"[^"\r\n\\,]*"(?:,|$))+`,
    ["authorization"],
  ),
  bearer(
    String.raw`(authorization(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?(?:[a-z-]+(?:\s+|%20))?)[^\s"'\\,;\[{]+`,
    ["authorization"],
  ),
  bearer(String.raw`(bearer(?:\s+|%20|\+))${TOKEN}`, ["bearer"]),
  bearer(
    String.raw`(\bbasic(?:\s+|%20))(?:[a-z+/]*[0-9][a-z0-9+/]{5,}={0,2}|[a-z0-9+/]{6,}={1,2})`,
    [String.raw`basic(?:\s|%20)`],
  ),
];

function bearer(pattern: string, guards: readonly string[]): MaskingPattern {
  return {
    name: "bearer",
    pattern,
    ignoreCase: true,
    replacement: "$1[token]",
    guards,
  };
}

/** JSON Web Tokens, signed or encrypted: their first part begins with the encoded sign `{`. */
export const JSON_WEB_TOKENS: readonly MaskingPattern[] = [
  {
    name: "jwt",
    pattern: String.raw`eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}`,
    replacement: "[jwt]",
    guards: ["eyj"],
  },
];
