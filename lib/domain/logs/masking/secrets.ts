import type { MaskingPattern } from "./pattern";
import { COMMAND_SECRETS } from "./commands";
import { LONG_SECRETS } from "./long-secrets";
import { WITH_AT } from "./personal";
import {
  exact,
  MARK,
  NAMES,
  secret,
  STRONG,
  STRONG_NAMES,
  TOKEN,
} from "./secret-names";
import { SAID_CODES, SAID_SECRETS } from "./said-secrets";

/** The end of a name in quotes. */
const CLOSED = String.raw`(?:\\*["'\x60])?`;

/** Colours of a terminal, as they are and in JSON. */
const COLOUR = String.raw`(?:(?:\x1b|\\u001[bB])\[[0-9;]*m)*`;

/** What may be between the beginning of an option or an element and the mark of its name. */
const REST_OF_NAME = String.raw`[\w:.${MARK}${STRONG}-]{0,40}`;

/** What stands for a "=". */
const EQUAL = String.raw`(?:=|%(?:25)*3[dD]|\\+(?:u00|x)3[dD]|&#(?:61|x3[dD]);)`;

/** Values of fields that are called "value", beside one that tells what it is. */
const VALUE = String.raw`(?:[vV]al(?:ue)?|VALUE|ParameterValue|rejectedValue|content|input)`;

