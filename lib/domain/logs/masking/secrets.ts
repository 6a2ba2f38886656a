import type { MaskingPattern } from "./pattern";

/** What names of fields with secret values end with, such as `db_password`. */
const NAME =
  "(?:passwords?|passwd|passphrase|pwd|secrets?|token|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key|credentials?|authorization|session[_-]?id|cookie)";

const NAME_BUT_PWD = NAME.replace("|pwd|", "|");

/** Each of these names has one of these. */
const NEEDS = [
  "pass",
  "pwd",
  "secret",
  "token",
  "key",
  "credential",
  "authorization",
  "session",
  "cookie",
];

/** Such a name, and something of what stands between it and its value. */
const GUARD = String.raw`${NAME}(?:[\\"':=\s]|%3d)`;

/** Values of fields of JSON, of JSON within a text of JSON, of `key=value`, queries of URLs and options of commands. */
export const KEYED_SECRETS: readonly MaskingPattern[] = [
  // "password":"...", whose value may hold escaped quotes, and may be cut.
  String.raw`(${NAME}"?\s*:\s*")(?:[^"\\]|\\.)+`,
  // \"password\":\"...\": the same, escaped once.
  String.raw`(${NAME}\\"\s*:\s*\\")(?:[^"\\]|\\\\(?:\\\\|\\"|[^"\\]))+`,
  // Escaped more than once.
  String.raw`(${NAME}\\{2,}"\s*:\s*\\{2,}")(?:[^"\\]|\\{1,2}[^"\\]|\\{4,}(?:"|[^"\\]))+`,
  // 'password': '...', and PASSWORD '...' of SQL.
  String.raw`(${NAME}'?(?:\s*[:=]\s*|\s+)')(?:[^'\\]|\\.)+`,
  // password="..." of logfmt and XML, as it is and escaped.
  String.raw`(${NAME}\s*=\s*")(?:[^"\\]|\\.)+`,
  String.raw`(${NAME}\s*=\s*\\+")(?:[^"\\]|\\{3,}"|\\+[^"\\])+`,
]
  .map((pattern) => secret(pattern, "$1[secret]"))
  .concat(
    // A number has no quotes to stay in, and a list as a whole becomes a text.
    secret(
      String.raw`(${NAME}(\\*)"\s*:\s*)(?:-?\d[\d.eE+-]*|\[[^\[\]]+\])`,
      `$1$2"[secret]$2"`,
    ),
    // password=..., ?token=...&, --password ..., and password: ... of YAML.
    secret(
      String.raw`(${NAME_BUT_PWD}(?:=|%3D|\s=\s))[^\s&"'\\<>;\[]+`,
      "$1[secret]",
    ),
    // PWD=/home/ann tells where sudo was called, and is no password.
    secret(
      String.raw`(pwd(?:=|%3D|\s=\s))[^\s&"'\\<>;\[/][^\s&"'\\<>;\[]*`,
      "$1[secret]",
    ),
    {
      name: "secret",
      pattern: String.raw`((?:[Pp]wd|[_-]PWD)=)/[^\s&"'\\<>;\[]*`,
      replacement: "$1[secret]",
      needs: ["pwd=/"],
    },
    secret(
      String.raw`(--?[\w-]{0,40}${NAME}\s+)[^\s"'\\<>;\[-][^\s"'\\<>;]*`,
      "$1[secret]",
    ),
    secret(
      String.raw`((?:password|passwd|passphrase|pwd|secret|api[_-]?key|private[_-]?key|secret[_-]?key):\s*)[^\s&"'\\<>;,{}\[\]]+`,
      "$1[secret]",
    ),
  );

function secret(pattern: string, replacement: string): MaskingPattern {
  return {
    name: "secret",
    pattern,
    ignoreCase: true,
    replacement,
    needs: NEEDS,
    guard: GUARD,
  };
}

/** `user:password@` of URLs; the user stays. */
export const URL_PASSWORDS: readonly MaskingPattern[] = [
  {
    name: "url-password",
    pattern: String.raw`(:(?:\\?/){2}[^\s/?#@:"'\\<>]*:)[^\s/"'\\<>]+@`,
    replacement: "$1[secret]@",
    needs: ["@"],
  },
];

/** `Authorization` of HTTP and whatever follows `Bearer`. */
export const BEARER_TOKENS: readonly MaskingPattern[] = [
  {
    name: "bearer",
    pattern: String.raw`(authorization(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?(?:[a-z-]+(?:\s+|%20))?)[^\s"'\\,;\[]+`,
    ignoreCase: true,
    replacement: "$1[token]",
    needs: ["authorization"],
  },
  {
    name: "bearer",
    // A digit tells a token from a word.
    pattern: String.raw`(bearer(?:\s+|%20))[a-z._~+/-]*[0-9][a-z0-9._~+/-]{6,}=*`,
    ignoreCase: true,
    replacement: "$1[token]",
    needs: ["bearer"],
  },
];

/** JSON Web Tokens, signed or encrypted: their first part begins with the encoded sign `{`. */
export const JSON_WEB_TOKENS: readonly MaskingPattern[] = [
  {
    name: "jwt",
    pattern: String.raw`eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}`,
    replacement: "[jwt]",
    needs: ["eyj"],
  },
];

/** Keys that tell their issuer by their first letters. */
export const API_KEYS: readonly MaskingPattern[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  key(String.raw`(?:AKIA|ASIA)[A-Z0-9]{16}`, ["akia", "asia"]),
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  key(String.raw`(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{22,})`, [
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
  ]),
  // https://docs.stripe.com/keys
  key(
    String.raw`(?:[srp]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{16,})`,
    ["k_live_", "k_test_", "whsec_"],
  ),
  // https://docs.slack.dev/authentication/tokens
  key(
    String.raw`(?:xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,})`,
    ["xox", "xapp-"],
  ),
  key(
    String.raw`hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/]+`,
    ["hooks.slack.com"],
  ),
  // https://cloud.google.com/docs/authentication/api-keys
  key(
    String.raw`(?:AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})`,
    ["aiza", "ya29.", "gocspx-"],
  ),
  key(
    String.raw`(?:glpat-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{36}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|sk-[A-Za-z0-9_-]{20,})`,
    ["glpat-", "npm_", "sg.", "sk-"],
  ),
  key(
    String.raw`-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,20}PRIVATE KEY-----)?`,
    ["private key-----"],
  ),
];

function key(pattern: string, needs: readonly string[]): MaskingPattern {
  return { name: "api-key", pattern, replacement: "[api-key]", needs };
}
