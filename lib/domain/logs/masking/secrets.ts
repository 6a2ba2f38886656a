import { EDGE, type MaskingPattern } from "./pattern";
import { WITH_AT } from "./personal";

/** Whose keys are meant in names such as `aws_secret_access_key` and `AccountKey`. */
const KEY_OF =
  "(?:api|access|private|secret|account|encryption|signing|master|auth|app|storage|subscription|webhook|license)";

/**
 * Signs of no text, which stand behind the names of fields with secret values, so that what comes after a name is found fast:
 * the first behind all of them, the second between it and names that are followed by nothing but a secret.
 */
const MARK = "\ufdd4";
const STRONG = "\ufdd5";

/** Ends of such names, such as `db_password`; none may be the beginning of another one. */
const NAMES = String.raw`passwords|\.pass(?:words?|wd|code|phrase)?|secrets|token|credentials?|authorization|cookie|otp|cvv2?|cvc2?`;
const STRONG_NAMES = String.raw`${KEY_OF}[._ -]?key|[_-]pass(?:word|wd|code|phrase)?|pass(?:word|wd|code|phrase)|pwd|secret|session[._-]?id|x-[\w${MARK}-]{0,40}token`;

/** Something of what stands between such a name and its value. */
const AFTER = String.raw`(?:[\\"'\x60:=\s)>]|%3d)`;

/** One of these finds the end of each name, and what comes after it. */
const GUARDS = [
  "pass(?:words?|wd|code|phrase)?",
  "pwd",
  "secrets?",
  "token",
  "key",
  "credentials?",
  "authorization",
  "session[._-]?id",
  "cookie",
  "cv[vc]2?",
  "otp",
].map((word) => word + AFTER);

/** The end of a name in quotes. */
const CLOSED = String.raw`(?:\\*["'\x60])?`;

