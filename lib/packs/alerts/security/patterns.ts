/**
 * Patterns (RE2) of the lines that programs write about log-ins and privileges. Each begins at the start of the line with
 * the part that syslog writes, so that a name which somebody chose to look like another line is only a name.
 */

/** Time in one of syslog's two forms, with or without a priority before it, the name of the host, and what busybox adds. */
const HEAD = String.raw`^(?:<\d{1,3}>(?:1 )?)?(?:[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}T\S+) \S+ (?:auth(?:priv)?\.[a-z]+ )?`;

/** The number of the process, as RFC 3164 and RFC 5424 write it. */
const program = (name: string): string =>
  String.raw`${HEAD}(?:${name})(?:(?:\[\d+\])?: +| \S+ \S+ - +)`;

/** OpenSSH 9.8 and later log from programs of their own. */
const SSHD = program("sshd(?:-session|-auth)?");

/** Why sudo refuses somebody. That a password is required is what scripts are told that ask whether they may. */
const SUDO_REFUSALS = [
  "user NOT in sudoers",
  "user NOT authorized on host",
  "command not allowed",
  'user not allowed to [^;"]+',
  String.raw`\d+ incorrect password attempts?`,
].join("|");

/** The beginning of what sudo writes with `log_format=json`, up to who asked. */
const sudoJson = (of: string): string =>
  String.raw`@cee: ?\{"sudo":\{${of}.*?"submituser":"`;

/** The patterns of a log of authentication. `(?P<name>...)` is what the rules take from a line. */
export interface AuthPatterns {
  /**
   * A failed log-in: `source`, `user`, `unknown` when there is no such account, `method`, and `repeated` when the line
   * stands for more than one. Lines of the method `keyboard-interactive/pam` do not count, since PAM's own line does.
   * @default - the lines of OpenSSH, and those of PAM that it writes
   */
  readonly failed?: string;
  /**
   * A log-in: `source`, its `network`, `user`, `method`.
   * @default - the lines of OpenSSH; the network is the first 24 bits of an address, of IPv6 about 48
   */
  readonly accepted?: string;
  /**
   * A command run by sudo: `user`.
   * @default - the lines of sudo, as text and as JSON
   */
  readonly sudo?: string;
  /**
   * What sudo refused: `user`.
   * @default - not a sudoer, a command or folder that is not allowed, wrong passwords
   */
  readonly sudoDenied?: string;
  /**
   * Becoming root by su, or trying to: `user`.
   * @default - the lines of su; that of its PAM session names nobody where there is no terminal
   */
  readonly suToRoot?: string;
  /**
   * An account that becomes a member of a group of administrators, or is given the id of root: `user`.
   * @default - the lines of useradd, usermod and gpasswd
   */
  readonly administratorAdded?: string;
  /**
   * A new account: `user`.
   * @default - the line of useradd
   */
  readonly accountCreated?: string;
}

/** What a pattern must take from a line. */
export const AUTH_PATTERN_GROUPS: Readonly<
  Record<keyof AuthPatterns, readonly string[]>
> = {
  failed: ["source", "user"],
  accepted: ["source", "network", "user", "method"],
  sudo: ["user"],
  sudoDenied: ["user"],
  suToRoot: ["user"],
  administratorAdded: ["user"],
  accountCreated: ["user"],
};

/** What sshd writes beside the error of PAM that tells of the same failure: from the fourth time on, and of unknown names. */
export const TOLD_BY_PAM = "keyboard-interactive/pam";

/**
 * The name of a failed log-in may be any text, even ` from ADDRESS port 22 ssh2`: it ends at the last such part, and
 * after that only the fingerprint of a key may follow. Rsyslog folds repeated lines into one.
 *
 * @param adminGroups whose members have the rights of root
 * @see https://github.com/openssh/openssh-portable/blob/master/auth.c
 * @see https://github.com/openssh/openssh-portable/blob/master/auth-pam.c
 * @see https://www.rsyslog.com/doc/configuration/action/rsconf1_repeatedmsgreduction.html
 */
