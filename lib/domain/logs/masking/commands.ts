import type { MaskingPattern } from "./pattern";

/** Commands with passwords, behind one of the options. */
const NEAR = [" --?[abpuw]", `"-p`, "'-p"];
const COMMANDS = [
  "sshpass",
  "redis-cli",
  "mysql",
  "login",
  "mongo",
  "ldap",
  "sqlcmd",
  "ipmitool",
  "zip ",
  "htpasswd",
  "openssl",
  "curl ",
  "etcdctl ",
];

const QUOTE = String.raw`(?:\\*["'])?`;
const WORD = String.raw`[^\s"'\\\[/-][^\s"'\\\[]*`;

/** Texts of SQL and what else is between the brackets of VALUES, with one text at least. */
const SQL_VALUES = String.raw`(?:[^()']*(?:'[^']*'[^()']*)+|[^()'"]*(?:"[^"()]*"[^()'"]*)+)`;

/** Passwords of commands and statements, which only the command tells: `-p`, `AUTH`, `IDENTIFIED BY`. */
export const COMMAND_SECRETS: readonly MaskingPattern[] = [
  ...[
    String.raw`(identified\s+(?:with\s+[^\s"]{1,64}\s+)?(?:by|as)\s+(?:password\s+)?')(?:[^'\\]|\\.)+`,
    String.raw`(identified\s+by\s+\\*")[^"\\\[]+`,
    String.raw`(user\s+\S{1,64}\s+identified\s+by\s+)[^\s"'\\\[;]+`,
  ].map((pattern) => ({
    name: "secret",
    pattern,
    ignoreCase: true,
    replacement: "$1[secret]",
    guards: ["identified"],
  })),
  ...[
    String.raw`sshpass\s+-p\s*`,
    String.raw`redis-cli\s[^|;\n"]{0,80}?-a\s+`,
    String.raw`mysql\w{0,9}\\*["']?,?\s(?:[^|;\n]{0,80}?[\s"'])?-p`,
    String.raw`(?:(?:docker|podman|helm|oc|az)\s[^|;\n"]{0,40}?login|mongo\w{0,9}|ldap\w{1,12})\s(?:[^|;\n"]{0,120}?\s)?-[pw]\s+`,
    String.raw`(?:sqlcmd|ipmitool|zip)\s(?:[^|;\n"]{0,120}?\s)?-P\s*`,
    String.raw`htpasswd\s+-[a-zA-Z]*b[a-zA-Z]*\s+\S+\s+\S+\s+`,
    String.raw`openssl\s[^|;\n"]{0,80}?-pass(?:in|out)\s+pass:`,
    String.raw`(?:curl|etcdctl)\s(?:[^|;\n]{0,200}?\s)?(?:-u[ =]?|--(?:proxy-)?user[ =])(?:\\*["'])?[^\s:"'\\/]+:`,
  ].map((command) => ({
    name: "secret",
    pattern: `(${command}${QUOTE})${WORD}`,
    replacement: "$1[secret]",
    near: NEAR,
    guards: COMMANDS,
  })),
  // INSERT INTO users (name, password) VALUES ('ann', '...'), ...
  {
    name: "secret",
    pattern: String.raw`((?:insert|replace)\s+into\s[^()]{0,200}\([^()]*(?:pass|pwd|secret|token|credential|key_hash|api_?key|cvv|otp|[^a-z]pin[^a-z])[^()]*\)\s*values\s*\()${SQL_VALUES}(?:\)\s*,\s*\(${SQL_VALUES})*\)`,
    ignoreCase: true,
    replacement: "$1[secret])",
    guards: ["values"],
  },
  {
    name: "secret",
    pattern: String.raw`(echo\s+(?:\\*["'])?)[^\s"'|\\\[]+((?:\\*["'])?\s*\|[^|]{0,200}--password-stdin)`,
    replacement: "$1[secret]$2",
    guards: ["password-stdin"],
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
  // "AUTH" "..." of Redis, with and without the name of the user, AUTH of mail, and settings of servers.
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
    pattern: String.raw`((?:requirepass|masterauth|bindpw:?)\\*"?\s+\\*"?)[^\s"\\\[]+`,
    ignoreCase: true,
    replacement: "$1[secret]",
    guards: ["requirepass", "masterauth", "bindpw"],
  },
];