/** A digit tells a token from a word. */
const TOKEN = String.raw`(?:[a-z._~+/-]*[0-9][a-z0-9._~+/-]{6,}|[a-z0-9._~+/-]{8,}[0-9][a-z0-9._~+/-]*)=*`;

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
  secret(`(${NAMES})`, `$1${MARK}`),
  secret(`(${STRONG_NAMES})`, `$1${STRONG}${MARK}`),
  // PWD=/home/ann tells where sudo was called, and is no password.
  exact(
    String.raw`((?:^|[^_-])PWD)${STRONG}${MARK}((?:=|%3[dD]|(?:\s|\\t)=(?:\s|\\t)|\s?=>\s?)/)`,
    // A letter behind $1 would be read as a part of its name.
    "$1$2",
  ),
  ...[
    // "password":"...", whose value may hold escaped quotes, and may be cut.
    String.raw`(${MARK}${CLOSED}\s*:\s*")(?:[^"\\]|\\.)+`,
    // \"password\":\"...\": the same, escaped once.
    String.raw`(${MARK}${CLOSED}\s*:\s*\\")(?:[^"\\]|\\\\(?:\\\\|\\"|[^"\\])|\\[^"\\])+`,
    // Escaped more than once.
    String.raw`(${MARK}${CLOSED}\s*:\s*\\{2,}")(?:[^"\\]|\\{1,2}[^"\\]|\\{4,}(?:"|[^"\\]))+`,
    // 'password': '...', and PASSWORD '...' of SQL.
    String.raw`(${MARK}${CLOSED}\)?\s*(?:=>|[:=])\s*\(?')(?:[^'\\]|\\.)+`,
    String.raw`(${STRONG}${MARK}+\s+')(?:[^'\\]|\\.)+`,
    // password="..." of logfmt and XML, as it is and escaped.
    String.raw`(${MARK}['"\x60]?\s*(?:=>|=)\s*")(?:[^"\\]|\\.)+`,
    String.raw`(${MARK}(?:\\+")?\s*(?:=>|=)\s*\\+")(?:[^"\\]|\\{3,}"|\\+[^"\\])+`,
    // {"name":"password","value":"..."}
    String.raw`(${MARK}\\*"\s*,\s*\\*"[vV](?:alue|ALUE)\\*"\s*:\s*\\*")[^"\\\[]+`,
    // password=..., ?token=...&, --password ..., and password: ... of YAML.
    String.raw`(${MARK}(?:=|%3[dD]))[^\s&"'\\<>;\[]+`,
    // With spaces, as in SQL, where $1, ? and :name stand for a value.
    String.raw`(${MARK}\)?(?:(?:\s|\\t){1,4}=(?:\s|\\t){1,4}|\s?=>\s?))[^\s&"'\\<>;\[$?:=][^\s&"'\\<>;\[]*`,
    String.raw`(--?${REST_OF_NAME}${MARK}\s+)[^\s"'\\<>;\[-][^\s"'\\<>;]*`,
    String.raw`(${STRONG}${MARK}+\s?:\s*)[^\s&"'\\<>;,{}\[\]]+`,
    // Key (password)=(...) of PostgreSQL.
    String.raw`(${MARK}\)=\()[^)\[]+`,
    // <password>...</password>
    String.raw`(<${REST_OF_NAME}${MARK}>)[^<\[]+`,
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

const SLASH = String.raw`(?:\\{0,4}/|%2[fF])`;

const SPACE = String.raw`(?:[ +]|%20)`;

/** Keys that tell their issuer by their first letters, behind which the rest stands. */
export const API_KEYS: readonly MaskingPattern[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  key(String.raw`A[KS]IA[A-Z0-9]{16}`, ["akia", "asia"]),
  // https://cloud.google.com/docs/authentication/api-keys
  key(String.raw`AIza[A-Za-z0-9_-]{30,}`, ["aiza"]),
  // Incoming webhooks of Slack and Discord.
  ...[
    String.raw`hooks\.slack\.com${SLASH}(?:services|workflows|triggers)(?:${SLASH}[A-Za-z0-9]+)+`,
    String.raw`discord(?:app)?\.com${SLASH}api${SLASH}webhooks${SLASH}[0-9]+${SLASH}[A-Za-z0-9_-]+`,
  ].map((pattern) => key(pattern, ["hooks"])),
  // Atlassian, Databricks, Twilio, and robots of Telegram.
  key(String.raw`AT(?:ATT|CTT)3[A-Za-z0-9_=-]{20,}`, ["at[ac]tt3"]),
  key(String.raw`dapi[0-9a-f]{32}`, ["dapi"]),
  {
    ...key(String.raw`${EDGE}SK[0-9a-f]{32}\b`, ["sk[0-9a-f]{8}"]),
    replacement: "$1[api-key]",
  },
  key(String.raw`[0-9]{8,10}(?::|%3[aA])AA[A-Za-z0-9_-]{32,}`, [
    ":aa[a-z0-9_-]{8}",
    "%3aaa",
  ]),
  key(
    String.raw`-----BEGIN${SPACE}(?:[A-Z]|${SPACE}){0,20}PRIVATE${SPACE}KEY(?:${SPACE}BLOCK)?-----[^-]*(?:-----END${SPACE}(?:[A-Z]|${SPACE}){0,20}PRIVATE${SPACE}KEY(?:${SPACE}BLOCK)?-----)?`,
    ["private(?:[ +]|%20)key"],
  ),
  ...keys(
    "_[a-z0-9+/=_.-]{10}",
    {
      // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
      "gh[pousr]_": "[A-Za-z0-9]{30,}",
      github_pat_: String.raw`\w{22,}`,
      // https://docs.stripe.com/keys
      "[srp]k_(?:live|test)_": "[A-Za-z0-9]{10,}",
      whsec_: "[A-Za-z0-9+/]{16,}",
      // Grafana, npm, Docker, Hugging Face, Shopify, DigitalOcean, Linear, PlanetScale.
      "gl(?:sa|c)_": "[A-Za-z0-9+/=_]{20,}",
      npm_: "[A-Za-z0-9]{36}",
      "dckr_[po]at_": "[A-Za-z0-9_-]{20,}",
      hf_: "[A-Za-z0-9]{30,}",
      "shp(?:at|ca|pa|ss)_": "[A-Za-z0-9]{20,}",
      "do[por]_v1_": "[0-9a-f]{40,}",
      "lin_(?:api|oauth)_": "[A-Za-z0-9]{20,}",
      "pscale_(?:tkn|pw|oauth)_": "[A-Za-z0-9_.-]{20,}",
    },
    ["k_live_", "k_test_"],
  ),
  ...keys(
    "-[a-z0-9_-]{10}",
    {
      // https://docs.slack.dev/authentication/tokens
      "xox[a-z](?:\\.xox[a-z])?-": "[A-Za-z0-9-]{10,}",
      "xapp-": "[A-Za-z0-9-]{10,}",
      // https://docs.gitlab.com/security/tokens/#token-prefixes
      "gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-": "[A-Za-z0-9_.-]{20,}",
      // OpenAI, Anthropic and others.
      "sk-": "[A-Za-z0-9_-]{20,}",
      "GOCSPX-": "[A-Za-z0-9_-]{20,}",
      "pypi-": "[A-Za-z0-9_-]{40,}",
      "sq0(?:atp|csp)-": "[A-Za-z0-9_-]{20,}",
      "NRAK-": "[A-Z0-9]{20,}",
      "AGE-SECRET-KEY-1": "[A-Z0-9]{20,}",
    },
    ["xox[a-z]"],
  ),
  // SendGrid, Google, Vault.
  ...keys(String.raw`\.[a-z0-9_-]{16}`, {
    "SG\\.": String.raw`[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`,
    "ya29\\.": "[A-Za-z0-9_-]{20,}",
    "hv[sbr]\\.": "[A-Za-z0-9_-]{20,}",
  }),
];

function key(pattern: string, guards: readonly string[]): MaskingPattern {
  return { name: "api-key", pattern, replacement: "[api-key]", guards };
}

/** Those of which the same tells where one may be; how each begins is its guard, unless that has no certain first letter. */
function keys(
  near: string,
  rests: Readonly<Record<string, string>>,
  others: readonly string[] = [],
): readonly MaskingPattern[] {
  const guards = [
    ...Object.keys(rests)
      .map((start) => start.toLowerCase())
      .filter((start) => !/^\[|\)\?/.test(start)),
    ...others,
  ];
  return Object.entries(rests).map(([start, rest]) => ({
    ...key(start + rest, guards),
    near: [near],
  }));
}