/** Values of fields of JSON, of JSON within a text of JSON, of `key=value`, queries of URLs and options of commands. */
export const KEYED_SECRETS: readonly MaskingPattern[] = [
  // Cookie: a=b; c=d, and Set-Cookie.
  secret(String.raw`(cookie:\s*)[^\s"'\\\[][^\r\n"'\\]*`, "$1[secret]"),
  ...SAID_CODES,
  // Names and values of headers in one list.
  secret(
    String.raw`((?:cookie|authorization|x-[\w-]{0,40}(?:key|token))\\*"\s*,\s*\\*")[^"\\\[]+(\\*"\s*(?:[,\]]|$))`,
    "$1[secret]$2",
  ),
  secret(`(${NAMES})`, `$1${MARK}`),
  secret(`(${STRONG_NAMES})`, `$1${STRONG}${MARK}`),
  // PWD=/home/ann tells where sudo was called, and is no password.
  exact(
    String.raw`((?:^|[^_-])PWD)${STRONG}${MARK}((?:=|%3[dD]|(?:\s|\\t)=(?:\s|\\t)|\s?=>\s?)/)`,
    // A letter behind $1 would be read as a part of its name.
    "$1$2",
  ),
  // What servers say of passwords, and not the passwords.
  exact(
    String.raw`${STRONG}${MARK}+(:\s?(?:YES|NO)\b|\\*"\s*:\s*\[\s*\\*"(?:can't|[Ii]s|doesn't|This|[Mm]ust|[Ss]hould|[Rr]equired|[Tt]oo|[Ii]nvalid)\b)`,
    "$1",
  ),
  exact(
    String.raw`(${MARK}${CLOSED}\)?\s*(?:=>|:=|[:=])\s*\(?)[bBuUnNrR$]?'(?:[^'\\]|\\.)+`,
    "$1'[secret]",
  ),
  exact(
    String.raw`(${MARK}['"\x60]?\]?\s*(?:=>|:=|={1,3})\s*)[rRbBuU$]?"(?:[^\s"\\,}\])]|\\.)(?:[^"\\]|\\.)*`,
    '$1"[secret]',
  ),
  // Lists of names and values, of which only those with a digit are none of other names.
  exact(
    String.raw`(${STRONG}${MARK}+\\*["'](?:\s*,\s*|\s+)\\*["'])[^"'\\\[]*[0-9][^"'\\\[]*(\\*["'](?:\s*[,\])}]|\s+\\*["']|\s*$))`,
    "$1[secret]$2",
  ),
  exact(
    String.raw`(${MARK}\\*["']\s*,\s*\\*["'])[A-Za-z0-9._~+/=-]{20,}(\\*["']\s*[,\])}])`,
    "$1[secret]$2",
  ),
  ...SAID_SECRETS,
  ...[
    // Values with a function or a type around them.
    String.raw`(${MARK}${CLOSED}\s*[:=]\s*[\w${MARK}${STRONG}]{1,30}\(\\*["'])[^"'\\\[]+`,
    String.raw`(${STRONG}${MARK}+\(\\*["'])[^"'\\\[]+`,
    String.raw`(${MARK}${CLOSED}\s*[:=]\s*\[\s*')[^'\[]+`,
    String.raw`(${MARK}\s+(?:in|IN)\s*\(')[^'\[]+`,
    String.raw`(${STRONG}${MARK}+\s+\$\$)[^$\[]+`,
    String.raw`(${STRONG}${MARK}+\s+(?:for|FOR)\s[^=\n]{1,80}=\s*')[^'\[]+`,
    String.raw`(${MARK}\s*:\s*\{\s*\w{1,20}\s*:\s*")[^"\\\[]+`,
    String.raw`(${MARK}\s*=\s*\{)[^{}\[]+`,
    String.raw`(${MARK}:)\[[^\[\]"'\\]+\]`,
    // The next line of YAML, and parts of forms.
    String.raw`(${STRONG}${MARK}+:[^\S\n]*[|>][+-]?[^\S\n]*\n\s+)[^\s\[][^\n]*`,
    String.raw`(name=(?:\\*")?${REST_OF_NAME}${MARK}(?:\\*")?(?:(?:\r|\n|\\r|\\n){1,2}Content-[^\r\n\\]*)?(?:\r|\n|\\r|\\n){2,4})[^\r\n\\\[]+`,
    // Quotes of URLs, of HTML, and escaped ones.
    String.raw`(${MARK}%22%3[aA](?:%20|\+)?%22)(?:[^%\s"&\[]|%[013-9a-fA-F][0-9a-fA-F]|%2[013-9a-fA-F])+`,
    String.raw`(${MARK}&(?:quot|#34|#x22);\s*[:=]\s*&(?:quot|#34|#x22);)[^&\s\[]+`,
    String.raw`(${MARK}\\+(?:u00|x)22\s*:\s*\\+(?:u00|x)22)[^\\"\[]+`,
    // Quotes of CSV and SQL.
    String.raw`(${MARK}""\s*:\s*"")[^"\[]+`,
    String.raw`(${MARK}''\s*:\s*'')[^'\[]+`,
    String.raw`(&lt;${REST_OF_NAME}${MARK}&gt;)[^&\[]+`,
    // "password":"...", whose value may hold escaped quotes, and may be cut.
    String.raw`(${MARK}\\*["'\x60]\s*:\s*")(?:[^"\\]|\\.)+`,
    String.raw`(${MARK}\s*:\s*")(?:[^\s"\\,}\])]|\\.)(?:[^"\\]|\\.)*`,
    // \"password\":\"...\": the same, escaped once.
    String.raw`(${MARK}\\*["'\x60]\s*:\s*\\")(?:[^"\\]|\\\\(?:\\\\|\\"|[^"\\])|\\[^"\\])+`,
    String.raw`(${MARK}\s*:\s*\\")(?:[^\s"\\,}\])])(?:[^"\\]|\\\\(?:\\\\|\\"|[^"\\])|\\[^"\\])*`,
    // Escaped more than once.
    String.raw`(${MARK}${CLOSED}\s*:\s*\\{2,}")(?:[^"\\]|\\{1,2}[^"\\]|\\{4,}(?:"|[^"\\]))+`,
    // PASSWORD '...' of SQL.
    String.raw`(${STRONG}${MARK}+\s+')(?:[^'\\]|\\.)+`,
    String.raw`(${STRONG}${MARK}+\s+\\*")[^"\\\[:,;)}\]][^"\\\[]*`,
    // password=\"...\"
    String.raw`(${MARK}(?:\\+")?\s*(?:=>|:=|={1,3})\s*\\+")(?:[^"\\]|\\{3,}"|\\+[^"\\])+`,
    // What Terraform changes.
    String.raw`(${MARK}\\*"?\s+=\s+\\*"\[secret\]\\*"\s+->\s+\\*")[^"\\\[]+`,
    // {"name":"password","value":"..."}, and what validators refuse.
    String.raw`(${MARK}\\*["']\s*,\s*\\*["']${VALUE}\\*["']\s*:\s*\\*["'])[^"'\\\[]+`,
    String.raw`(${STRONG}${MARK}+\s+value:\s*(?:\\*["'])?)[^\s"'\\\[]+`,
    String.raw`(${MARK}\\*["']\s*[\])]\s*,\s*\\*["']msg\\*["']\s*:\s*\\*["'][^"'\\]*\\*["']\s*,\s*\\*["']input\\*["']\s*:\s*\\*["'])[^"'\\\[]+`,
    String.raw`(${MARK}'\s*:\s*rejected value \[)[^\[\]]+`,
    // password=..., ?token=...&, --password ..., and password: ... of YAML.
    String.raw`(${MARK}${COLOUR}${EQUAL}${COLOUR})[^\s&"'\\<>;\[]+`,
    String.raw`(${MARK}(?:\[[0-9]{0,3}\]|\]\[\]|\]|%5[dD])${EQUAL})[^\s&"'\\<>;\[]+`,
    String.raw`(${MARK}\s*(?:->|[→：＝是为])\s*)[^\s&"'\\<>;\[]+`,
    // With spaces, as in SQL, where $1, ? and :name stand for a value.
    String.raw`(${MARK}[)\]]?(?:(?:\s|\\t){1,4}=(?:\s|\\t){1,4}|\s?=>\s?))[^\s&"'\\<>;\[$?:=][^\s&"'\\<>;\[]*`,
    String.raw`( --?${REST_OF_NAME}${MARK}\s+)[^\s"'\\<>;\[-][^\s"'\\<>;]*`,
    String.raw`("--?${REST_OF_NAME}${MARK}\\*"\s*,\s*\\*")[^"\\\[-][^"\\\[]*`,
    String.raw`('--?${REST_OF_NAME}${MARK}'\s*,\s*')[^'\[-][^'\[]*`,
    String.raw`(${STRONG}${MARK}+(?:\s|[*)}]{1,2}\s?)?:=?\s*)[^\s&"'\\<>;,{}\[\]()=*][^\s&"'\\<>;,{}\[\]]*`,
    String.raw`(${STRONG}${MARK}+[*)}]{1,2}\s?=\s?)[^\s&"'\\<>;,{}\[\]()=][^\s&"'\\<>;,{}\[\]]*`,
    // Key (password)=(...) of PostgreSQL.
    String.raw`(${MARK}\)=\()[^)\[]+`,
    // <password>...</password>, and keys and values of XML.
    String.raw`(<${REST_OF_NAME}${MARK}(?:\s[^<>]{0,200})?>(?:<!\[CDATA\[)?)(?:[^<\["\\]|\\.)+`,
    String.raw`(${MARK}\\*"\s+value=\\*")[^"\\\[]+`,
    String.raw`(<(?:entry|param|parameter|property|item|setting|string|value|env)\s[^<>]{0,100}${MARK}\\*["'](?:[^<>]{0,100}[^<>/])?>)(?:[^<\["\\]|\\.)+`,
    String.raw`(${MARK}</(?:key|name)>\s*<(?:string|value)>)(?:[^<\["\\]|\\.)+`,
  ].map((pattern) => exact(pattern, "$1[secret]")),
  exact(
    String.raw`(${STRONG}${MARK}+(?:=[^\S\n]|[^\S\n]=))[^\s&"'\\<>;\[$?:=,]+(\s|$)`,
    "$1[secret]$2",
  ),
  // A number has no quotes to stay in, and a list as a whole becomes a text.
  exact(
    String.raw`(${MARK}(\\*)"\s*:\s*)(?:-?\d[\d.eE+-]*|\[[^\[\]]+\]|\{(?:[^{}]|\{[^{}]*\})+\})`,
    `$1$2"[secret]$2"`,
  ),
  exact(MARK, ""),
  exact(STRONG, ""),
  // Signatures of addresses that give access to whoever has them.
  {
    name: "secret",
    pattern: String.raw`([?&](?:sig|signature|x-amz-signature|x-goog-signature|pass|pw|key)=)[^\s&"'\\<>;\[]+`,
    ignoreCase: true,
    replacement: "$1[secret]",
    guards: ["sig(?:nature)?=", "pass=", "pw=", "key="],
  },
  ...LONG_SECRETS,
  ...COMMAND_SECRETS,
];

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
    String.raw`(authorization(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?(?:(?:digest|hawk|oauth|signature|mac|eg1-hmac-sha256|aws4-hmac-sha256)(?:\s+|%20)|token\s+token=))(?:[^\r\n"'\\]|\\+["']|"[^"\r\n\\,]*"(?:,|$))+`,
    ["authorization"],
  ),
  bearer(
    String.raw`(authorization(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?(?:[a-z-]+:?(?:\s+|%20)(?:\\*")?)?)(?:\[token\]|[^\s"'\\,;\[{]+)`,
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