export function authPatterns(
  adminGroups: readonly string[],
): Required<AuthPatterns> {
  const groups = adminGroups.map(escapePattern).join("|");
  return {
    failed: String.raw`${SSHD}(?:message repeated (?P<repeated>\d{1,5}) times: \[ )?(?:Failed (?P<method>\S+)|error: PAM: [A-Z][^:]*?) for (?P<unknown>(?:invalid|illegal) user )?(?P<user>.*) from (?P<source>[0-9A-Fa-f.:]+(?:%\w+)?)(?: port \d+ ssh2(?:: \S+ SHA256:[\w+/=]+)?)?\]?$`,
    accepted: String.raw`${SSHD}Accepted (?P<method>\S+) for (?P<user>.+?) from (?P<source>(?P<network>(?:\d{1,3}\.){3}|(?:[0-9A-Fa-f]{0,4}:){3})?[0-9A-Fa-f.:]+(?:%\w+)?) port \d+ ssh2(?:: .*)?$`,
    sudo: String.raw`${program("sudo(?:-rs)?")}(?:${sudoJson('"accept":')})?(?P<user>[^\s"]+)(?: :  ?(?:[A-Z]+=.* ; )+COMMAND=|",)`,
    sudoDenied: String.raw`${program("sudo")}(?:${sudoJson(`"reject":\\{.*?"reason":"(?:${SUDO_REFUSALS})",`)})?(?P<user>[^\s"]+)(?: : (?:${SUDO_REFUSALS}) ; |",)`,
    suToRoot: String.raw`${program("su|su-l")}(?:(?:FAILED SU )?\(to root\) |(?:Successful|FAILED) su for root by )(?P<user>[^\s(]+)(?: on |$)`,
    administratorAdded: String.raw`${program("useradd|usermod|gpasswd")}(?:add '|user |change user '|new user: name=|members of group (?:${groups}) set by \S+ to )(?P<user>[^\s',]+(?:,[^\s',]+)*)(?:' to (?:shadow )?group '(?:${groups})'|(?: added by \S+)? to group (?:${groups})$|' [UG]ID from '\d+' to '0'|, UID=0,|, UID=\d+, GID=0,|$)`,
    accountCreated: String.raw`${program("useradd")}new user: name=(?P<user>[^\s,]+), UID=`,
  };
}

/** The beginning of a record of auditd. */
const record = (type: string): string =>
  String.raw`^(?:node=\S+ )?type=${type} msg=audit\((?P<at>\d+\.\d+):\d+\): `;

/**
 * A change under a watch of auditd: who, by the number of the account that logged in, by which program, under which key.
 * Several keys of one rule are written as codes; the collector reads them.
 */
export const AUDIT_PATTERN = String.raw`^(?:node=\S+ )?type=SYSCALL msg=audit\(\d+\.\d+:\d+\): .* success=yes .* auid=(?P<auid>\d+) .* exe=(?:"(?P<exe>[^"]*)"|\S+) .*key=(?:"(?P<key>[^"]*)"|[0-9A-F]+(?:\x1D|$))`;

/**
 * What the kernel and auditd tell of themselves. Numbers of rules and switches are written by the kernel only, keys with
 * blanks as codes: nobody can make one look like another.
 *
 * @see https://github.com/torvalds/linux/blob/master/kernel/auditfilter.c
 */
export const AUDITING = {
  /** Auditing that is switched off, or that somebody tried to where it cannot be: `auid`. */
  switchedOff: String.raw`${record("CONFIG_CHANGE")}(?:op=set )?audit_enabled=0 old=[12] auid=(?P<auid>\d+) `,
  ruleRemoved: String.raw`${record("CONFIG_CHANGE")}.*op="?remove[_ ]rule"? .*res=1`,
  ruleAdded: String.raw`${record("CONFIG_CHANGE")}.*op="?add[_ ]rule"? .*res=1`,
  ended: record("DAEMON_(?:END|ABORT)"),
  started: record("DAEMON_START"),
} as const;

/**
 * A line in the format `combined` of nginx, in LogQL's language of patterns. nginx writes a quotation mark inside a value
 * as \x22, so that a value cannot end before its quotation mark.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_log_module.html
 */
export const COMBINED_PATTERN =
  '<source> - <_> [<_>] "<request>" <status> <_> "<_>" "<agent>"';

/** Parts of requests and of names of programs that only attacks have; RE2 without regard to capitals. */
export interface AttackSignatures {
  /** @default - union selects, conditions behind a quote, stacked statements, functions that wait or read files */
  readonly sqlInjection?: string;
  /** @default - tags of scripts, handlers of events, addresses of scripts */
  readonly crossSiteScripting?: string;
  /** @default - two steps up, and files of the system */
  readonly pathTraversal?: string;
  /** @default - names by which well-known scanners introduce themselves */
  readonly scanner?: string;
  /** @default - files with secrets that no page links to */
  readonly probe?: string;
}

/** One character, percent-encoded once or more often. */
const encoded = (...hex: readonly string[]): string =>
  `%(?:25)*(?:${hex.join("|")})`;

const SPACE = String.raw`(?:[\s+]|${encoded("20", "09", "0a", "0d")}|/\*[^*]*\*/)`;
const QUOTE = String.raw`(?:'|\\x22|${encoded("22", "27")})`;
const EQUALS = `(?:=|${encoded("3d")})`;
const PARENTHESIS = String.raw`(?:\(|${encoded("28")})`;
const TAG = String.raw`(?:<|\\x3c|${encoded("3c")})`;
const SLASH = String.raw`(?:/|\\x5c|${encoded("2f", "5c")})`;
const DOT = String.raw`(?:\.|${encoded("2e")})`;
/** Before a word that must not be the end of a longer one. Counted repetitions would make the search slow. */
const BOUNDARY = "(?:[^a-z]|%[0-9a-f]{2})";

export const ATTACK_SIGNATURES: Required<AttackSignatures> = {
  sqlInjection: [
    `${BOUNDARY}union${SPACE}+(?:all${SPACE}+)?select[^a-z]`,
    String.raw`${QUOTE}${SPACE}*(?:or|and)${SPACE}+${QUOTE}?\w+${QUOTE}?${SPACE}*(?:${EQUALS}|like${SPACE})`,
    `(?:;|${encoded("3b")})${SPACE}*(?:drop|truncate|alter|insert|delete|update|exec)${SPACE}+[a-z]`,
    `${BOUNDARY}(?:sleep|benchmark|pg_sleep|extractvalue|updatexml|load_file|xp_cmdshell)${SPACE}*${PARENTHESIS}`,
    `information_schema${DOT}`,
  ].join("|"),
  crossSiteScripting: [
    String.raw`${TAG}${SPACE}*(?:script|iframe|svg|object|embed)(?:[\s/>+]|${encoded("20", "09", "0a", "2f", "3e")})`,
    String.raw`(?:javascript|vbscript)(?::|${encoded("3a")})[\w.]*${PARENTHESIS}`,
    String.raw`(?:[\s"'+]|\\x22|${encoded("20", "09", "0a", "22", "27", "2f")})on(?:error|load|click|mouseover|focus|toggle|animationstart)${SPACE}*${EQUALS}`,
    `document${DOT}cookie`,
  ].join("|"),
  pathTraversal: [
    `(?:${DOT}{2}${SLASH}){2}`,
    `${SLASH}etc${SLASH}(?:passwd|shadow)`,
    `${SLASH}proc${SLASH}self${SLASH}`,
    String.raw`${SLASH}(?:win|boot)\.ini`,
  ].join("|"),
  scanner: String.raw`\b(?:sqlmap|nikto|nmap|masscan|zgrab|nuclei|wpscan|gobuster|dirbuster|ffuf|feroxbuster|acunetix|nessus|openvas|w3af|wfuzz|arachni|whatweb|commix|netsparker)\b`,
  probe: String.raw`/(?:\.env|\.git/(?:config|head)|\.aws/credentials|\.ssh/|\.htpasswd|wp-config\.php|phpinfo\.php)(?:[\s?.~]|$)`,
};

/** A text as a pattern that matches only itself. */
export function escapePattern(text: string): string {
  return text.replace(/[^\w]/g, (character) =>
    character.charCodeAt(0) < 128 ? `\\${character}` : character,
  );
}
